/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_ANSWER_COLUMNS_H
#define PULSSID_STORE_ANSWER_COLUMNS_H

/* The columns of pulssid.submission and pulssid.answer that hold what a respondent said, or what came with
 * it, as literals of SQL: nobody reads them but who counts a closed period (period_count() of sql/). */
#define ANSWER_COLUMNS "'answers', 'rated', 'ratings', 'path', 'reasons', 'topic'"

#endif
