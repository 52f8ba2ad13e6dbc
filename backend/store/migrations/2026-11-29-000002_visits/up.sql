-- Monitoring visits: plans, visits with team, sample, answers, findings, and the recommendations that follow.

-- What kinds of definitions there are is the program's matter: the table is made anew without a list of them.
ALTER TABLE definition RENAME TO definition_before_visits;
DROP INDEX definition_valid;
CREATE TABLE definition (
  id ctext NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind <> ''),
  code ctext NOT NULL,
  version BIGINT NOT NULL,
  valid_from DATE NOT NULL,
  -- The first day it holds no more.
  valid_to DATE,
  body TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('shipped', 'edited')),
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  UNIQUE (kind, code, version),
  CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
INSERT INTO definition (id, kind, code, version, valid_from, valid_to, body, origin, created_by, created_at)
  SELECT id, kind, code, version, valid_from, valid_to, body, origin, created_by, created_at FROM definition_before_visits;
DROP TABLE definition_before_visits;
CREATE INDEX definition_valid ON definition (kind, valid_from);

-- A year's plan of visits of a unit.
CREATE TABLE visit_plan (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  year BIGINT NOT NULL,
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'issued')),
  number TEXT,
  issued_on DATE,
  document_id ctext,
  version BIGINT NOT NULL,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  issued_by ctext,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX visit_plan_path ON visit_plan (path, id);

CREATE TABLE visit_plan_item (
  province_id ctext NOT NULL,
  plan_id ctext NOT NULL,
  n BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('periodic', 'yearly', 'ad_hoc')),
  purpose TEXT NOT NULL CHECK (purpose IN ('inspection', 'supervision', 'evaluation')),
  -- The last day of the month it is planned for.
  due_on DATE NOT NULL,
  -- Codes of the programme's items, as a JSON list.
  items TEXT NOT NULL,
  notes TEXT,
  PRIMARY KEY (province_id, plan_id, n)
);

-- The units that an item of a plan names.
CREATE TABLE visit_plan_area (
  province_id ctext NOT NULL,
  plan_id ctext NOT NULL,
  n BIGINT NOT NULL,
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  PRIMARY KEY (province_id, plan_id, n, area_id)
);
CREATE INDEX visit_plan_area_path ON visit_plan_area (path);

CREATE TABLE visit (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  -- Counted by the unit and the year it begins in: 3/2026.
  number TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('periodic', 'yearly', 'ad_hoc')),
  purpose TEXT NOT NULL CHECK (purpose IN ('inspection', 'supervision', 'evaluation')),
  title TEXT NOT NULL,
  -- The unit that sends the team.
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NOT NULL,
  agenda TEXT,
  -- Codes of the programme's items, as a JSON list.
  items TEXT NOT NULL,
  checklist ctext NOT NULL,
  checklist_version BIGINT NOT NULL,
  plan_id ctext,
  plan_item BIGINT,
  state TEXT NOT NULL CHECK (state IN ('planned', 'mandated', 'in_field', 'reporting', 'closed', 'cancelled')),
  mandate_number TEXT,
  mandate_on DATE,
  mandate_issuer TEXT,
  mandate_document_id ctext,
  mandate_area_id ctext,
  mandate_path ctext,
  mandate_from DATE,
  mandate_to DATE,
  mandated_by ctext,
  started_on DATE,
  finished_on DATE,
  closed_on DATE,
  closed_by ctext,
  conclusion TEXT,
  cancel_reason TEXT,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX visit_path ON visit (path, starts_on);
CREATE INDEX visit_of_plan ON visit (province_id, plan_id, plan_item);

CREATE TABLE visit_area (
  province_id ctext NOT NULL,
  visit_id ctext NOT NULL,
  n BIGINT NOT NULL,
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  PRIMARY KEY (province_id, visit_id, area_id)
);
CREATE INDEX visit_area_path ON visit_area (path);

CREATE TABLE visit_member (
  province_id ctext NOT NULL,
  visit_id ctext NOT NULL,
  n BIGINT NOT NULL,
  name TEXT NOT NULL,
  office TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('lead', 'member', 'secretary')),
  user_id ctext,
  PRIMARY KEY (province_id, visit_id, n)
);

-- A sample as it was drawn; rules::sample says how to draw it again.
CREATE TABLE visit_sample (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  visit_id ctext NOT NULL,
  drawn_of TEXT NOT NULL CHECK (drawn_of IN ('households', 'works')),
  stratify TEXT NOT NULL CHECK (stratify IN ('village', 'class')),
  -- Classes the frame was narrowed to, as a JSON list; empty is all.
  classes TEXT NOT NULL,
  size BIGINT NOT NULL,
  seed TEXT NOT NULL,
  frame_size BIGINT NOT NULL,
  -- SHA-256 of the frame's ids in order, each with a line feed.
  frame_sha256 ctext NOT NULL,
  drawn_by ctext NOT NULL,
  drawn_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX visit_sample_of ON visit_sample (province_id, visit_id, id);

CREATE TABLE visit_sample_unit (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  sample_id ctext NOT NULL,
  visit_id ctext NOT NULL,
  seq BIGINT NOT NULL,
  household_id ctext,
  work TEXT,
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  stratum TEXT NOT NULL,
  -- What the register said when the sample was drawn.
  class_then TEXT CHECK (class_then IN ('poor', 'near_poor', 'average', 'other')),
  seen TEXT NOT NULL CHECK (seen IN ('pending', 'seen', 'absent')),
  seen_class TEXT CHECK (seen_class IN ('poor', 'near_poor', 'average', 'other')),
  note TEXT,
  -- Where, in millionths of a degree; only by choice.
  lat_e6 BIGINT,
  lon_e6 BIGINT,
  seen_by ctext,
  seen_at TIMESTAMP,
  version BIGINT NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX visit_sample_unit_of ON visit_sample_unit (province_id, visit_id, sample_id, seq);

CREATE TABLE visit_answer (
  province_id ctext NOT NULL,
  visit_id ctext NOT NULL,
  area_id ctext NOT NULL,
  question ctext NOT NULL,
  path ctext NOT NULL,
  -- As JSON: true, a number, or a text.
  value TEXT NOT NULL,
  note TEXT,
  answered_by ctext NOT NULL,
  answered_at TIMESTAMP NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (province_id, visit_id, area_id, question)
);

CREATE TABLE visit_finding (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  visit_id ctext NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  body TEXT NOT NULL,
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  -- The office or unit it is about.
  unit TEXT,
  item ctext,
  question ctext,
  household_id ctext,
  evidence TEXT,
  lat_e6 BIGINT,
  lon_e6 BIGINT,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX visit_finding_of ON visit_finding (province_id, visit_id, id);

CREATE TABLE visit_recommendation (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  visit_id ctext NOT NULL,
  finding_id ctext NOT NULL,
  -- Of the unit that sent the team, of what was found, and of who must act.
  visit_path ctext NOT NULL,
  finding_path ctext NOT NULL,
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  severity TEXT NOT NULL,
  body TEXT NOT NULL,
  office TEXT,
  owner TEXT NOT NULL,
  first_due_on DATE NOT NULL,
  due_on DATE NOT NULL,
  -- The day on which the unit above is told.
  escalates_on DATE NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'in_progress', 'done', 'verified', 'reopened')),
  done_on DATE,
  done_by ctext,
  verified_on DATE,
  verified_by ctext,
  escalated_to ctext,
  escalated_on DATE,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX visit_recommendation_of ON visit_recommendation (province_id, visit_id, id);
CREATE INDEX visit_recommendation_path ON visit_recommendation (path, due_on);
CREATE INDEX visit_recommendation_finding ON visit_recommendation (finding_path, due_on);

-- What was done with it.
CREATE TABLE recommendation_action (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  recommendation_id ctext NOT NULL,
  act TEXT NOT NULL,
  note TEXT,
  -- The new last day, of an extension.
  due_on DATE,
  state TEXT NOT NULL,
  done_by ctext NOT NULL,
  done_on DATE NOT NULL,
  done_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX recommendation_action_of ON recommendation_action (province_id, recommendation_id, id);

CREATE TABLE visit_signature (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  visit_id ctext NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('team', 'visited')),
  area_id ctext,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  signed_on DATE NOT NULL,
  added_by ctext NOT NULL,
  added_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX visit_signature_of ON visit_signature (province_id, visit_id, id);

-- A person's private address of the calendar, by the hash of its secret.
CREATE TABLE calendar_link (
  user_id ctext NOT NULL PRIMARY KEY REFERENCES app_user (id),
  token_hash ctext NOT NULL UNIQUE,
  created_at TIMESTAMP NOT NULL
);

-- Where and when a photograph was taken, as JSON, when whoever sent it chose to keep that.
ALTER TABLE evidence ADD COLUMN position TEXT;
