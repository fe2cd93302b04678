// SPDX-License-Identifier: GPL-3.0-or-later
// What is measured: in which order it is shown, of whom it tells, and on which scale.

const employees = ["wellbeing", "engagement", "enps", "customer_orientation", "collaboration_self", "safety"];
const customers = ["csat", "nps", "ces"];

// The figures that stand for each side.
export const mainDimensions = {employees: "wellbeing", customers: "csat"};

// A dimension of somebody's own survey is the employees' unless a row of it counts contacts.
export function sideOf(dimension, rows) {
  if (employees.includes(dimension)) return "employees";
  if (customers.includes(dimension)) return "customers";
  return rows.some((row) => row.dimension === dimension && row.contacts !== null) ? "customers" : "employees";
}

// The dimensions of the rows that tell of one side: those that ship first, then others by their codes.
export function dimensionsOf(side, rows) {
  const usual = side === "employees" ? employees : customers;
  const there = [...new Set(rows.map((row) => row.dimension))].filter((d) => sideOf(d, rows) === side).sort();
  return [...usual.filter((d) => there.includes(d)), ...there.filter((d) => !usual.includes(d))];
}

// Rows of a report on employees alone, in that order.
export function inOrder(rows) {
  const order = dimensionsOf("employees", rows.map(({dimension}) => ({dimension, contacts: null})));
  return order.flatMap((dimension) => rows.filter((row) => row.dimension === dimension));
}

// NPS and eNPS are in points from -100 to 100, all else from 0 to 100.
export function isNet(dimension) {
  return dimension === "nps" || dimension === "enps";
}
