-- Documents refer to one another, are found by words and have files; plans with their activities and progress.

-- Number, title and issuer as they are looked up by: small letters without accents. The program fills it at its start.
ALTER TABLE document ADD COLUMN search_key ctext NOT NULL DEFAULT '';
CREATE INDEX document_issued ON document (issued_on, id);

-- What a document does to, or takes from, another one.
CREATE TABLE document_relation (
  document_id ctext NOT NULL REFERENCES document (id),
  kind TEXT NOT NULL CHECK (kind IN ('replaces', 'amends', 'based_on')),
  target_id ctext NOT NULL REFERENCES document (id),
  PRIMARY KEY (document_id, kind, target_id)
);
CREATE INDEX document_relation_target ON document_relation (target_id, kind);

CREATE TABLE plan (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  -- The document it was issued as.
  document_id ctext REFERENCES document (id),
  area_id ctext NOT NULL REFERENCES area (id),
  path ctext NOT NULL,
  title TEXT NOT NULL,
  search_key ctext NOT NULL,
  -- The budget item it carries out, such as CT2125/DA7/TDA2.
  item ctext,
  fiscal_year BIGINT NOT NULL,
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  issuer TEXT NOT NULL,
  issuer_above TEXT,
  signer_title TEXT NOT NULL,
  signer_name TEXT,
  -- Purposes, subjects, grounds, offices, recipients and budget by source, as JSON.
  content TEXT NOT NULL,
  budget_vnd BIGINT NOT NULL CHECK (budget_vnd >= 0),
  state TEXT NOT NULL CHECK (state IN ('draft', 'issued', 'running', 'closed')),
  version BIGINT NOT NULL,
  drafted_by ctext NOT NULL,
  drafted_at TIMESTAMP NOT NULL,
  edited_by ctext NOT NULL,
  issued_by ctext,
  started_on DATE,
  closed_on DATE,
  closing_note TEXT,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX plan_path ON plan (path, id);
CREATE INDEX plan_year ON plan (fiscal_year, id);
CREATE INDEX plan_document ON plan (document_id);

CREATE TABLE plan_activity (
  province_id ctext NOT NULL,
  plan_id ctext NOT NULL,
  -- Its place in the plan, from 1.
  n BIGINT NOT NULL,
  text TEXT NOT NULL,
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  responsible TEXT NOT NULL,
  item ctext,
  progress BIGINT NOT NULL CHECK (progress BETWEEN 0 AND 100),
  state TEXT NOT NULL CHECK (state IN ('planned', 'under_way', 'done', 'dropped')),
  note TEXT,
  PRIMARY KEY (province_id, plan_id, n)
);

-- What was reported of an activity, one row a report.
CREATE TABLE plan_progress (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  plan_id ctext NOT NULL,
  n BIGINT NOT NULL,
  progress BIGINT NOT NULL,
  state TEXT NOT NULL,
  note TEXT,
  reported_on DATE NOT NULL,
  reported_by ctext NOT NULL,
  reported_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX plan_progress_of ON plan_progress (province_id, plan_id, reported_on, id);
