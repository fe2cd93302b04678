/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What planning a period costs the processor, without a database: what may be shown of employees and where
 * their answers go, one dimension of customers, all of them together, and the cells.
 *
 *   scale_planning TEAMS
 *
 * Prints one JSON object of milliseconds.
 */
#include "stats/large_board.h"

int main(int argc, char **argv)
{
    size_t teams = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
    if (teams == 0) {
        fputs("usage: scale_planning TEAMS\n", stderr);
        return 2;
    }
    printf("{\"whole period\": %.3f, \"employees, wide\": %.3f, \"employees, deep\": %.3f, "
           "\"employees, random\": %.3f, \"customers, wide\": %.3f, \"customers, units\": %.3f, "
           "\"customers, random\": %.3f, \"cells of a dimension\": %.3f}\n",
           plan_ms(plan_period, SHAPE_UNITS, teams), plan_ms(plan_employees, SHAPE_WIDE, teams),
           plan_ms(plan_employees, SHAPE_DEEP, teams), plan_ms(plan_employees, SHAPE_RANDOM, teams),
           plan_ms(plan_customers, SHAPE_WIDE, teams), plan_ms(plan_customers, SHAPE_UNITS, teams),
           plan_ms(plan_customers, SHAPE_RANDOM, teams), plan_ms(make_cells, SHAPE_WIDE, teams));
    return 0;
}
