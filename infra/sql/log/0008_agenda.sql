-- What the log makes its service do later: lookups derived from it, and how far they and the sweeps over them have come.
-- {login} is filled in by the migration; it is a name of ours, never input.

CREATE TABLE agenda (
    only_row    boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    fingerprint text    NOT NULL DEFAULT '',
    position    bigint  NOT NULL DEFAULT 0 CHECK (position >= 0),
    swept       bigint  NOT NULL CHECK (swept >= 0)
);
COMMENT ON TABLE agenda IS 'How far the service has followed its own log: one row.';
COMMENT ON COLUMN agenda.only_row IS 'Keeps the table at one row.';
COMMENT ON COLUMN agenda.fingerprint IS 'sha256 of the code that makes the lookups; another one makes them anew.';
COMMENT ON COLUMN agenda.position IS 'Last position taken into the lookups.';
COMMENT ON COLUMN agenda.swept IS 'Every fact up to this position has been swept; behind position, the fact there is due.';
-- A log that is older than its agenda has been decided without it: sweeps start at its head.
INSERT INTO agenda (swept) SELECT coalesce(max(position), 0) FROM events;

CREATE TABLE entries (
    lookup   text        NOT NULL,
    key      text        NOT NULL,
    bucket   text        NOT NULL,
    due_at   timestamptz,
    position bigint      NOT NULL CHECK (position > 0),
    PRIMARY KEY (lookup, key)
);
CREATE INDEX entries_bucket ON entries (lookup, bucket, key);
CREATE INDEX entries_due_at ON entries (due_at, lookup, key) WHERE due_at IS NOT NULL;
COMMENT ON TABLE entries IS 'The lookups and timers, derived from the log; may be made anew at any time.';
COMMENT ON COLUMN entries.lookup IS 'Lookup or kind of timer.';
COMMENT ON COLUMN entries.key IS 'What it holds: ids and codes.';
COMMENT ON COLUMN entries.bucket IS 'Under which a sweep finds it.';
COMMENT ON COLUMN entries.due_at IS 'When the timer is due, by the business clock; null for what is no timer.';
COMMENT ON COLUMN entries.position IS 'Position of the event that put it there.';

GRANT SELECT, UPDATE ON agenda TO {login};
GRANT SELECT, INSERT, UPDATE, DELETE ON entries TO {login};
