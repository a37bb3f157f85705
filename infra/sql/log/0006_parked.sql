-- What the policies of this service have set aside: streams, and commands that a rule refused.
-- {login} is filled in by the migration; it is a name of ours, never input.

CREATE TABLE parked (
    consumer  text        NOT NULL,
    context   text        NOT NULL,
    stream    text        NOT NULL,
    position  bigint      NOT NULL CHECK (position > 0),
    version   bigint      NOT NULL CHECK (version > 0),
    events    bigint      NOT NULL CHECK (events > 0),
    why       text        NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, context, stream)
);
COMMENT ON TABLE parked IS 'Streams that a policy has set aside, because an event of theirs could not be read or reacted to.';
COMMENT ON COLUMN parked.consumer IS 'Policy.';
COMMENT ON COLUMN parked.context IS 'Context whose log it reads.';
COMMENT ON COLUMN parked.stream IS 'Stream of that log.';
COMMENT ON COLUMN parked.position IS 'Position of the first event that was not taken in.';
COMMENT ON COLUMN parked.version IS 'Version of that event in its stream.';
COMMENT ON COLUMN parked.events IS 'How many events wait, that one included.';
COMMENT ON COLUMN parked.why IS 'Error and place; no value of an event.';
COMMENT ON COLUMN parked.parked_at IS 'When it was set aside, or was tried once more in vain.';

ALTER TABLE checkpoints ADD COLUMN parks boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN checkpoints.parks IS 'Whether any stream is parked: spares the look while none is.';

CREATE TABLE refused (
    command_id uuid        PRIMARY KEY,
    consumer   text        NOT NULL,
    context    text        NOT NULL,
    stream     text        NOT NULL,
    position   bigint      NOT NULL CHECK (position > 0),
    version    bigint      NOT NULL CHECK (version > 0),
    type       text        NOT NULL,
    code       text        NOT NULL,
    details    jsonb       NOT NULL,
    refused_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX refused_stream ON refused (consumer, context, stream, version);
COMMENT ON TABLE refused IS 'Commands of policies that a rule refused: tasks of an operator.';
COMMENT ON COLUMN refused.command_id IS 'Id of the command, which the event''s chain gives: the same when it is tried again.';
COMMENT ON COLUMN refused.consumer IS 'Policy.';
COMMENT ON COLUMN refused.context IS 'Context of the event that it reacted to.';
COMMENT ON COLUMN refused.stream IS 'Stream of that event.';
COMMENT ON COLUMN refused.position IS 'Position of that event.';
COMMENT ON COLUMN refused.version IS 'Version of that event in its stream.';
COMMENT ON COLUMN refused.type IS 'Wire name of the command.';
COMMENT ON COLUMN refused.code IS 'Why: contracts/errors.py.';
COMMENT ON COLUMN refused.details IS 'Codes, numbers and days of the refusal; no free text.';
COMMENT ON COLUMN refused.refused_at IS 'When it was refused first.';

GRANT SELECT, INSERT, UPDATE, DELETE ON parked, refused TO {login};
