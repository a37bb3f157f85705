-- Reads of what citizens wrote or left in a survey stand beside the other reads (ENG-36, ENG-40, ADR 0035).

ALTER TABLE confidential_reads ADD COLUMN surveys text[] NOT NULL DEFAULT '{}';
ALTER TABLE confidential_reads DROP CONSTRAINT confidential_reads_of_something;
ALTER TABLE confidential_reads ADD CONSTRAINT confidential_reads_of_something
    CHECK (cardinality(directives) + cardinality(reports) + cardinality(surveys) > 0);
COMMENT ON TABLE confidential_reads IS
    'Reads of confidential directives, anonymous reports and single answers to surveys; each is kept before it is answered.';
COMMENT ON COLUMN confidential_reads.surveys IS 'Ids of the surveys whose texts, contacts or single answers were shown.';
