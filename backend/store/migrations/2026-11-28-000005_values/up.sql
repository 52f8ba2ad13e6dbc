-- What people say about entered figures, and the files that prove them.
CREATE TABLE value_comment (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  value_id ctext NOT NULL,
  -- The act it was said with: comment, check, approve, return or lock.
  act TEXT NOT NULL,
  body TEXT NOT NULL,
  said_by ctext NOT NULL,
  said_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX value_comment_of ON value_comment (province_id, value_id, id);

-- A file that proves something. Its content lies outside of the database under its SHA-256.
CREATE TABLE evidence (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  -- What it proves: indicator_value, with its id.
  subject TEXT NOT NULL,
  subject_id ctext NOT NULL,
  path ctext NOT NULL,
  sha256 ctext NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  name TEXT NOT NULL,
  added_by ctext NOT NULL,
  added_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX evidence_of ON evidence (province_id, subject_id, id);
CREATE INDEX evidence_content ON evidence (sha256);
