-- Replay workspaces: views as they were at a cut, each in a schema of its own (ADR 0028).
-- Unlogged, as their tables are: a crash of the server forgets a workspace and what is told of it together.

CREATE UNLOGGED TABLE views.workspace (
    id        text        PRIMARY KEY CHECK (id ~ '^ws_[0-9a-f]{32}$'),
    views     text[]      NOT NULL CHECK (cardinality(views) BETWEEN 1 AND 40),
    as_of     timestamptz, -- NULL: what happened until now
    known_at  timestamptz, -- NULL: what is stored until now
    asked_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    wanted_at timestamptz DEFAULT clock_timestamp(), -- NULL: nothing is wanted of it
    built_at  timestamptz, -- NULL: it has no tables yet
    used_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    why       text         -- NULL: it could be made
);
COMMENT ON TABLE views.workspace IS 'Views as they were at a cut: asked for by the gateway, made by the projector.';
COMMENT ON COLUMN views.workspace.id IS 'Its schema: ws_ and 32 hex digits of the sha256 of its views and its cut.';
COMMENT ON COLUMN views.workspace.views IS 'The views that are folded anew for it.';
COMMENT ON COLUMN views.workspace.as_of IS 'What had happened by then: effective_at.';
COMMENT ON COLUMN views.workspace.known_at IS 'What was stored by then: recorded_at.';
COMMENT ON COLUMN views.workspace.asked_at IS 'When it was asked for first.';
COMMENT ON COLUMN views.workspace.wanted_at IS 'Since when it is wanted as far as its history has come.';
COMMENT ON COLUMN views.workspace.built_at IS 'When it was made.';
COMMENT ON COLUMN views.workspace.used_at IS 'When it was read last, give or take ten seconds.';
COMMENT ON COLUMN views.workspace.why IS 'Why it cannot be made: a fault of the program.';
CREATE INDEX workspace_wanted ON views.workspace (wanted_at) WHERE wanted_at IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON views.workspace TO hwanryu_projector;
GRANT SELECT, INSERT (id, views, as_of, known_at), UPDATE (wanted_at, used_at) ON views.workspace TO hwanryu_gateway;

-- The projector may make no other schema: a right on the database would let it make any, and is lost where the
-- database is restored or cloned.
CREATE FUNCTION views.make_workspace(id text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF id !~ '^ws_[0-9a-f]{32}$' THEN
        RAISE EXCEPTION 'no name of a workspace' USING ERRCODE = 'invalid_schema_name';
    END IF;
    EXECUTE format('CREATE SCHEMA %I AUTHORIZATION hwanryu_projector', id);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO hwanryu_gateway', id);
END
$$;
REVOKE EXECUTE ON FUNCTION views.make_workspace(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION views.make_workspace(text) TO hwanryu_projector;
