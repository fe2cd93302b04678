/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where two documents of a release first differ, in words. */
#include "model/release_difference.h"

#include "../unit.h"
#include "base/cleanup.h"

#define HEAD                                                                                                 \
    "k-employee 5\n"                                                                                         \
    "team,dimension,state,n,mean,bound,sd,se,lo,hi,top,top_lo,top_hi,contacts,invited,responses,"            \
    "response_rate,teams_shown,teams\n"
#define REST ",,,,,,,,,,,,,,\n"
#define CSAT "T01,csat,published,14,63" REST
#define CES "T02,ces,suppressed,," REST
#define HANDOFFS "\nfrom,to,state,count\nT01,T02,published,<5\n"
#define RATINGS                                                                                              \
    "\nrater_team,rated_team,dimension,state,n,mean,bound\nT01,T02,collaboration,published,11,76,\n"
#define WHOLE HEAD CSAT CES HANDOFFS RATINGS

static void assert_told(const char *document, const char *expected, const char *told)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    release_difference(span_text(document), span_text(expected), &out);
    buffer_append(&out, "", 1);
    assert_false(out.failed);
    assert_string_equal((const char *)buffer_span(&out).data, told);
}

static void the_same_is_not_told(void **state)
{
    (void)state;
    assert_told(WHOLE, WHOLE, "");
    assert_told("", "", "");
}

static void a_field_is_named_with_its_row(void **state)
{
    (void)state;
    assert_told(HEAD "T01,csat,published,14,99" REST CES, HEAD CSAT CES,
                "line 3, cell T01,csat: mean is \"99\" instead of \"63\"");
    assert_told(HEAD CSAT "T02,ces,suppressed,,"
                          ",,,,,,,,,,,,,,9\n",
                HEAD CSAT CES, "line 4, cell T02,ces: teams is \"9\" instead of \"\"");
    assert_told(HEAD CSAT CES "\nfrom,to,state,count\nT01,T02,published,17\n", HEAD CSAT CES HANDOFFS,
                "line 7, handoff T01,T02: count is \"17\" instead of \"<5\"");
    assert_told(HEAD CSAT CES HANDOFFS
                "\nrater_team,rated_team,dimension,state,n,mean,bound\nT01,T02,collaboration,suppressed,,,\n",
                WHOLE,
                "line 10, rating T01,T02,collaboration: state is \"suppressed\" instead of \"published\"");
}

static void a_row_too_many_and_one_too_few(void **state)
{
    (void)state;
    assert_told(HEAD CSAT "T01,x,no_data,," REST CES, HEAD CSAT CES,
                "line 4: cell T01,x should not be there");
    assert_told(HEAD CES, HEAD CSAT CES, "line 3: cell T01,csat is missing");
    assert_told(HEAD CSAT, HEAD CSAT CES, "line 4: cell T02,ces is missing");
    assert_told(HEAD CSAT HANDOFFS, HEAD CSAT CES HANDOFFS, "line 4: cell T02,ces is missing");
    assert_told(HEAD CSAT CES, HEAD CSAT, "line 4: cell T02,ces should not be there");
    assert_told(HEAD "T01,csat2,published,14,63" REST, HEAD CSAT, "line 3: cell T01,csat is missing");
}

static void other_lines_are_quoted(void **state)
{
    (void)state;
    assert_told("k-employee 6\n", HEAD, "line 1: \"k-employee 6\" instead of \"k-employee 5\"");
    assert_told(HEAD "T01,csat,publ", HEAD CSAT,
                "line 3: \"T01,csat,publ\" instead of \"T01,csat,published,14,63,,,,,,,,,,,,,,\"");
    assert_told(HEAD CSAT HANDOFFS, HEAD CSAT, "line 4: it should end before \"\"");
    assert_told(HEAD CSAT, HEAD CSAT HANDOFFS, "line 4: it ends before \"\"");
    assert_told(WHOLE " ", WHOLE, "line 11: it should end before \" \"");
    assert_told("a", "a\n", "line 1: its end is missing");
    assert_told("a\n", "a", "line 1: it should not end");
    assert_told("k-employee 5\r\n\xc3\xa4\x7f", HEAD,
                "line 1: \"k-employee 5?\" instead of \"k-employee 5\"");
    assert_told(
        "0123456789012345678901234567890123456789012345678901234567890123456789", "\xff",
        "line 1: \"012345678901234567890123456789012345678901234567890123456789...\" instead of \"?\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_is_not_told),
        cmocka_unit_test(a_field_is_named_with_its_row),
        cmocka_unit_test(a_row_too_many_and_one_too_few),
        cmocka_unit_test(other_lines_are_quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
