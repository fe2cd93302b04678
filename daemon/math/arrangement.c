/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries or draws arrangements of teams in units and counts how the observed one stands among them. */
#include "arrangement.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "generator.h"

#define TIE 1e-12
#define LOG_ROUNDING 1e-9
#define MAX_EXACT_WORK 1e9 /* arrangements * teams^2 */

/* Running mean and squares (Welford), and how often a value reached the observed one. */
struct standing {
    double observed;
    double low;
    double high;
    double mean;
    double squares;
};

struct walk {
    const struct network *network;
    double total;
    double *both;     /* both[i * teams + j]: flow between two teams */
    double *out;      /* [teams], as a share of all flow */
    double *in;       /* [teams] */
    int32_t *unit;    /* [teams]: the present arrangement */
    size_t *size;     /* [units] */
    size_t *filled;   /* [units]: teams placed so far */
    size_t *member;   /* [teams]: teams by unit */
    size_t *end;      /* [units]: behind a unit's last member */
    double *unit_out; /* [units] */
    double *unit_in;  /* [units] */
    size_t tried;
    struct standing ei;
    struct standing q;
};

static void walk_free_local(const struct walk *w)
{
    free(w->both);
    free(w->out);
    free(w->in);
    free(w->unit);
    free(w->size);
    free(w->filled);
    free(w->member);
    free(w->end);
    free(w->unit_out);
    free(w->unit_in);
}

static bool allocate(struct walk *w, size_t teams, size_t units)
{
    w->both = calloc(teams * teams + 1, sizeof *w->both);
    w->out = calloc(teams + 1, sizeof *w->out);
    w->in = calloc(teams + 1, sizeof *w->in);
    w->unit = calloc(teams + 1, sizeof *w->unit);
    w->member = calloc(teams + 1, sizeof *w->member);
    w->end = calloc(units + 1, sizeof *w->end);
    w->size = calloc(units + 1, sizeof *w->size);
    w->filled = calloc(units + 1, sizeof *w->filled);
    w->unit_out = calloc(units + 1, sizeof *w->unit_out);
    w->unit_in = calloc(units + 1, sizeof *w->unit_in);
    return w->both != NULL && w->out != NULL && w->in != NULL && w->unit != NULL && w->member != NULL &&
           w->end != NULL && w->size != NULL && w->filled != NULL && w->unit_out != NULL &&
           w->unit_in != NULL;
}

static void read_flows(struct walk *w)
{
    const struct network *network = w->network;
    size_t teams = network->teams;
    for (size_t i = 0; i < teams; i++) {
        for (size_t j = 0; j < teams; j++) {
            double flow = i == j ? 0.0 : network->flow[i * teams + j];
            w->both[i * teams + j] += flow;
            w->both[j * teams + i] += flow;
            w->out[i] += flow;
            w->in[j] += flow;
            w->total += flow;
        }
    }
    for (size_t i = 0; i < teams; i++) {
        w->out[i] /= w->total;
        w->in[i] /= w->total;
        w->unit[i] = network->unit[i];
        w->size[network->unit[i]]++;
    }
}

/* Modularity's expected share inside the units of the present arrangement. */
static double expected_inside(struct walk *w)
{
    size_t units = w->network->units;
    memset(w->unit_out, 0, units * sizeof *w->unit_out);
    memset(w->unit_in, 0, units * sizeof *w->unit_in);
    for (size_t i = 0; i < w->network->teams; i++) {
        w->unit_out[w->unit[i]] += w->out[i];
        w->unit_in[w->unit[i]] += w->in[i];
    }
    double expected = 0.0;
    for (size_t u = 0; u < units; u++) {
        expected += w->unit_out[u] * w->unit_in[u];
    }
    return expected;
}

static void stand(struct standing *s, double value, size_t tried)
{
    double before = value - s->mean;
    s->low += value <= s->observed + TIE;
    s->high += value >= s->observed - TIE;
    s->mean += before / (double)tried;
    s->squares += before * (value - s->mean);
}

/* The present arrangement, which has that flow inside its units, counts. */
static void count(struct walk *w, double internal)
{
    w->tried++;
    stand(&w->ei, 1.0 - 2.0 * internal / w->total, w->tried);
    stand(&w->q, internal / w->total - expected_inside(w), w->tried);
}

/* Flow between two teams of the same unit, summed over all of them. */
static double internal_flow(struct walk *w)
{
    size_t teams = w->network->teams;
    size_t start = 0;
    for (size_t u = 0; u < w->network->units; u++) {
        w->end[u] = start;
        start += w->size[u];
    }
    for (size_t i = 0; i < teams; i++) {
        w->member[w->end[w->unit[i]]++] = i;
    }
    double internal = 0.0;
    for (size_t i = 0; i < teams; i++) {
        size_t team = w->member[i];
        const double *row = w->both + team * teams;
        for (size_t j = i + 1; j < w->end[w->unit[team]]; j++) {
            internal += row[w->member[j]];
        }
    }
    return internal;
}

/* Of empty units of one size only the first is tried: another would give the same arrangement again. */
static bool is_twin(const struct walk *w, size_t unit)
{
    for (size_t u = 0; w->filled[unit] == 0 && u < unit; u++) {
        if (w->filled[u] == 0 && w->size[u] == w->size[unit]) {
            return true;
        }
    }
    return false;
}

/* Flow between a team and those of a unit that are placed before it. */
static double flow_to_unit(const struct walk *w, size_t team, size_t unit)
{
    const double *row = w->both + team * w->network->teams;
    double flow = 0.0;
    for (size_t j = 0; j < team; j++) {
        flow += w->unit[j] == (int32_t)unit ? row[j] : 0.0;
    }
    return flow;
}

/* Places this team and all after it in every way. */
static void place(struct walk *w, size_t team, double internal)
{
    if (team == w->network->teams) {
        count(w, internal);
        return;
    }
    for (size_t u = 0; u < w->network->units; u++) {
        if (w->filled[u] < w->size[u] && !is_twin(w, u)) {
            w->filled[u]++;
            w->unit[team] = (int32_t)u;
            place(w, team + 1, internal + flow_to_unit(w, team, u));
            w->filled[u]--;
        }
    }
}

static bool draw(struct walk *w, const struct arrangement_opts *opts)
{
    CLEANUP(generator_free) gsl_rng *generator = generator_new(opts->seed);
    if (generator == NULL) {
        return false;
    }
    for (uint32_t b = 0; b < opts->permutations; b++) {
        gsl_ran_shuffle(generator, w->unit, w->network->teams, sizeof *w->unit);
        count(w, internal_flow(w));
    }
    return true;
}

/* Logarithms of the number of ways to fill named units, and units of which those of one size are alike. */
struct ways {
    double named;
    double different;
};

static struct ways count_ways(const struct walk *w)
{
    struct ways ways = {.named = lgamma((double)w->network->teams + 1.0)};
    double alike = 0.0;
    for (size_t u = 0; u < w->network->units; u++) {
        size_t same = 0; /* units of its size up to this one */
        for (size_t v = 0; v <= u; v++) {
            same += w->size[v] == w->size[u];
        }
        same = w->size[u] == 0 ? 1 : same;
        ways.named -= lgamma((double)w->size[u] + 1.0);
        alike += log((double)same);
    }
    ways.different = ways.named - alike;
    return ways;
}

static size_t units_of_several(const struct walk *w)
{
    size_t n = 0;
    for (size_t u = 0; u < w->network->units; u++) {
        n += w->size[u] >= 2;
    }
    return n;
}

static enum lack find_lack(const struct walk *w, const struct ways *ways, const struct arrangement_opts *opts)
{
    if (w->network->teams < opts->min_teams || w->network->teams == 0) {
        return LACK_TEAMS;
    }
    if (!(w->total > 0.0)) {
        return LACK_TIES;
    }
    bool enough = ways->different + LOG_ROUNDING >= log((double)opts->min_arrangements);
    return units_of_several(w) < opts->min_units || !enough ? LACK_UNITS : LACK_NOTHING;
}

static bool is_exact(const struct ways *ways, size_t teams, size_t max_exact)
{
    double work = ways->named + 2.0 * log((double)teams);
    return ways->named <= log((double)max_exact) + LOG_ROUNDING && work <= log(MAX_EXACT_WORK);
}

/* One more of each when they were drawn: the observed arrangement is one that may come up. */
static struct arrangement_test judge(const struct standing *s, size_t tried, bool exact)
{
    double n = (double)tried;
    double more = exact ? 0.0 : 1.0;
    return (struct arrangement_test){(s->low + more) / (n + more), (s->high + more) / (n + more), s->mean,
                                     sqrt(s->squares / n)};
}

static void observe(struct walk *w)
{
    w->ei.observed = 1.0 - 2.0 * internal_flow(w) / w->total;
    w->q.observed = (1.0 - w->ei.observed) / 2.0 - expected_inside(w);
}

bool arrangement_test(const struct network *network, const struct arrangement_opts *opts,
                      struct arrangement *ret_arrangement, struct error *err)
{
    struct arrangement_test unknown = {NAN, NAN, NAN, NAN};
    struct arrangement result = {.ei = unknown, .q = unknown};
    CLEANUP(walk_free) struct walk w = {.network = network};
    if (!allocate(&w, network->teams, network->units)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to arrange %zu teams", network->teams);
    }
    read_flows(&w);
    struct ways ways = count_ways(&w);
    result.lack = find_lack(&w, &ways, opts);
    if (result.lack == LACK_NOTHING) {
        observe(&w);
        result.exact = is_exact(&ways, network->teams, opts->max_exact);
        if (result.exact) {
            place(&w, 0, 0.0);
        } else if (!draw(&w, opts)) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a random number generator");
        }
        result.arrangements = w.tried;
        result.ei = judge(&w.ei, w.tried, result.exact);
        result.q = judge(&w.q, w.tried, result.exact);
    }
    *ret_arrangement = result;
    return true;
}
