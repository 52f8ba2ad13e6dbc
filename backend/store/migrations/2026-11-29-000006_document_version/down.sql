ALTER TABLE document DROP COLUMN version;
