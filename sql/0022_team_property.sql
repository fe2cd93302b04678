-- SPDX-License-Identifier: GPL-3.0-or-later
-- A dimension that is no property of teams is kept out of what looks at teams, and says so; and what a sentence claims is told
-- in the same four words by every report. Results of earlier releases keep what they claimed, in these words.

ALTER TABLE pulssid.agreement DROP CONSTRAINT agreement_grade_check;
UPDATE pulssid.agreement SET grade = CASE grade WHEN 'A' THEN 'description' ELSE 'cannot_tell' END WHERE grade IS NOT NULL;
ALTER TABLE pulssid.agreement ADD CONSTRAINT agreement_grade_check CHECK (grade IN ('description', 'cannot_tell'));

ALTER TABLE pulssid.metric DROP CONSTRAINT metric_grade_check, DROP CONSTRAINT metric_link_grade_check;
UPDATE pulssid.metric SET grade = CASE grade WHEN 'A' THEN 'description' ELSE 'cannot_tell' END WHERE grade IS NOT NULL;
UPDATE pulssid.metric
   SET link_grade = CASE link_grade WHEN 'A' THEN 'description' WHEN 'B' THEN 'association' ELSE 'cannot_tell' END
 WHERE link_grade IS NOT NULL;
ALTER TABLE pulssid.metric
    ADD CONSTRAINT metric_grade_check CHECK (grade IN ('description', 'cannot_tell')),
    ADD CONSTRAINT metric_link_grade_check CHECK (link_grade IN ('description', 'association', 'cannot_tell'));

-- Nothing of the dimension is read by team then, so nothing is counted either.
ALTER TABLE pulssid.linkage_team
    DROP CONSTRAINT linkage_team_status_check,
    ADD CONSTRAINT linkage_team_status_check
        CHECK (status IN ('published', 'insufficient', 'no_variation', 'not_a_team_property')),
    ALTER COLUMN n_pairs DROP NOT NULL,
    ALTER COLUMN n_white DROP NOT NULL,
    ADD CHECK ((status = 'not_a_team_property') = (n_pairs IS NULL) AND (n_pairs IS NULL) = (n_white IS NULL));

ALTER TABLE pulssid.change_series
    DROP CONSTRAINT change_series_status_check,
    ADD CONSTRAINT change_series_status_check
        CHECK (status IN ('published', 'few_periods', 'few_teams', 'no_variation', 'not_a_team_property'));

COMMENT ON COLUMN pulssid.dimension_pool.shows_spread IS
    'each of these leaves shows its own dispersion, or five or more hide theirs and none its mean: that of all of them together may be shown';

DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT v.* FROM (VALUES
        ('pulssid.metric', 'link_lag', 'the lag that teams have in common by the first of [stats] links that has one'),
        ('report.metrics', 'link_kstar_lag', 'the lag that teams have in common by the first of [stats] links that has one'),
        ('exact.metrics', 'link_kstar_lag', 'the lag that teams have in common by the first of [stats] links that has one'),
        ('pulssid.agreement', 'grade', 'how much the text claims: description, cannot_tell'),
        ('report.agreement_organisation', 'grade', 'how much the text claims: description, cannot_tell'),
        ('exact.agreement_organisation', 'grade', 'how much the text claims: description, cannot_tell'),
        ('pulssid.metric', 'grade', 'how much the text claims of the metric: description, cannot_tell'),
        ('report.metrics', 'grade', 'how much the text claims of the metric: description, cannot_tell'),
        ('exact.metrics', 'grade', 'how much the text claims of the metric: description, cannot_tell'),
        ('pulssid.metric', 'link_grade', 'how much the text claims of the link: association; description, as good as none; cannot_tell'),
        ('report.metrics', 'link_grade', 'how much the text claims of the link: association; description, as good as none; cannot_tell'),
        ('exact.metrics', 'link_grade', 'how much the text claims of the link: association; description, as good as none; cannot_tell'),
        ('report.linkage', 'status', 'published; or why the team is not analysed: insufficient, no_variation, not_a_team_property'),
        ('exact.linkage', 'status', 'published; or why the team is not analysed: insufficient, no_variation, not_a_team_property'),
        ('report.changes', 'reason', 'why insufficient: few_periods that directly follow a published one, few_teams to compare with, '
                                     'no_variation, not_a_team_property'),
        ('exact.changes', 'reason', 'why insufficient: few_periods that directly follow a published one, few_teams to compare with, '
                                    'no_variation, not_a_team_property')
    ) v (view, name, says) LOOP
        EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', c.view, c.name, c.says);
    END LOOP;
END $$;
