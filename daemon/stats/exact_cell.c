/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From exact sums to a cell's figures. */
#include "exact_cell.h"

#include <math.h>

#include "math/score.h"

static struct score score_of(const struct metric *metric, const struct tally *tally)
{
    if (metric->kind == DIMENSION_NPS) {
        return score_nps(tally->n, (tally->squares + tally->sum) / 2, (tally->squares - tally->sum) / 2);
    }
    return score_mean(tally->n, tally->sum, tally->squares, metric->unit);
}

static void set_scores(const struct metric *metric, struct cell *cell)
{
    struct score score = score_of(metric, &cell->tally);
    cell->mean = score.mean;
    cell->sd = score.sd;
    cell->se = score.se;
    cell->lo = score.lo;
    cell->hi = score.hi;
    cell->top_box = metric->top_box;
    if (metric->top_box > 0) {
        struct share top = score_share(cell->tally.top, cell->tally.n);
        cell->top = top.p;
        cell->top_lo = top.lo;
        cell->top_hi = top.hi;
    }
}

struct cell exact_cell(const struct figures *figures, size_t metric, size_t node)
{
    const struct metric *m = &figures->set->metrics[metric];
    const struct figure *figure = &figures_of(figures, metric)[node];
    const struct team_node *team = &figures->tree->nodes[node];
    enum cell_state state = !m->has_data        ? CELL_NO_DATA
                            : figure->published ? CELL_PUBLISHED
                                                : CELL_SUPPRESSED;
    struct cell cell = cell_empty(team->team.id, state);
    cell.kind = m->kind;
    cell.unit = m->unit;
    if (cell.state != CELL_PUBLISHED) {
        return cell;
    }
    cell.tally = figure->shown;
    cell.contacts = figure->contacts;
    cell.invited = figure->invited;
    cell.responses = figure->responses;
    if (!figures_is_leaf(figures, node)) {
        cell.teams_shown = figure->teams_shown;
        cell.teams = team->n_leaves;
    }
    cell.shows_spread = figure->spread.n == figure->shown.n && cell.tally.n >= SPREAD_FROM;
    set_scores(m, &cell);
    return cell;
}

struct cell exact_cell_to_show(const struct figures *figures, size_t metric, size_t node)
{
    const struct metric *m = &figures->set->metrics[metric];
    const struct figure *figure = &figures_of(figures, metric)[node];
    struct cell cell = exact_cell(figures, metric, node);
    bool has_part = cell.state == CELL_PUBLISHED && m->kind == DIMENSION_NPS && figure->spread.n > 0;
    if (has_part) {
        cell.tally = figure->spread;
        cell.shows_spread = true;
        cell.contacts = figure->spread_contacts;
        cell.teams_shown = cell.teams_shown == CELL_UNKNOWN ? CELL_UNKNOWN : figure->spread_teams;
        set_scores(m, &cell);
    }
    bool says_nothing = cell.state == CELL_PUBLISHED && m->kind == DIMENSION_NPS && !cell.shows_spread;
    cell.state = says_nothing ? CELL_INSUFFICIENT : cell.state;
    return cell;
}
