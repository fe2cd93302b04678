-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whom n and responses of a score count, and why they may differ. Who answers in a hidden team counts in n where that is shown
-- without singling anybody out, dimension by dimension; were they in responses too, the responses of two dimensions would give
-- those of the hidden team by subtraction. So a rate is over teams that are shown themselves.

DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT s.name AS schema, v.*
               FROM unnest(ARRAY['report', 'exact']) s(name) CROSS JOIN (VALUES
        ('n', 'who answered the dimension: respondents, or rated contacts; of a unit or the whole with people of hidden teams, '
              'who are not in responses, so that n may be the larger'),
        ('invited', 'of employees: how many were asked, in published teams alone'),
        ('responses', 'of employees: how many answered anything, in published teams alone; of a team n or more, of a unit '
                      'without people of hidden teams, who are in n'),
        ('response_rate', 'responses by invited, so of published teams alone; from 5 invited')) v(name, says) LOOP
        -- Schema exact holds back nothing.
        c.says := CASE c.schema WHEN 'exact' THEN replace(c.says, '; from 5 invited', '') ELSE c.says END;
        EXECUTE format('COMMENT ON COLUMN %I.scores.%I IS %L', c.schema, c.name, c.says);
    END LOOP;
END $$;
