/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CONFIG_CONFIG_KEYS_H
#define PULSSID_CONFIG_CONFIG_KEYS_H

/* The table of keys: everything that is known of a key is one row here, and conf/pulssid.conf is made from
 * it. */

#include <stddef.h>
#include <stdint.h>

enum config_type {
    CONFIG_INTEGER,
    CONFIG_CHOICE, /* one word of `choices` */
    CONFIG_TEXT,
    CONFIG_PRIVATE /* text in which $CREDENTIALS_DIRECTORY stands for that folder */
};

/* When the daemon takes a changed value into use. */
enum config_when {
    CONFIG_RESTART,
    CONFIG_LIVE /* also when it reads the file again */
};

struct config_key {
    const char *section;
    const char *name;
    enum config_type type;
    enum config_when when;
    size_t offset;       /* of the field in struct config */
    const char *initial; /* the default, as it is written in the file */
    int64_t min;         /* bounds of an integer */
    int64_t max;
    const char *choices; /* "error, warning, info, debug" */
    const char *help;    /* one line */
};

/* The rows, those of a section together. */
const struct config_key *config_keys(size_t *ret_n);

#endif
