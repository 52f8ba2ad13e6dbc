-- For optimistic locking: what was filed may be corrected.
ALTER TABLE document ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
