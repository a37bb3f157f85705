-- Since when a stream is parked, and how often it was tried.

ALTER TABLE views.parked ADD COLUMN tries bigint NOT NULL DEFAULT 1 CHECK (tries > 0);
COMMENT ON COLUMN views.parked.parked_at IS 'When it was set aside first.';
COMMENT ON COLUMN views.parked.tries IS 'How often its first event was tried in vain: once, and once each release.';
