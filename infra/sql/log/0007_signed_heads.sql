-- Heads of this log, signed by its service: what was published stays, so that a log changed later shows itself.
-- {login} is filled in by the migration; it is a name of ours, never input.

CREATE TABLE signed_heads (
    position  bigint      PRIMARY KEY CHECK (position > 0),
    epoch     bigint      NOT NULL CHECK (epoch > 0),
    chain     bytea       NOT NULL CHECK (octet_length(chain) = 32),
    signed_at timestamptz NOT NULL,
    key       text        NOT NULL CHECK (key ~ '^[0-9a-f]{16}$'),
    signature bytea       NOT NULL CHECK (octet_length(signature) = 64)
);
COMMENT ON TABLE signed_heads IS 'Signed heads of the log; append-only.';
COMMENT ON COLUMN signed_heads.position IS 'Last position that the signature covers.';
COMMENT ON COLUMN signed_heads.epoch IS 'Epoch of the log then.';
COMMENT ON COLUMN signed_heads.chain IS 'Chain at that position: covers every event up to it.';
COMMENT ON COLUMN signed_heads.signed_at IS 'Clock of the service that signed.';
COMMENT ON COLUMN signed_heads.key IS 'Public key: first 8 bytes of its sha256 in hex.';
COMMENT ON COLUMN signed_heads.signature IS 'Ed25519; infra/heads.py says over what.';

CREATE TRIGGER signed_heads_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON signed_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON signed_heads TO {login};
