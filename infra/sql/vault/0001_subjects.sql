-- One key a subject, wrapped with a master key that no database holds. An erased subject keeps its row, without a key.

CREATE TABLE subjects (
    subject   uuid        PRIMARY KEY,
    key_id    text        CHECK (key_id ~ '^[0-9a-f]{16}$'),
    wrapped   bytea       CHECK (octet_length(wrapped) = 60),
    made_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    erased_at timestamptz,
    CHECK ((erased_at IS NULL) = (wrapped IS NOT NULL)),
    CHECK ((key_id IS NULL) = (wrapped IS NULL))
)
-- An erased key lies in the old version of its row until vacuum has been there: within a minute, not some day.
WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
COMMENT ON TABLE subjects IS 'Keys of persons and files; what they seal lies in logs, views and files.';
COMMENT ON COLUMN subjects.subject IS 'Whose data the key seals; never used again once erased.';
COMMENT ON COLUMN subjects.key_id IS 'Master key that wraps it: first 8 bytes of its sha256 in hex; null once erased.';
COMMENT ON COLUMN subjects.wrapped IS 'Nonce (12 bytes), key (32) under AES-256-GCM, tag (16); null once erased.';
COMMENT ON COLUMN subjects.made_at IS 'When the key was drawn.';
COMMENT ON COLUMN subjects.erased_at IS 'When the key was destroyed; null while it lives.';
CREATE INDEX subjects_erased ON subjects (subject) WHERE erased_at IS NOT NULL;
CREATE INDEX subjects_wrapped ON subjects (key_id, subject) WHERE key_id IS NOT NULL;

CREATE FUNCTION keep_tombstone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.erased_at IS NOT NULL OR NEW.subject <> OLD.subject THEN
        RAISE EXCEPTION '% of % is refused: an erased subject stays erased, a living one is erased by its key only',
            TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER subjects_stay_erased BEFORE UPDATE ON subjects FOR EACH ROW EXECUTE FUNCTION keep_tombstone();
CREATE TRIGGER subjects_stay BEFORE DELETE OR TRUNCATE ON subjects FOR EACH STATEMENT EXECUTE FUNCTION keep_tombstone();

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO hwanryu_vault;
GRANT SELECT ON subjects TO hwanryu_vault;
GRANT INSERT (subject, key_id, wrapped, erased_at) ON subjects TO hwanryu_vault;
GRANT UPDATE (key_id, wrapped, erased_at) ON subjects TO hwanryu_vault;
