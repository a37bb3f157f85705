-- What waits for an operator: since when and how often it was tried, and who has said that a task is done.

ALTER TABLE parked ADD COLUMN tries bigint NOT NULL DEFAULT 1 CHECK (tries > 0);
COMMENT ON COLUMN parked.parked_at IS 'When it was set aside first.';
COMMENT ON COLUMN parked.tries IS 'How often its first event was tried in vain: once, and once each release.';

ALTER TABLE refused
    ADD COLUMN settled_at timestamptz,
    ADD COLUMN settled_by text,
    ADD CHECK ((settled_at IS NULL) = (settled_by IS NULL));
COMMENT ON TABLE refused IS 'Commands of policies, sweeps and timers that a rule refused: tasks of an operator.';
COMMENT ON COLUMN refused.consumer IS 'Policy, or sweep:name or timer:lookup.';
COMMENT ON COLUMN refused.settled_at IS 'When somebody said that it is done by hand; null while it waits.';
COMMENT ON COLUMN refused.settled_by IS 'Account of who said so; null while it waits.';
