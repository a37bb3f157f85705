-- Who gave a content may withdraw it: for him it is erased then, and for everyone once the last one has.

ALTER TABLE uploads ADD COLUMN type text, ADD COLUMN withdrawn_at timestamptz;
UPDATE uploads u SET type = f.type, withdrawn_at = f.erased_at FROM files f WHERE f.sha256 = u.sha256;
ALTER TABLE uploads ALTER COLUMN type SET NOT NULL;
COMMENT ON COLUMN uploads.type IS
    'Media type that the name''s ending stands for and the content bears out: the first uploader''s says nothing to others.';
COMMENT ON COLUMN uploads.withdrawn_at IS 'When the uploader erased it; null while his claim keeps the content.';
COMMENT ON COLUMN files.type IS 'Media type as the first uploader gave it.';

GRANT UPDATE (withdrawn_at) ON uploads TO hwanryu_gateway;
