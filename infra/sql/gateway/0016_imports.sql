-- Import files: what stands in them, what their dry run found, how far they are applied; and who works on one now.

CREATE TABLE imports (
    id           uuid        PRIMARY KEY,
    sha256       text        NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    name         text        NOT NULL,
    size         bigint      NOT NULL CHECK (size >= 0),
    state        text        NOT NULL CHECK (state IN ('CHECKING', 'READY', 'REFUSED', 'APPLYING', 'APPLIED', 'FAILED')),
    source       text,       -- NULL: the file could not be read
    title        text,
    effective_on date,
    content      json,       -- NULL: the file could not be read
    report       json        NOT NULL,
    claims       json        NOT NULL,
    chunks       integer     NOT NULL CHECK (chunks >= 0),
    done         integer     NOT NULL CHECK (done BETWEEN 0 AND chunks),
    uploaded_by  text        NOT NULL,
    uploaded_at  timestamptz NOT NULL,
    applied_by   text,       -- NULL: nobody has applied it
    applied_at   timestamptz,
    finished_at  timestamptz, -- NULL: not yet checked, or not yet applied
    department   text,
    worker       uuid,       -- NULL: nobody has taken it
    lease_until  timestamptz,
    CHECK ((content IS NULL) <= (state = 'REFUSED')),
    CHECK ((applied_by IS NULL) = (applied_at IS NULL)),
    CHECK ((worker IS NULL) = (lease_until IS NULL))
);
COMMENT ON TABLE imports IS 'Import files by their content; a file that is sent again is the same import.';
COMMENT ON COLUMN imports.id IS 'Of the import; chosen at its first upload.';
COMMENT ON COLUMN imports.sha256 IS 'Lower-case hex of the content: what was tried dry is what is applied.';
COMMENT ON COLUMN imports.name IS 'Name of the file.';
COMMENT ON COLUMN imports.size IS 'Bytes of the file.';
COMMENT ON COLUMN imports.state IS 'CHECKING and APPLYING are worked on by one gateway; the others wait for somebody.';
COMMENT ON COLUMN imports.source IS 'Short name of the source document: its refs are its own.';
COMMENT ON COLUMN imports.title IS 'Title of the source document.';
COMMENT ON COLUMN imports.effective_on IS 'Day on which all of it takes effect.';
COMMENT ON COLUMN imports.content IS 'The document and the number of each of its rows, as it was read.';
COMMENT ON COLUMN imports.report IS 'What the dry run found, or why applying it stopped.';
COMMENT ON COLUMN imports.claims IS 'By command: what becomes a discrepancy where the operator accepts it.';
COMMENT ON COLUMN imports.chunks IS 'Appends that it takes.';
COMMENT ON COLUMN imports.done IS 'Of those, the ones that are tried or stored.';
COMMENT ON COLUMN imports.uploaded_by IS 'Account.';
COMMENT ON COLUMN imports.uploaded_at IS 'When it was last uploaded, by the wall clock.';
COMMENT ON COLUMN imports.applied_by IS 'Account that applied it.';
COMMENT ON COLUMN imports.applied_at IS 'When it was applied, by the wall clock.';
COMMENT ON COLUMN imports.finished_at IS 'When the dry run, or applying it, came to its end.';
COMMENT ON COLUMN imports.department IS 'Department of who asked last: the commands are theirs.';
COMMENT ON COLUMN imports.worker IS 'The gateway that works on it.';
COMMENT ON COLUMN imports.lease_until IS 'Until when it does; then another may take it.';
CREATE INDEX imports_waiting ON imports (uploaded_at) WHERE state IN ('CHECKING', 'APPLYING');
CREATE INDEX imports_by_source ON imports (source) WHERE applied_at IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON imports TO hwanryu_gateway;
