-- Who belongs to the audit's team, and who has read what only the audit may know of (ADR 0021). Never events: the log of
-- the directives holds who acted, sealed; this tells who looked, in the clear, by ids that tell nothing.

ALTER TABLE accounts ADD COLUMN team text;
COMMENT ON COLUMN accounts.team IS 'Team code of the registry, within the department; null for none.';

CREATE TABLE confidential_reads (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    read_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    account    text        NOT NULL,
    role       text        NOT NULL,
    department text,
    act        text        NOT NULL CHECK (act IN ('READ', 'LIST', 'FILE')),
    directives text[]      NOT NULL CHECK (cardinality(directives) > 0)
);
CREATE INDEX confidential_reads_directives ON confidential_reads USING gin (directives);
COMMENT ON TABLE confidential_reads IS 'Reads of confidential directives; each is kept before it is answered.';
COMMENT ON COLUMN confidential_reads.id IS 'In the order in which they were kept.';
COMMENT ON COLUMN confidential_reads.read_at IS 'By the clock of the database.';
COMMENT ON COLUMN confidential_reads.account IS 'Who read; an id, never a name of a person.';
COMMENT ON COLUMN confidential_reads.role IS 'The role of the account then.';
COMMENT ON COLUMN confidential_reads.department IS 'Its department then; null for roles without one.';
COMMENT ON COLUMN confidential_reads.act IS 'READ of one, LIST of several, FILE that one of them rests on.';
COMMENT ON COLUMN confidential_reads.directives IS 'Ids of the directives that were shown.';

CREATE FUNCTION refuse_change_of_reads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: who has read is never unsaid', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER reads_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON confidential_reads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_reads();

GRANT SELECT, INSERT ON confidential_reads TO hwanryu_gateway;
