-- Which notices each account has read: never events, for what somebody has looked at is nobody else's.

CREATE TABLE read_notices (
    account text        NOT NULL,
    notice  text        NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (account, notice)
);
COMMENT ON TABLE read_notices IS 'Notices that an account has read; no row is one that it has not.';
COMMENT ON COLUMN read_notices.account IS 'Account or client; an id, never a name of a person.';
COMMENT ON COLUMN read_notices.notice IS 'Id of the notice.';
COMMENT ON COLUMN read_notices.read_at IS 'When it was read first.';

GRANT SELECT, INSERT ON read_notices TO hwanryu_gateway;
