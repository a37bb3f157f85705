-- Reads of anonymous reports stand beside those of confidential directives (ENG-63, ADR 0033).

ALTER TABLE confidential_reads ADD COLUMN reports text[] NOT NULL DEFAULT '{}';
ALTER TABLE confidential_reads DROP CONSTRAINT confidential_reads_directives_check;
ALTER TABLE confidential_reads ADD CONSTRAINT confidential_reads_of_something
    CHECK (cardinality(directives) + cardinality(reports) > 0);
COMMENT ON TABLE confidential_reads IS
    'Reads of confidential directives and anonymous reports; each is kept before it is answered.';
COMMENT ON COLUMN confidential_reads.act IS 'READ of one, LIST of several, FILE that a directive rests on.';
COMMENT ON COLUMN confidential_reads.reports IS 'Ids of the anonymous reports that were shown.';
