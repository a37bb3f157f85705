-- A session in which its account acts for another that is away (ORG-12); whether it still may is asked at each request.

ALTER TABLE sessions ADD COLUMN acting_for text;
COMMENT ON COLUMN sessions.acting_for IS 'Account that is away and is acted for; null for the account itself.';
