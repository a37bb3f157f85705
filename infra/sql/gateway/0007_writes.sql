-- What each principal wrote last where another context copies from: any gateway lets a command wait for that copy.

CREATE TABLE writes (
    principal  text        NOT NULL,
    context    text        NOT NULL,
    position   bigint      NOT NULL CHECK (position > 0),
    written_at timestamptz NOT NULL,
    PRIMARY KEY (principal, context)
);
COMMENT ON TABLE writes IS 'Last writes of each principal, so that it finds its own facts whichever gateway it asks next.';
COMMENT ON COLUMN writes.principal IS 'Account or client; an id, never a name of a person.';
COMMENT ON COLUMN writes.context IS 'Context whose log it wrote to.';
COMMENT ON COLUMN writes.position IS 'Position that it was answered with.';
COMMENT ON COLUMN writes.written_at IS 'When; an old write is waited for no more.';

GRANT SELECT, INSERT, UPDATE ON writes TO hwanryu_gateway;
