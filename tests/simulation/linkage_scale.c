/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * linkage_scale [teams periods permutations links]: so many analyses of so large an organisation, all of them
 * kept, as a release with so many links keeps them: 500 teams over 104 weeks, every employee dimension
 * against every customer one, with 9,999 permutations, unless said. Fails where all of them together need
 * more than 200 MB, or more than five seconds of one processor (60 without optimisation), or where they miss
 * the link that is there. How much work one takes, on a busy machine too, is counted by linkage_cost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "linked_organisation.h"
#include "math/generator.h"
#include "stats/linkage_analysis.h"

#define MOST_KB (200 * 1024)
#define MAX_LINKS 32
#ifdef __OPTIMIZE__
#define MOST_SECONDS 5.0
#else
#define MOST_SECONDS 60.0
#endif

struct scale {
    struct linked_opts opts;
    double *x;
    double *y;
    double *counts;
    struct linkage_analysis *kept[MAX_LINKS];
    double seconds; /* of processor time, of all analyses so far */
};

static void scale_free_local(const struct scale *s)
{
    free(s->x);
    free(s->y);
    free(s->counts);
    for (size_t i = 0; i < MAX_LINKS; i++) {
        linkage_analysis_free(s->kept[i]);
    }
}

static size_t number(int argc, char **argv, int at, size_t usual)
{
    return argc > at ? strtoul(argv[at], NULL, 10) : usual;
}

static bool analyse(struct scale *s, gsl_rng *generator, uint32_t permutations, size_t link)
{
    const struct linkage_analysis_input input = {.series = {s->opts.teams, s->opts.periods, s->x, s->y, 0},
                                                 .cells = {s->counts, s->counts, 1, 1},
                                                 .invited = s->counts,
                                                 .responses = s->counts};
    const struct linkage_analysis_opts opts = {
        .correlation = {4, 20, 16, 6}, .min_pool = 4, .permutations = permutations, .seed = link};
    struct error err;
    linked_draw(generator, &s->opts, s->x, s->y);
    clock_t start = clock();
    if (!linkage_analysis_new(&input, &opts, &s->kept[link], &err)) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    const struct linkage_analysis *a = s->kept[link];
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    printf("link %2zu: %.2f s, common lag %d, mismatch p %.4f\n", link, seconds, (int)a->common.best - 4,
           a->mismatch.p);
    s->seconds += seconds;
    return a->common.best == 4 + s->opts.lag && a->mismatch.p <= 0.05;
}

int main(int argc, char **argv)
{
    CLEANUP(scale_free)
    struct scale s = {
        .opts = {number(argc, argv, 1, 500), number(argc, argv, 2, 104), .6, .5, 2, .5, .2, .7}};
    size_t cells = s.opts.teams * s.opts.periods;
    uint32_t permutations = (uint32_t)number(argc, argv, 3, 9999);
    size_t links = number(argc, argv, 4, 18);
    CLEANUP(generator_free) gsl_rng *generator = generator_new(500);
    s.x = calloc(cells + 1, sizeof *s.x);
    s.y = calloc(cells + 1, sizeof *s.y);
    s.counts = calloc(cells + 1, sizeof *s.counts);
    bool right = generator != NULL && s.x != NULL && s.y != NULL && s.counts != NULL && links <= MAX_LINKS;
    for (size_t i = 0; right && i < links; i++) {
        right = analyse(&s, generator, permutations, i);
    }
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("%.2f s, %ld MB\n", s.seconds, used.ru_maxrss / 1024);
    return right && s.seconds <= MOST_SECONDS && used.ru_maxrss <= MOST_KB ? EXIT_SUCCESS : EXIT_FAILURE;
}
