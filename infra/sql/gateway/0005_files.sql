-- What the file store holds: contents by their hash, and who gave them. The contents lie sealed in FILES_DIR.

CREATE TABLE files (
    sha256    text        PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    size      bigint      NOT NULL CHECK (size > 0),
    type      text        NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    erased_at timestamptz
);
COMMENT ON TABLE files IS 'Contents of the file store.';
COMMENT ON COLUMN files.sha256 IS 'sha256 of the content in hex: its address, in events too.';
COMMENT ON COLUMN files.size IS 'Bytes of the content.';
COMMENT ON COLUMN files.type IS 'Media type, found in the content itself.';
COMMENT ON COLUMN files.stored_at IS 'When it came first.';
COMMENT ON COLUMN files.erased_at IS 'When its key was destroyed; null while it can be read.';

CREATE TABLE uploads (
    sha256      text        NOT NULL REFERENCES files (sha256),
    uploader    text        NOT NULL,
    name        text        NOT NULL,
    uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (sha256, uploader)
);
COMMENT ON TABLE uploads IS 'Who gave a content: whoever did may read it, even where another gave it before.';
COMMENT ON COLUMN uploads.sha256 IS 'The content.';
COMMENT ON COLUMN uploads.uploader IS 'Account or client; an id, never a name of a person.';
COMMENT ON COLUMN uploads.name IS 'File name, sealed with the key of the content: erased with it.';
COMMENT ON COLUMN uploads.uploaded_at IS 'When the uploader gave it first.';

GRANT SELECT, INSERT ON files, uploads TO hwanryu_gateway;
GRANT UPDATE (erased_at) ON files TO hwanryu_gateway;
