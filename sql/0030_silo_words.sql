-- SPDX-License-Identifier: GPL-3.0-or-later
-- What columns of silos hold, in words that say no more than the figures: a weaker link need not be missing, an asymmetry is what
-- lies beyond the usual one, and all handoffs of a team are counted. BI tools show it beside the column.

DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT s.name AS schema, v.*
               FROM unnest(ARRAY['report', 'exact']) s(name) CROSS JOIN (VALUES
        ('silos', 'a2', 'the link of wellbeing and customers is weaker than the one found on average in the other teams'),
        ('silos', 'c1', 'its view of its collaboration beside the others'' view of it, beyond what is usual among teams'),
        ('silos', 'unsupported', 'share of its handoffs that are known to go to teams it does not work with'),
        ('silos', 'handoffs', 'to any other team'),
        ('silos', 'reason', 'why insufficient; few_periods of a team of which nothing was published'),
        ('silos_organisation', 'flagged', 'of them with a flag in this analysis'),
        ('silos_organisation', 'unsupported', 'share of handoffs that are known to go to teams the sender does not work with'))
                    v(view, name, says)
               JOIN pg_attribute a ON a.attrelid = to_regclass(format('%I.%I', s.name, v.view)) AND a.attname = v.name LOOP
        EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', c.schema, c.view, c.name, c.says);
    END LOOP;
END $$;
