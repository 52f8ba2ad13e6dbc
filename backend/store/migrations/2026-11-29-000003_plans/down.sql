DROP TABLE plan_progress;
DROP TABLE plan_activity;
DROP TABLE plan;
DROP TABLE document_relation;
DROP INDEX document_issued;
ALTER TABLE document DROP COLUMN search_key;
