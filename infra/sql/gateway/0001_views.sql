-- Where read models live. The projector owns their tables and may drop them: everything here is rebuilt from the logs.

CREATE SCHEMA views AUTHORIZATION hwanryu_projector;
GRANT USAGE ON SCHEMA views TO hwanryu_gateway;

CREATE TABLE views.view (
    name        text PRIMARY KEY,
    fingerprint text NOT NULL
);
COMMENT ON TABLE views.view IS 'The read models that have a table.';
COMMENT ON COLUMN views.view.name IS 'View.';
COMMENT ON COLUMN views.view.fingerprint IS 'sha256 of its table and fold; another one means a rebuild.';

CREATE TABLE views.checkpoint (
    view     text   NOT NULL,
    context  text   NOT NULL,
    epoch    bigint NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    chain    bytea  NOT NULL,
    PRIMARY KEY (view, context)
);
COMMENT ON TABLE views.checkpoint IS 'How far each view has taken in each log; moves in the transaction of the view.';
COMMENT ON COLUMN views.checkpoint.view IS 'View.';
COMMENT ON COLUMN views.checkpoint.context IS 'Context whose log it reads.';
COMMENT ON COLUMN views.checkpoint.epoch IS 'Epoch of that log; 0 before the first event.';
COMMENT ON COLUMN views.checkpoint.position IS 'Last position taken in.';
COMMENT ON COLUMN views.checkpoint.chain IS 'Chain at that position: the next event must join it.';

GRANT SELECT, INSERT, UPDATE, DELETE ON views.view, views.checkpoint TO hwanryu_projector;
GRANT SELECT ON views.view, views.checkpoint TO hwanryu_gateway;
ALTER DEFAULT PRIVILEGES FOR ROLE hwanryu_projector IN SCHEMA views GRANT SELECT ON TABLES TO hwanryu_gateway;
