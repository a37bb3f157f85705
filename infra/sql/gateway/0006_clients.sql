-- Systems that use the API, and logins that nobody has. Never events: a secret must be forgettable.

CREATE TABLE clients (
    id              uuid        PRIMARY KEY,
    label           text        NOT NULL,
    role            text        NOT NULL,
    department      text,
    rate_per_minute int         CHECK (rate_per_minute > 0),
    registered_at   timestamptz NOT NULL,
    registered_by   text        NOT NULL,
    revoked_at      timestamptz,
    revoked_by      text
);
COMMENT ON TABLE clients IS 'Systems that use the API with secrets of their own.';
COMMENT ON COLUMN clients.id IS 'Also the actor stored with events, as client:<id>.';
COMMENT ON COLUMN clients.label IS 'What people call it.';
COMMENT ON COLUMN clients.role IS 'contracts.values.Role; never ADMINISTRATOR.';
COMMENT ON COLUMN clients.department IS 'Department code; null for roles without one.';
COMMENT ON COLUMN clients.rate_per_minute IS 'Requests a minute; null for the usual rate.';
COMMENT ON COLUMN clients.registered_at IS 'When it was registered.';
COMMENT ON COLUMN clients.registered_by IS 'Account that registered it.';
COMMENT ON COLUMN clients.revoked_at IS 'Nothing is let in with its tokens after this moment; null while it may.';
COMMENT ON COLUMN clients.revoked_by IS 'Account that revoked it.';

CREATE TABLE client_secrets (
    id          uuid        PRIMARY KEY,
    client      uuid        NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    secret_hash bytea       NOT NULL,
    made_at     timestamptz NOT NULL,
    made_by     text        NOT NULL,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX client_secrets_client ON client_secrets (client);
COMMENT ON TABLE client_secrets IS 'Secrets of clients: at most two live ones each, so that one can replace the other.';
COMMENT ON COLUMN client_secrets.id IS 'Tokens name the secret they were given for.';
COMMENT ON COLUMN client_secrets.client IS 'Whose it is.';
COMMENT ON COLUMN client_secrets.secret_hash IS
    'sha256 of 32 random bytes: nobody can try 2^256 of them, so that a slow hash would only slow us down.';
COMMENT ON COLUMN client_secrets.made_at IS 'When it was made.';
COMMENT ON COLUMN client_secrets.made_by IS 'Account that made it.';
COMMENT ON COLUMN client_secrets.expires_at IS 'Neither it nor its tokens are taken after this moment.';

CREATE TABLE strangers (
    login_hash   bytea       PRIMARY KEY,
    failures     int         NOT NULL CHECK (failures >= 0),
    locked_until timestamptz,
    tried_at     timestamptz NOT NULL
);
CREATE INDEX strangers_tried_at ON strangers (tried_at);
COMMENT ON TABLE strangers IS 'Failures of logins that nobody has, counted like those of accounts; the latest ones only.';
COMMENT ON COLUMN strangers.login_hash IS 'HMAC-SHA256 of the login: people type passwords into the wrong field.';
COMMENT ON COLUMN strangers.failures IS 'Tries in a row.';
COMMENT ON COLUMN strangers.locked_until IS 'Told as locked until this moment; null when open.';
COMMENT ON COLUMN strangers.tried_at IS 'Last try.';

GRANT SELECT, INSERT, UPDATE, DELETE ON clients, client_secrets, strangers TO hwanryu_gateway;
