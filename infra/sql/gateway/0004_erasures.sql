-- Who and what was erased, beside the vault's own tombstones: whichever database is restored, the other one heals it.

CREATE TABLE erasures (
    subject   uuid        PRIMARY KEY,
    erased_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE erasures IS 'Subjects whose keys were destroyed; append-only.';
COMMENT ON COLUMN erasures.subject IS 'Subject of the vault.';
COMMENT ON COLUMN erasures.erased_at IS 'When this list heard of it.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: what is erased stays erased', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER erasures_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON erasures
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT ON erasures TO hwanryu_gateway;
