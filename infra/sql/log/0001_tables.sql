-- The event log of one context. Nothing here is ever updated or deleted, but the relay's mark and the checkpoints.

CREATE TABLE log (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    tenant   text    NOT NULL,
    context  text    NOT NULL,
    epoch    bigint  NOT NULL DEFAULT 1 CHECK (epoch > 0)
);
COMMENT ON TABLE log IS 'Whose log this is: one row.';
COMMENT ON COLUMN log.only_row IS 'Keeps the table at one row.';
COMMENT ON COLUMN log.tenant IS 'Municipality.';
COMMENT ON COLUMN log.context IS 'Bounded context, also the first part of each wire name.';
COMMENT ON COLUMN log.epoch IS 'Raised by a restore or a promotion; consumers of another epoch stop.';

CREATE TABLE events (
    position       bigint      PRIMARY KEY CHECK (position > 0),
    stream         text        NOT NULL,
    version        bigint      NOT NULL CHECK (version > 0),
    type           text        NOT NULL,
    data           bytea       NOT NULL,
    command_id     uuid        NOT NULL,
    actor          text        NOT NULL,
    role           text        NOT NULL,
    department     text,
    effective_at   timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    correlation_id uuid        NOT NULL,
    causation_id   uuid,
    chain          bytea       NOT NULL,
    UNIQUE (stream, version)
);
COMMENT ON TABLE events IS 'The history: append-only, dense, hash-chained.';
COMMENT ON COLUMN events.position IS 'Place in the log: 1, 2, 3 ... without holes.';
COMMENT ON COLUMN events.stream IS 'Entity, <aggregate>-<key>.';
COMMENT ON COLUMN events.version IS 'Place in the stream: 1, 2, 3 ... without holes.';
COMMENT ON COLUMN events.type IS 'Wire name, <context>.<snake_name>.v<N>.';
COMMENT ON COLUMN events.data IS 'The exact JSON bytes (UTF-8) that were hashed.';
COMMENT ON COLUMN events.command_id IS 'Command that made it.';
COMMENT ON COLUMN events.actor IS 'Account, client or policy; an id, never a name of a person.';
COMMENT ON COLUMN events.role IS 'Role in which the actor acted.';
COMMENT ON COLUMN events.department IS 'Department code of the actor; null for roles without one.';
COMMENT ON COLUMN events.effective_at IS 'When it happened, by the business clock.';
COMMENT ON COLUMN events.recorded_at IS 'The database clock read under the append lock; never below the last.';
COMMENT ON COLUMN events.correlation_id IS 'Joins everything that one act set off.';
COMMENT ON COLUMN events.causation_id IS 'Command or event that led to the command; null for a person''s own act.';
COMMENT ON COLUMN events.chain IS 'sha256 of the previous chain and this row (chain_row).';

CREATE TABLE commands (
    id             uuid   PRIMARY KEY,
    body_hash      bytea  NOT NULL,
    outcome        bytea  NOT NULL,
    first_position bigint NOT NULL,
    last_position  bigint NOT NULL
);
COMMENT ON TABLE commands IS 'Commands that stored events, with what they were answered; never pruned.';
COMMENT ON COLUMN commands.id IS 'uuid5(principal, Idempotency-Key).';
COMMENT ON COLUMN commands.body_hash IS 'sha256 of subject, type and body: another body under the same id is a conflict.';
COMMENT ON COLUMN commands.outcome IS 'JSON of the answer without its position, repeated for ever.';
COMMENT ON COLUMN commands.first_position IS 'Position of its first event.';
COMMENT ON COLUMN commands.last_position IS 'Position of its last event.';

CREATE TABLE relay (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    position bigint  NOT NULL DEFAULT 0 CHECK (position >= 0)
);
COMMENT ON TABLE relay IS 'How far the log has been published; only rises.';
COMMENT ON COLUMN relay.only_row IS 'Keeps the table at one row.';
COMMENT ON COLUMN relay.position IS 'Last position that the broker confirmed.';
INSERT INTO relay DEFAULT VALUES;

CREATE TABLE checkpoints (
    consumer text   NOT NULL,
    context  text   NOT NULL,
    epoch    bigint NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    chain    bytea  NOT NULL,
    PRIMARY KEY (consumer, context)
);
COMMENT ON TABLE checkpoints IS 'How far a policy of this service has read another context''s log.';
COMMENT ON COLUMN checkpoints.consumer IS 'Policy.';
COMMENT ON COLUMN checkpoints.context IS 'Context whose log it reads.';
COMMENT ON COLUMN checkpoints.epoch IS 'Epoch of that log.';
COMMENT ON COLUMN checkpoints.position IS 'Last position taken in.';
COMMENT ON COLUMN checkpoints.chain IS 'Chain at that position: the next event must join it.';

CREATE VIEW events_json AS
SELECT position, stream, version, type, convert_from(data, 'UTF8')::jsonb AS data, command_id, actor, role,
       department, effective_at, recorded_at, correlation_id, causation_id, encode(chain, 'hex') AS chain
FROM events;
COMMENT ON VIEW events_json IS 'The history with its data as jsonb, for auditors.';
