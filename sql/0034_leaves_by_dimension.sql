-- SPDX-License-Identifier: GPL-3.0-or-later
-- Agreement is read one dimension of one period at a time, so that each statement is short.

CREATE INDEX ON pulssid.cell (period, dimension);
DROP INDEX pulssid.cell_period_idx;
CREATE INDEX ON pulssid.agreement_cell (period, dimension);
DROP INDEX pulssid.agreement_cell_period_idx;
