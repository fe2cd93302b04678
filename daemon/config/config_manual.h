/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CONFIG_CONFIG_MANUAL_H
#define PULSSID_CONFIG_CONFIG_MANUAL_H

/* The manual page pulssid.conf(5), made from the table of keys as conf/pulssid.conf is. */

#include <stdio.h>

/* Writes the page in man(7). */
void config_manual_write(FILE *out);

#endif
