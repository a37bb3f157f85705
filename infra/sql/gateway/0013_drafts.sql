-- What people have begun to write and not sent, who confirmed it, and boards that they look at again: never events.

CREATE TABLE drafts (
    account     text        NOT NULL,
    directive   text        NOT NULL,
    act         text        NOT NULL,
    department  text,       -- NULL: the account has none
    fields      jsonb       NOT NULL,
    saved_at    timestamptz NOT NULL,
    asked_at    timestamptz, -- NULL: nobody was asked to confirm it
    PRIMARY KEY (account, directive, act)
);
COMMENT ON TABLE drafts IS 'Texts that were not sent yet; a row is erased by the outcome of its sending (ADR 0022).';
COMMENT ON COLUMN drafts.account IS 'Who writes; an id, never a name of a person.';
COMMENT ON COLUMN drafts.directive IS 'Id of the directive.';
COMMENT ON COLUMN drafts.act IS 'What will be done with it: report, outcome, progress.';
COMMENT ON COLUMN drafts.department IS 'Code of the department that the account writes for: its heads confirm.';
COMMENT ON COLUMN drafts.fields IS 'What was typed, by field.';
COMMENT ON COLUMN drafts.saved_at IS 'When it was saved last.';
COMMENT ON COLUMN drafts.asked_at IS 'When its confirmation was asked for first.';
CREATE INDEX drafts_asked ON drafts (department, directive) WHERE asked_at IS NOT NULL;

CREATE TABLE draft_confirmations (
    account      text        NOT NULL,
    directive    text        NOT NULL,
    act          text        NOT NULL,
    post         text        NOT NULL,
    confirmed_by text        NOT NULL,
    digest       text        NOT NULL,
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (account, directive, act, post),
    FOREIGN KEY (account, directive, act) REFERENCES drafts ON DELETE CASCADE
);
COMMENT ON TABLE draft_confirmations IS 'Who confirmed a draft, by post; it holds for the very text that was confirmed.';
COMMENT ON COLUMN draft_confirmations.account IS 'Who writes.';
COMMENT ON COLUMN draft_confirmations.directive IS 'Id of the directive.';
COMMENT ON COLUMN draft_confirmations.act IS 'What will be done with it.';
COMMENT ON COLUMN draft_confirmations.post IS 'TEAM_HEAD or DEPARTMENT_HEAD.';
COMMENT ON COLUMN draft_confirmations.confirmed_by IS 'Account that holds the post.';
COMMENT ON COLUMN draft_confirmations.digest IS 'Lower-case hex of the sha256 of what was confirmed.';
COMMENT ON COLUMN draft_confirmations.confirmed_at IS 'When.';

CREATE TABLE saved_views (
    account  text        NOT NULL,
    name     text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 40),
    query    text        NOT NULL CHECK (char_length(query) <= 2000),
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (account, name)
);
COMMENT ON TABLE saved_views IS 'Conditions of the board that an account has named.';
COMMENT ON COLUMN saved_views.account IS 'Whose; nobody else sees it.';
COMMENT ON COLUMN saved_views.name IS 'What the account calls it; 1 to 40 characters.';
COMMENT ON COLUMN saved_views.query IS 'Query string of the address of the board.';
COMMENT ON COLUMN saved_views.saved_at IS 'When it was saved last.';

GRANT SELECT, INSERT, UPDATE, DELETE ON drafts, draft_confirmations, saved_views TO hwanryu_gateway;
