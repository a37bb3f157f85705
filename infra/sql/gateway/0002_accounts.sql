-- Who may sign in, and who has. Never events: a password must be forgettable.

CREATE TABLE accounts (
    login         text        PRIMARY KEY,
    password_hash text        NOT NULL,
    role          text        NOT NULL,
    department    text,
    label         text        NOT NULL,
    failures      int         NOT NULL DEFAULT 0 CHECK (failures >= 0),
    locked_until  timestamptz
);
COMMENT ON TABLE accounts IS 'Accounts of the console and of the API.';
COMMENT ON COLUMN accounts.login IS 'What is typed at sign-in; also the actor stored with events.';
COMMENT ON COLUMN accounts.password_hash IS 'argon2id.';
COMMENT ON COLUMN accounts.role IS 'contracts.values.Role.';
COMMENT ON COLUMN accounts.department IS 'Department code; null for roles without one.';
COMMENT ON COLUMN accounts.label IS 'How the console names the account, such as 혁신기획팀 담당자.';
COMMENT ON COLUMN accounts.failures IS 'Wrong passwords since the last right one.';
COMMENT ON COLUMN accounts.locked_until IS 'No sign-in before this moment; null when open.';

CREATE TABLE sessions (
    token_hash bytea       PRIMARY KEY,
    login      text        NOT NULL REFERENCES accounts (login) ON DELETE CASCADE,
    csrf       text        NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_expires_at ON sessions (expires_at);
COMMENT ON TABLE sessions IS 'Console sessions.';
COMMENT ON COLUMN sessions.token_hash IS 'sha256 of the cookie.';
COMMENT ON COLUMN sessions.login IS 'Account.';
COMMENT ON COLUMN sessions.csrf IS 'Token that each form of the session carries.';
COMMENT ON COLUMN sessions.expires_at IS 'Moved on by each use: 30 minutes idle.';

GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, sessions TO hwanryu_gateway;
