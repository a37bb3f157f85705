-- Streams that a view has set aside, because an event of theirs could not be read or folded. Rebuilt with the view.

CREATE TABLE views.parked (
    view              text        NOT NULL,
    context           text        NOT NULL,
    stream            text        NOT NULL,
    position          bigint      NOT NULL CHECK (position > 0),
    version           bigint      NOT NULL CHECK (version > 0),
    events            bigint      NOT NULL CHECK (events > 0),
    why               text        NOT NULL,
    parked_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    release_wanted_at timestamptz,
    PRIMARY KEY (view, context, stream)
);
COMMENT ON TABLE views.parked IS 'Streams that a view has set aside; its rows of them stay as they were before.';
COMMENT ON COLUMN views.parked.view IS 'View.';
COMMENT ON COLUMN views.parked.context IS 'Context whose log it reads.';
COMMENT ON COLUMN views.parked.stream IS 'Stream of that log.';
COMMENT ON COLUMN views.parked.position IS 'Position of the first event that was not taken in.';
COMMENT ON COLUMN views.parked.version IS 'Version of that event in its stream.';
COMMENT ON COLUMN views.parked.events IS 'How many events wait, that one included.';
COMMENT ON COLUMN views.parked.why IS 'Error and place; no value of an event.';
COMMENT ON COLUMN views.parked.parked_at IS 'When it was set aside, or was tried once more in vain.';
COMMENT ON COLUMN views.parked.release_wanted_at IS 'When an operator asked to take it in again; null while nobody has.';

ALTER TABLE views.checkpoint ADD COLUMN parks boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN views.checkpoint.parks IS 'Whether any stream is parked: spares the look while none is.';

GRANT SELECT, INSERT, UPDATE, DELETE ON views.parked TO hwanryu_projector;
GRANT SELECT, UPDATE (release_wanted_at) ON views.parked TO hwanryu_gateway;
