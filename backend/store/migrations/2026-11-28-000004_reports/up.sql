-- Official reports: rounds, the report of each unit in them, what was entered, and the versions that were frozen.

-- A round: a form asked of units for a period.
CREATE TABLE report_round (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  template ctext NOT NULL,
  template_version BIGINT NOT NULL,
  period ctext NOT NULL,
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  -- Levels below that are asked, as a JSON list.
  levels TEXT NOT NULL,
  -- The letter it was asked for with.
  document TEXT,
  opened_on DATE NOT NULL,
  due_on DATE NOT NULL,
  units BIGINT NOT NULL,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id),
  UNIQUE (province_id, area_id, template, period)
);
CREATE INDEX report_round_path ON report_round (period, path);

-- A unit's report in a round.
CREATE TABLE report (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  round_id ctext NOT NULL,
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  level TEXT NOT NULL,
  -- The report that consolidates it: that of the nearest unit above in the round.
  parent_id ctext,
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')),
  -- The version that is worked on or was accepted last, from 1.
  version_no BIGINT NOT NULL,
  -- The last version that was accepted.
  accepted_no BIGINT,
  due_on DATE NOT NULL,
  -- The first submission of the first version: it decides whether the report was in time.
  first_submitted_on DATE,
  submitted_at TIMESTAMP,
  submitted_by ctext,
  accepted_at TIMESTAMP,
  accepted_by ctext,
  -- For optimistic locking.
  version BIGINT NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id),
  UNIQUE (province_id, round_id, area_id)
);
CREATE INDEX report_path ON report (path);
CREATE INDEX report_due ON report (due_on, path);
CREATE INDEX report_parent ON report (province_id, parent_id);

-- What a unit entered in a version. Numbers are ten-thousandths, so that decimals are exact.
CREATE TABLE report_cell (
  province_id ctext NOT NULL,
  report_id ctext NOT NULL,
  version_no BIGINT NOT NULL,
  cell ctext NOT NULL,
  number_e4 BIGINT,
  content TEXT,
  entered_by ctext NOT NULL,
  entered_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, report_id, version_no, cell)
);

-- What a version says: as it was submitted, and frozen when it was accepted.
CREATE TABLE report_version (
  province_id ctext NOT NULL,
  report_id ctext NOT NULL,
  version_no BIGINT NOT NULL,
  body TEXT NOT NULL,
  -- SHA-256 of the body in hexadecimal.
  hash TEXT NOT NULL,
  -- Whether it was accepted: then it never changes.
  frozen BOOLEAN NOT NULL,
  submitted_by ctext NOT NULL,
  submitted_at TIMESTAMP NOT NULL,
  accepted_by ctext,
  accepted_at TIMESTAMP,
  PRIMARY KEY (province_id, report_id, version_no)
);

CREATE TABLE report_comment (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  report_id ctext NOT NULL,
  version_no BIGINT NOT NULL,
  -- The cell it is about; none is the whole report.
  cell ctext,
  content TEXT NOT NULL,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  resolved_by ctext,
  resolved_at TIMESTAMP,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX report_comment_report ON report_comment (province_id, report_id);

CREATE TABLE report_event (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  report_id ctext NOT NULL,
  version_no BIGINT NOT NULL,
  act TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  on_date DATE NOT NULL,
  at TIMESTAMP NOT NULL,
  actor_id ctext NOT NULL,
  note TEXT,
  PRIMARY KEY (province_id, id)
);
CREATE INDEX report_event_report ON report_event (province_id, report_id);
