/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_FILE_TEXT_H
#define PULSSID_CLI_FILE_TEXT_H

/* Whole files that commands are given. */

#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* Appends a file's bytes. IO with its name; INPUT when there are more than max_bytes. */
bool file_text_read(const char *path, size_t max_bytes, struct buffer *text, struct error *err) MUST_CHECK;

#endif
