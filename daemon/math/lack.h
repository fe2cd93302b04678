/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_LACK_H
#define PULSSID_MATH_LACK_H

/*
 * Why a figure is not there. With LACK_NOTHING every number of the struct that holds it is finite unless its
 * header says otherwise; with anything else the numbers that depend on it are NAN.
 */

enum lack {
    LACK_NOTHING,    /* the figure is there */
    LACK_PERIODS,    /* too few periods, or none that directly follow each other */
    LACK_VARIATION,  /* what should vary never does */
    LACK_TEAMS,      /* too few teams, or too few other teams */
    LACK_UNITS,      /* too few units of several teams, or too few ways to arrange the teams in them */
    LACK_CONTACTS,   /* too few rated contacts, or too few of them handed on */
    LACK_HANDOFFS,   /* too few handoffs */
    LACK_RATINGS,    /* too few teams rated it, or no published pair to look at */
    LACK_TIES,       /* too few ties of collaboration */
    LACK_LINK,       /* the other teams have no link that this one could have lost */
    LACK_INDICATORS, /* too few of the figures that it is made of */
    LACK_HEADCOUNT,  /* nobody's headcount is known */
    LACK_ROLE,       /* handing customers on is the team's task */
};

#endif
