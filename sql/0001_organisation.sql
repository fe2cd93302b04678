-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is known before anyone answers: calendar, teams, surveys, keys, periods, invitations.

CREATE SCHEMA pulssid;

-- One row: whether this database counts in ISO weeks or calendar months. Set by `pulssid migrate`, fixed after.
CREATE TABLE pulssid.calendar (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    kind     text NOT NULL CHECK (kind IN ('week', 'month'))
);

-- A team is an identity; what is said of it (name, place in the tree, headcount) is versioned.
-- Id 0 is never given out: tables of results use it for the whole organisation, shown as '*'.
CREATE TABLE pulssid.team (
    id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$')
);

CREATE TABLE pulssid.team_version (
    team_id    integer NOT NULL REFERENCES pulssid.team,
    valid_from date NOT NULL DEFAULT '-infinity',
    valid_to   date NOT NULL DEFAULT 'infinity',      -- the last day, inclusive
    name       text NOT NULL,
    parent_id  integer REFERENCES pulssid.team,
    headcount  integer CHECK (headcount >= 0),
    role       text NOT NULL DEFAULT 'normal' CHECK (role IN ('normal', 'router')),
    PRIMARY KEY (team_id, valid_from),
    CHECK (valid_from <= valid_to)
);

-- A version of a survey never changes; the definition is the document that clients read.
CREATE TABLE pulssid.survey (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text COLLATE "C" NOT NULL CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    version    integer NOT NULL CHECK (version > 0),
    audience   text NOT NULL CHECK (audience IN ('employee', 'customer')),
    definition jsonb NOT NULL,
    UNIQUE (code, version)
);

-- The secret itself is shown once, at creation; only its SHA-256 is kept.
CREATE TABLE pulssid.api_key (
    id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL,
    role          text NOT NULL CHECK (role IN ('submitter', 'analyst')),
    secret_sha256 bytea NOT NULL CHECK (octet_length(secret_sha256) = 32),
    surveys       text[],                                -- null: every survey
    expires       date,                                  -- the last day it works; null: never expires
    revoked       boolean NOT NULL DEFAULT false
);

-- period is the contiguous index t (weeks since 1970-01-05, or 12 * year + month - 1); id is what people read.
-- The thresholds are those in force when the period opened.
CREATE TABLE pulssid.period (
    period     integer PRIMARY KEY,
    id         text NOT NULL UNIQUE,
    first_day  date NOT NULL,
    last_day   date NOT NULL,
    state      text NOT NULL CHECK (state IN ('open', 'closed', 'published')),
    k_employee integer NOT NULL CHECK (k_employee >= 5),
    k_customer integer NOT NULL CHECK (k_customer >= 5),
    backfill   boolean NOT NULL,                         -- opened when already due: closed by `pulssid cycle` alone
    closed_on  date
);

-- The tree as it was when the period opened.
CREATE TABLE pulssid.period_team (
    team_id   integer NOT NULL REFERENCES pulssid.team,
    period    integer NOT NULL REFERENCES pulssid.period,
    name      text NOT NULL,
    parent_id integer,
    headcount integer,
    role      text NOT NULL,
    PRIMARY KEY (team_id, period)
);
CREATE INDEX ON pulssid.period_team (period);

CREATE TABLE pulssid.invitation (
    team_id integer NOT NULL REFERENCES pulssid.team,
    period  integer NOT NULL,
    survey  text COLLATE "C" NOT NULL,
    invited integer NOT NULL CHECK (invited >= 0),
    PRIMARY KEY (team_id, period, survey)
);

-- Daemons hold a snapshot of the above and load it again when told.
CREATE FUNCTION pulssid.announce_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('pulssid_catalog', '');
    RETURN NULL;
END $$;

CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON pulssid.team_version
    FOR EACH STATEMENT EXECUTE FUNCTION pulssid.announce_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON pulssid.survey
    FOR EACH STATEMENT EXECUTE FUNCTION pulssid.announce_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON pulssid.api_key
    FOR EACH STATEMENT EXECUTE FUNCTION pulssid.announce_change();
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON pulssid.period
    FOR EACH STATEMENT EXECUTE FUNCTION pulssid.announce_change();
