-- SPDX-License-Identifier: GPL-3.0-or-later
-- Why customers were handed on, what their matters were about, and how service is spread and goes along: what may come with a
-- submission, what is kept of it at the close of a period, and what is found after a release from that.

ALTER TABLE pulssid.submission
    ADD COLUMN reasons smallint[],           -- of the steps of path, one each: 0 not known, 1 instruction, 2 skill, 3 authority,
                                             -- 4 capacity, 5 the customer's choice; null: none is known
    ADD COLUMN topic   text COLLATE "C";     -- what the matter was about, in the client's codes

CREATE OR REPLACE FUNCTION pulssid.withdraw(p_receipt bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(pulssid.period_lock_class(), h.period)
       FROM (SELECT DISTINCT period FROM pulssid.submission WHERE receipt = p_receipt ORDER BY period) h;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE pulssid.submission s
       SET answers = NULL, rated = NULL, ratings = NULL, path = NULL, receipt = NULL, reasons = NULL, topic = NULL
     WHERE s.receipt = p_receipt
       AND EXISTS (SELECT FROM pulssid.period p WHERE p.period = s.period AND p.state = 'open');
    RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION pulssid.period_count(p_period integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_id text;
BEGIN
    SELECT p.id INTO v_id FROM pulssid.period p
     WHERE p.period = p_period AND p.state = 'closed' AND age(p.xmin) > age(pg_current_xact_id()::xid);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'period % is not closed', p_period;
    END IF;
    EXECUTE format('GRANT SELECT (team_id, survey_id, answers, rated, ratings, path, reasons, topic) ON %s TO pulssid_stats',
                   pulssid.submission_table(v_id));
END $$;

-- Of the contacts that path_count is over: those that were handed on and say why, and their handoffs by reason. Periods with
-- fewer such contacts than the threshold for customers have no row.
CREATE TABLE pulssid.reason_count (
    period   integer PRIMARY KEY REFERENCES pulssid.period,
    contacts integer NOT NULL,
    handoffs integer[] NOT NULL CHECK (cardinality(handoffs) = 5)
);

-- Of the same contacts those about a topic, where there are as many as the threshold, and where those that were handed on ended.
CREATE TABLE pulssid.topic_count (
    topic     text COLLATE "C" NOT NULL,
    period    integer NOT NULL REFERENCES pulssid.period,
    contacts  integer NOT NULL,
    handed_on integer NOT NULL,
    handoffs  integer NOT NULL,
    PRIMARY KEY (topic, period)
);
CREATE TABLE pulssid.topic_end (
    team_id integer NOT NULL,
    topic   text COLLATE "C" NOT NULL,
    period  integer NOT NULL REFERENCES pulssid.period,
    n       integer NOT NULL,
    PRIMARY KEY (team_id, topic, period)
);
CREATE INDEX ON pulssid.topic_end (period);

-- Over the window of a release.
CREATE TABLE pulssid.reason_summary (
    release  integer NOT NULL REFERENCES pulssid.silo,
    reason   text NOT NULL,
    decimals integer,              -- to which shares are told; null: not at all
    handoffs integer NOT NULL,     -- with this reason
    share    double precision,
    share_lo double precision,
    share_hi double precision,
    PRIMARY KEY (reason, release)
);
CREATE INDEX ON pulssid.reason_summary (release);

CREATE TABLE pulssid.topic_summary (
    topic       text COLLATE "C" NOT NULL,
    release     integer NOT NULL REFERENCES pulssid.silo,
    decimals    integer,           -- to which shares are told; null: not at all
    contacts    integer NOT NULL,
    handed_on   double precision NOT NULL,
    handoffs    double precision NOT NULL,
    ended       double precision,
    ended_lo    double precision,
    ended_hi    double precision,
    end_id      integer,
    ending      text NOT NULL CHECK (ending IN ('undetermined', 'owned', 'orphan')),
    lost        double precision,
    by_contacts integer,
    by_lost     integer,
    text_fi     text NOT NULL,
    text_en     text NOT NULL,
    text_sv     text NOT NULL,
    PRIMARY KEY (topic, release)
);
CREATE INDEX ON pulssid.topic_summary (release);

-- Breadth of service, and volume beside quality: the newer half of the window less the older one.
CREATE TABLE pulssid.service_summary (
    release         integer PRIMARY KEY REFERENCES pulssid.silo,
    breadth_reason  text,
    reached         double precision,
    evenness        double precision,
    volume_reason   text,
    volume          double precision,
    volume_p        double precision,
    quality         double precision,
    quality_lo      double precision,
    quality_hi      double precision,
    quality_p       double precision,
    volume_quality  text NOT NULL CHECK (volume_quality IN ('insufficient', 'nothing_seen', 'more_and_worse')),
    text_volume_fi  text NOT NULL,
    text_volume_en  text NOT NULL,
    text_volume_sv  text NOT NULL
);

CREATE VIEW exact.handoffs_reasons AS
    SELECT s.release, s.reason, CASE WHEN s.decimals IS NULL THEN 'insufficient' ELSE 'published' END AS state, s.handoffs, s.share,
           s.share_lo, s.share_hi
      FROM pulssid.reason_summary s;

CREATE VIEW report.handoffs_reasons AS
    SELECT s.release, s.reason, CASE WHEN s.decimals IS NULL THEN 'insufficient' ELSE 'published' END AS state,
           pulssid.shown(s.share, s.decimals) AS share, pulssid.shown(s.share_lo, s.decimals) AS share_lo,
           pulssid.shown(s.share_hi, s.decimals) AS share_hi
      FROM pulssid.reason_summary s;

CREATE VIEW exact.handoffs_topics AS
    SELECT s.release, s.topic, CASE WHEN s.decimals IS NULL THEN 'insufficient' ELSE 'published' END AS state, s.contacts, s.handed_on,
           s.handoffs, s.ended, s.ended_lo, s.ended_hi, t.code AS team, s.ending, s.lost, s.by_contacts, s.by_lost, s.text_fi,
           s.text_en, s.text_sv
      FROM pulssid.topic_summary s
      LEFT JOIN pulssid.team t ON t.id = s.end_id;

-- Contacts are told in tens or hundreds, shares in steps that are worth as many contacts as the threshold, or more; what is lost
-- tells no more of handoffs than their own column does.
CREATE VIEW report.handoffs_topics AS
    SELECT s.release, s.topic, CASE WHEN s.decimals IS NULL THEN 'insufficient' ELSE 'published' END AS state,
           CASE s.decimals WHEN 2 THEN s.contacts - s.contacts % 100 WHEN 1 THEN s.contacts - s.contacts % 10 END AS contacts,
           pulssid.shown(s.handed_on, s.decimals) AS handed_on, pulssid.shown(s.handoffs, s.decimals) AS handoffs,
           pulssid.shown(s.ended, s.decimals) AS ended, pulssid.shown(s.ended_lo, s.decimals) AS ended_lo,
           pulssid.shown(s.ended_hi, s.decimals) AS ended_hi, t.code AS team, s.ending,
           pulssid.shown(-p.penalty * pulssid.shown(s.handoffs, s.decimals)::double precision, 0) AS lost, s.by_contacts, s.by_lost,
           s.text_fi, s.text_en, s.text_sv
      FROM pulssid.topic_summary s
      LEFT JOIN pulssid.path_summary p ON p.release = s.release
      LEFT JOIN pulssid.team t ON t.id = s.end_id;

-- The summary of handoffs gets columns behind those that it has.
DO $$
DECLARE
    rounded text;
    s text;
BEGIN
    FOREACH s IN ARRAY ARRAY['exact', 'report'] LOOP
        rounded := CASE s WHEN 'exact' THEN 'x.reached, x.evenness, x.volume_reason, x.volume, x.volume_p, x.quality, x.quality_lo, '
                                            'x.quality_hi, x.quality_p'
                          ELSE 'pulssid.shown(x.reached, 2) AS reached, pulssid.shown(x.evenness, 2) AS evenness, x.volume_reason, '
                               'pulssid.shown(x.volume, 0) AS volume, pulssid.shown(x.volume_p, 3) AS volume_p, '
                               'pulssid.shown(x.quality, 1) AS quality, pulssid.shown(x.quality_lo, 1) AS quality_lo, '
                               'pulssid.shown(x.quality_hi, 1) AS quality_hi, pulssid.shown(x.quality_p, 3) AS quality_p' END;
        EXECUTE format('CREATE OR REPLACE VIEW %s.handoffs_organisation AS SELECT o.*, x.breadth_reason, %s, x.volume_quality, '
                       'x.text_volume_fi, x.text_volume_en, x.text_volume_sv FROM (%s) o LEFT JOIN pulssid.service_summary x '
                       'ON x.release = o.release', s, rounded,
                       rtrim(pg_get_viewdef(format('%s.handoffs_organisation', s)::regclass), ';'));
    END LOOP;
END $$;

COMMENT ON VIEW report.handoffs_reasons IS 'why customers are handed on, by those who say it';
COMMENT ON VIEW exact.handoffs_reasons IS 'the same unrounded';
COMMENT ON VIEW report.handoffs_topics IS 'matters of customers by topic: how often they are handed on, and whether a team ends them';
COMMENT ON VIEW exact.handoffs_topics IS 'the same unrounded';
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT a.attrelid::regclass AS view, a.attname AS name, v.says
               FROM (VALUES
        ('handoffs_reasons', 'release', 'release after which it was computed'),
        ('handoffs_reasons', 'reason', 'instruction, skill, authority, capacity, choice (the customer''s), or internal: instruction, '
                                       'authority and capacity together'),
        ('handoffs_reasons', 'state', 'published, or insufficient: too few contacts say why'),
        ('handoffs_reasons', 'handoffs', 'their number'),
        ('handoffs_reasons', 'share', 'of the handoffs that say why'),
        ('handoffs_reasons', 'share_lo', 'its interval of 95 %'),
        ('handoffs_reasons', 'share_hi', 'its interval of 95 %'),
        ('handoffs_topics', 'release', 'release after which it was computed'),
        ('handoffs_topics', 'topic', 'code that clients gave'),
        ('handoffs_topics', 'state', 'published, or insufficient: too few contacts'),
        ('handoffs_topics', 'contacts', 'about it in the window; in schema report rounded down to tens or hundreds'),
        ('handoffs_topics', 'handed_on', 'share of them that visited two teams or more'),
        ('handoffs_topics', 'handoffs', 'of a contact, mean'),
        ('handoffs_topics', 'ended', 'share of them that ended where they began, or at the team where most of those handed on do'),
        ('handoffs_topics', 'ended_lo', 'its interval of 95 %'),
        ('handoffs_topics', 'ended_hi', 'its interval of 95 %'),
        ('handoffs_topics', 'team', 'where most of those that are handed on end; none: too few'),
        ('handoffs_topics', 'ending', 'owned: half of the matters or more are ended so; orphan: fewer; undetermined: the interval holds a half'),
        ('handoffs_topics', 'lost', 'points of satisfaction that go with its handoffs, a contact: the penalty of a handoff times handoffs'),
        ('handoffs_topics', 'by_contacts', 'place by number of contacts'),
        ('handoffs_topics', 'by_lost', 'place by contacts times lost'),
        ('handoffs_topics', 'text_fi', 'the row in words: in Finnish'),
        ('handoffs_topics', 'text_en', 'the same in English'),
        ('handoffs_topics', 'text_sv', 'the same in Swedish'),
        ('handoffs_organisation', 'breadth_reason', 'why reached and evenness are not there'),
        ('handoffs_organisation', 'reached', 'share of teams that customers visited, of those teams that are told of at all'),
        ('handoffs_organisation', 'evenness', 'of visits over teams: 1 all alike, 0 all at one'),
        ('handoffs_organisation', 'volume_reason', 'why volume and quality are not there'),
        ('handoffs_organisation', 'volume', 'contacts a period in the newer half of the window, per cent more than in the older one'),
        ('handoffs_organisation', 'volume_p', 'that they did not become more, one-sided'),
        ('handoffs_organisation', 'quality', 'customer satisfaction in the newer half less that in the older one, points'),
        ('handoffs_organisation', 'quality_lo', 'its interval of 95 %'),
        ('handoffs_organisation', 'quality_hi', 'its interval of 95 %'),
        ('handoffs_organisation', 'quality_p', 'that it did not fall, one-sided'),
        ('handoffs_organisation', 'volume_quality', 'more_and_worse: contacts rose and satisfaction fell, each beyond chance; nothing_seen; '
                                                    'insufficient'),
        ('handoffs_organisation', 'text_volume_fi', 'volume and quality in words: in Finnish'),
        ('handoffs_organisation', 'text_volume_en', 'the same in English'),
        ('handoffs_organisation', 'text_volume_sv', 'the same in Swedish')) v(view, name, says)
               JOIN pg_class k ON k.relname = v.view
               JOIN pg_namespace n ON n.oid = k.relnamespace AND n.nspname IN ('report', 'exact')
               JOIN pg_attribute a ON a.attrelid = k.oid AND a.attname = v.name LOOP
        EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', c.view, c.name, c.says);
    END LOOP;
END $$;

GRANT SELECT, INSERT ON pulssid.reason_count, pulssid.topic_count, pulssid.topic_end, pulssid.reason_summary,
    pulssid.topic_summary, pulssid.service_summary TO pulssid_stats;
GRANT SELECT ON exact.handoffs_reasons, exact.handoffs_topics TO pulssid_stats;
GRANT SELECT ON report.handoffs_reasons, report.handoffs_topics TO pulssid_report;
