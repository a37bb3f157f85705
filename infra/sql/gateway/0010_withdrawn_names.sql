-- A withdrawn claim keeps no file name: the content's key, which sealed it, lives while another keeps the content.

UPDATE uploads SET name = '' WHERE withdrawn_at IS NOT NULL;
ALTER TABLE uploads ALTER COLUMN type SET DEFAULT 'application/octet-stream'; -- gateways of an older build name none
COMMENT ON COLUMN uploads.name IS
    'File name, sealed with the key of the content: erased with it, and overwritten once its uploader withdraws.';

GRANT UPDATE (name, withdrawn_at) ON uploads TO hwanryu_gateway;
