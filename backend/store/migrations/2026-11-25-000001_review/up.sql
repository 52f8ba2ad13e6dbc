-- The yearly review and the review during the year. All tables grow with households or communes: province_id leads.

-- What a household was over the years: the review asks for it of every household of a commune.
CREATE INDEX household_year_household ON household_year (province_id, household_id, year);

-- A commune's review: where it stands, and counts of its cases kept by whoever changes one.
CREATE TABLE review_round (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  opening_id ctext NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('yearly', 'during_year')),
  year BIGINT NOT NULL,
  commune_id ctext NOT NULL,
  path ctext NOT NULL,
  procedure_code ctext NOT NULL,
  standard ctext NOT NULL,
  form ctext,
  sample_form BOOLEAN NOT NULL,
  document TEXT,
  state ctext NOT NULL,
  -- How often it was sent back, from 1: what was posted before a return doesn't count after it.
  pass BIGINT NOT NULL,
  opened_on DATE NOT NULL,
  closes_on DATE,
  since DATE NOT NULL,
  due_on DATE,
  -- The last day of work in the present step: it can't end before.
  worked_on DATE,
  -- The deadline whose passing other systems were told.
  late_told DATE,
  schedule TEXT NOT NULL,
  sample_seed ctext,
  sample_percent BIGINT,
  total BIGINT NOT NULL DEFAULT 0,
  unassigned BIGINT NOT NULL DEFAULT 0,
  unsurveyed BIGINT NOT NULL DEFAULT 0,
  unread BIGINT NOT NULL DEFAULT 0,
  sampled BIGINT NOT NULL DEFAULT 0,
  unchecked BIGINT NOT NULL DEFAULT 0,
  unagreed BIGINT NOT NULL DEFAULT 0,
  open_complaints BIGINT NOT NULL DEFAULT 0,
  unposted BIGINT NOT NULL DEFAULT 0,
  poor BIGINT NOT NULL DEFAULT 0,
  near_poor BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX review_round_yearly ON review_round (province_id, commune_id, year)
  WHERE kind = 'yearly' AND state <> 'cancelled';
CREATE INDEX review_round_path ON review_round (year, kind, path);

CREATE TABLE review_case (
  province_id ctext NOT NULL,
  round_id ctext NOT NULL,
  -- The household's own tenant key: another one where its province went into this one.
  household_province ctext NOT NULL,
  household_id ctext NOT NULL,
  -- The village's path, or the commune's where the village is not known.
  path ctext NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('carried', 'requested', 'added')),
  reason_code ctext,
  reason TEXT,
  requester TEXT,
  requested_on DATE,
  -- By it the family follows its case without an account.
  tracking_code ctext NOT NULL,
  previous_class TEXT,
  state TEXT NOT NULL CHECK (state IN ('listed', 'drafted', 'surveyed', 'returned', 'read', 'agreed', 'not_agreed', 'recognised', 'withdrawn')),
  enumerator_id ctext,
  draft TEXT,
  draft_by ctext,
  draft_at TIMESTAMP,
  survey_id ctext,
  surveyed_on DATE,
  surveyed_by ctext,
  class TEXT CHECK (class IN ('poor', 'near_poor', 'average', 'other')),
  b1 BIGINT,
  b2 BIGINT,
  deprivations BIGINT,
  flags TEXT NOT NULL,
  flag_count BIGINT NOT NULL,
  read_by ctext,
  read_at TIMESTAMP,
  read_note TEXT,
  sampled BOOLEAN NOT NULL,
  check_on DATE,
  check_by ctext,
  check_class TEXT CHECK (check_class IN ('poor', 'near_poor', 'average', 'other')),
  check_b1 BIGINT,
  check_b2 BIGINT,
  check_deprivations BIGINT,
  check_note TEXT,
  meeting_id ctext,
  in_favour BIGINT,
  meeting_note TEXT,
  -- Its result changed or was confirmed after the posting and must be posted again.
  unposted BOOLEAN NOT NULL,
  withdrawn_reason TEXT,
  movement TEXT,
  version BIGINT NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, round_id, household_id),
  FOREIGN KEY (province_id, round_id) REFERENCES review_round (province_id, id),
  FOREIGN KEY (household_province, household_id) REFERENCES household (province_id, id)
);
CREATE INDEX review_case_household ON review_case (household_province, household_id);
CREATE INDEX review_case_path ON review_case (round_id, path, household_id);
CREATE INDEX review_case_tracking ON review_case (tracking_code);

-- What was done with a round: only ever added to.
CREATE TABLE review_event (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  round_id ctext NOT NULL,
  act ctext NOT NULL,
  -- The state it led from and to.
  from_state ctext NOT NULL,
  to_state ctext NOT NULL,
  on_date DATE NOT NULL,
  due_on DATE,
  at TIMESTAMP NOT NULL,
  actor_id ctext NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (province_id, id),
  FOREIGN KEY (province_id, round_id) REFERENCES review_round (province_id, id)
);
CREATE INDEX review_event_round ON review_event (province_id, round_id, id);

CREATE TABLE review_meeting (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  round_id ctext NOT NULL,
  path ctext NOT NULL,
  held_on DATE NOT NULL,
  place TEXT NOT NULL,
  chair TEXT NOT NULL,
  secretary TEXT NOT NULL,
  present BIGINT NOT NULL,
  in_favour BIGINT NOT NULL,
  objections TEXT,
  -- The votes on each household, as JSON.
  votes TEXT NOT NULL,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id),
  FOREIGN KEY (province_id, round_id) REFERENCES review_round (province_id, id)
);
CREATE INDEX review_meeting_round ON review_meeting (province_id, round_id);

CREATE TABLE review_posting (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  round_id ctext NOT NULL,
  pass BIGINT NOT NULL,
  again BOOLEAN NOT NULL,
  posted_on DATE NOT NULL,
  until DATE NOT NULL,
  places TEXT NOT NULL,
  code ctext NOT NULL,
  -- The list as it was put up, as JSON.
  list TEXT NOT NULL,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id),
  FOREIGN KEY (province_id, round_id) REFERENCES review_round (province_id, id)
);
CREATE INDEX review_posting_round ON review_posting (province_id, round_id);
CREATE INDEX review_posting_code ON review_posting (code);

CREATE TABLE review_complaint (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  round_id ctext NOT NULL,
  household_id ctext NOT NULL,
  path ctext NOT NULL,
  -- The list it is against.
  posting_id ctext NOT NULL,
  complainant TEXT NOT NULL,
  received_on DATE NOT NULL,
  due_on DATE NOT NULL,
  text TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('upheld', 'rejected')),
  decided_on DATE,
  answer TEXT,
  decided_by ctext,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id),
  FOREIGN KEY (province_id, round_id) REFERENCES review_round (province_id, id)
);
CREATE INDEX review_complaint_round ON review_complaint (province_id, round_id);

-- A decision of a commune's chair; a correction refers to the one it corrects.
CREATE TABLE recognition (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  round_id ctext NOT NULL,
  commune_id ctext NOT NULL,
  path ctext NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('yearly', 'during_year', 'correction')),
  year BIGINT NOT NULL,
  number ctext NOT NULL,
  decided_on DATE NOT NULL,
  signer TEXT NOT NULL,
  signer_title TEXT NOT NULL,
  corrects_id ctext,
  reason TEXT,
  -- Households by class and by movement, as JSON.
  sums TEXT NOT NULL,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id),
  FOREIGN KEY (province_id, round_id) REFERENCES review_round (province_id, id)
);
CREATE UNIQUE INDEX recognition_number ON recognition (province_id, commune_id, number, decided_on);
CREATE INDEX recognition_path ON recognition (year, path);

-- What a household legally is, from a decision to the next one.
CREATE TABLE class_period (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  household_id ctext NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('poor', 'near_poor', 'average', 'other')),
  from_date DATE NOT NULL,
  to_date DATE,
  year BIGINT NOT NULL,
  recognition_province ctext NOT NULL,
  recognition_id ctext NOT NULL,
  movement TEXT,
  PRIMARY KEY (province_id, id),
  FOREIGN KEY (province_id, household_id) REFERENCES household (province_id, id),
  CHECK (to_date IS NULL OR to_date >= from_date)
);
CREATE UNIQUE INDEX class_period_open ON class_period (province_id, household_id) WHERE to_date IS NULL;
CREATE INDEX class_period_household ON class_period (province_id, household_id, from_date);
CREATE INDEX class_period_recognition ON class_period (recognition_province, recognition_id);

CREATE TABLE certificate (
  province_id ctext NOT NULL,
  code ctext NOT NULL,
  recognition_id ctext NOT NULL,
  household_province ctext NOT NULL,
  household_id ctext NOT NULL,
  path ctext NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('poor', 'near_poor', 'escaped', 'escaped_near_poverty')),
  year BIGINT NOT NULL,
  issued_on DATE NOT NULL,
  withdrawn_on DATE,
  PRIMARY KEY (province_id, code)
);
CREATE INDEX certificate_recognition ON certificate (province_id, recognition_id, household_id);
CREATE INDEX certificate_household ON certificate (household_province, household_id);
CREATE INDEX certificate_code ON certificate (code);
