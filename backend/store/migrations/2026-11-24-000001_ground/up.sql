-- One text for both engines. `ctext` is a PostgreSQL domain over text in byte order (made by db.rs before
-- the first migration); SQLite reads any type name with TEXT in it as text, which it compares by bytes.
-- Every table that grows with households leads its keys with province_id, so that Citus can shard by it.

CREATE TABLE area (
  id ctext NOT NULL PRIMARY KEY,
  code ctext NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('province', 'district', 'commune', 'village')),
  kind TEXT NOT NULL,
  urban BOOLEAN NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  search_key ctext NOT NULL,
  parent_id ctext REFERENCES area (id),
  path ctext NOT NULL,
  exists_from DATE NOT NULL,
  exists_to DATE,
  UNIQUE (code, exists_from)
);
CREATE UNIQUE INDEX area_path ON area (path);
CREATE INDEX area_parent ON area (parent_id);

CREATE TABLE area_succession (
  predecessor_id ctext NOT NULL REFERENCES area (id),
  successor_id ctext NOT NULL REFERENCES area (id),
  extent TEXT NOT NULL CHECK (extent IN ('whole', 'part')),
  on_date DATE NOT NULL,
  PRIMARY KEY (predecessor_id, successor_id)
);
CREATE INDEX area_succession_successor ON area_succession (successor_id);

CREATE TABLE app_user (
  id ctext NOT NULL PRIMARY KEY,
  username ctext NOT NULL UNIQUE,
  full_name TEXT NOT NULL,
  email TEXT,
  password_hash TEXT NOT NULL,
  must_change_password BOOLEAN NOT NULL,
  active BOOLEAN NOT NULL,
  failed_logins BIGINT NOT NULL DEFAULT 0,
  locked_until TIMESTAMP,
  version BIGINT NOT NULL DEFAULT 1,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL
);

CREATE TABLE user_grant (
  id ctext NOT NULL PRIMARY KEY,
  user_id ctext NOT NULL REFERENCES app_user (id),
  role TEXT NOT NULL CHECK (role IN ('administrator', 'approver', 'officer', 'enumerator', 'finance', 'monitor', 'viewer', 'auditor')),
  area_id ctext REFERENCES area (id)
);
CREATE INDEX user_grant_user ON user_grant (user_id);

-- A family of refresh tokens: one login on one device.
CREATE TABLE session (
  id ctext NOT NULL PRIMARY KEY,
  user_id ctext NOT NULL REFERENCES app_user (id),
  token_hash ctext NOT NULL,
  previous_hash ctext,
  rotated_at TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  revoked_at TIMESTAMP
);
CREATE INDEX session_of_user ON session (user_id);

CREATE TABLE household (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  external_id ctext,
  commune_id ctext NOT NULL,
  village_id ctext,
  path ctext NOT NULL,
  address TEXT,
  head_name TEXT NOT NULL,
  head_birth DATE,
  search_key ctext NOT NULL,
  ethnicity TEXT,
  member_count BIGINT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'moved_out', 'dissolved', 'merged')),
  class TEXT CHECK (class IN ('poor', 'near_poor', 'average', 'other')),
  class_year BIGINT,
  class_state TEXT CHECK (class_state IN ('surveyed', 'recognised')),
  b1 BIGINT,
  b2 BIGINT,
  deprivations BIGINT,
  version BIGINT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id)
);
CREATE UNIQUE INDEX household_external ON household (province_id, external_id);
CREATE INDEX household_path ON household (path, id);
CREATE INDEX household_commune_class ON household (commune_id, class, id);
CREATE INDEX household_commune_name ON household (commune_id, search_key);
CREATE INDEX household_class ON household (province_id, class, id);

CREATE TABLE member (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  household_id ctext NOT NULL,
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  search_key ctext NOT NULL,
  sex TEXT CHECK (sex IN ('male', 'female')),
  birth_date DATE,
  birth_precision TEXT CHECK (birth_precision IN ('day', 'month', 'year')),
  ethnicity TEXT,
  relation TEXT NOT NULL CHECK (relation IN ('head', 'spouse', 'child', 'parent', 'grandchild', 'sibling', 'other')),
  citizen_id_enc BYTEA,
  citizen_id_hash ctext,
  insured BOOLEAN,
  joined_on DATE,
  left_on DATE,
  left_reason TEXT,
  PRIMARY KEY (province_id, id),
  FOREIGN KEY (province_id, household_id) REFERENCES household (province_id, id)
);
CREATE INDEX member_household ON member (province_id, household_id);
CREATE INDEX member_citizen ON member (province_id, citizen_id_hash);
CREATE INDEX member_name ON member (province_id, search_key, birth_date);

CREATE TABLE survey (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  household_id ctext NOT NULL,
  year BIGINT NOT NULL,
  surveyed_on DATE NOT NULL,
  standard ctext NOT NULL,
  form ctext,
  setting TEXT NOT NULL CHECK (setting IN ('rural', 'urban')),
  income_vnd_per_person_month BIGINT,
  b1 BIGINT,
  b2 BIGINT NOT NULL,
  deprivations BIGINT NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('poor', 'near_poor', 'average', 'other')),
  basis TEXT NOT NULL CHECK (basis IN ('score', 'income')),
  origin TEXT NOT NULL CHECK (origin IN ('app', 'import', 'seed')),
  surveyor TEXT,
  note TEXT,
  answers TEXT,
  import_id ctext,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, id),
  FOREIGN KEY (province_id, household_id) REFERENCES household (province_id, id)
);
CREATE INDEX survey_household ON survey (province_id, household_id, surveyed_on);

-- Where a household was and what it was found to be, year by year, on the units of that year.
CREATE TABLE household_year (
  province_id ctext NOT NULL,
  year BIGINT NOT NULL,
  household_id ctext NOT NULL,
  commune_id ctext NOT NULL,
  path ctext NOT NULL,
  member_count BIGINT NOT NULL,
  class TEXT CHECK (class IN ('poor', 'near_poor', 'average', 'other')),
  state TEXT CHECK (state IN ('surveyed', 'recognised')),
  b1 BIGINT,
  b2 BIGINT,
  deprivations BIGINT,
  survey_id ctext,
  movement TEXT,
  PRIMARY KEY (province_id, year, household_id),
  FOREIGN KEY (province_id, household_id) REFERENCES household (province_id, id)
);
CREATE INDEX household_year_commune ON household_year (commune_id, year, class, household_id);
CREATE INDEX household_year_class ON household_year (province_id, year, class, household_id);

-- The totals people look at: recomputed for a commune and year in the transaction that changed them.
CREATE TABLE poverty_summary (
  province_id ctext NOT NULL,
  year BIGINT NOT NULL,
  commune_id ctext NOT NULL,
  path ctext NOT NULL,
  class ctext NOT NULL,
  households BIGINT NOT NULL,
  members BIGINT NOT NULL,
  deprived_members BIGINT NOT NULL,
  censored_deprivations BIGINT NOT NULL,
  d1 BIGINT NOT NULL, d2 BIGINT NOT NULL, d3 BIGINT NOT NULL, d4 BIGINT NOT NULL,
  d5 BIGINT NOT NULL, d6 BIGINT NOT NULL, d7 BIGINT NOT NULL, d8 BIGINT NOT NULL,
  d9 BIGINT NOT NULL, d10 BIGINT NOT NULL, d11 BIGINT NOT NULL, d12 BIGINT NOT NULL,
  PRIMARY KEY (province_id, year, commune_id, class)
);
CREATE INDEX poverty_summary_path ON poverty_summary (year, path);

CREATE TABLE household_event (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  household_id ctext NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('created', 'changed', 'surveyed', 'moved', 'split', 'merged', 'dissolved')),
  on_date DATE NOT NULL,
  at TIMESTAMP NOT NULL,
  actor_id ctext NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (province_id, id),
  FOREIGN KEY (province_id, household_id) REFERENCES household (province_id, id)
);
CREATE INDEX household_event_household ON household_event (province_id, household_id);

CREATE TABLE job (
  id ctext NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  stage TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  error TEXT,
  attempts BIGINT NOT NULL,
  heartbeat_at TIMESTAMP,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  finished_at TIMESTAMP
);
CREATE INDEX job_state ON job (state, created_at);

CREATE TABLE import_run (
  id ctext NOT NULL PRIMARY KEY,
  job_id ctext NOT NULL REFERENCES job (id),
  filename TEXT NOT NULL,
  size BIGINT NOT NULL,
  sha256 ctext NOT NULL,
  format TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('analysing', 'ready', 'running', 'checked', 'done', 'rejected', 'failed', 'cancelled')),
  mode TEXT CHECK (mode IN ('dry_run', 'all_or_nothing', 'good_rows')),
  detail TEXT,
  area_id ctext REFERENCES area (id),
  path ctext NOT NULL,
  surveyed_on DATE,
  inspection TEXT,
  mapping TEXT,
  result TEXT,
  created_by ctext NOT NULL,
  ordered_by ctext,
  created_at TIMESTAMP NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX import_run_path ON import_run (path, id);

CREATE TABLE import_mapping (
  id ctext NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  mapping TEXT NOT NULL,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  UNIQUE (created_by, name)
);

CREATE TABLE import_problem (
  import_id ctext NOT NULL REFERENCES import_run (id),
  seq BIGINT NOT NULL,
  sheet TEXT NOT NULL,
  row_no BIGINT NOT NULL,
  column_index BIGINT NOT NULL,
  field TEXT,
  value TEXT,
  code TEXT NOT NULL,
  vi TEXT NOT NULL,
  en TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('error', 'difference')),
  PRIMARY KEY (import_id, seq)
);

-- Rows on their way in: filled by COPY or batched inserts, merged by set-based SQL, then removed.
CREATE TABLE stage_household (
  import_id ctext NOT NULL,
  row_no BIGINT NOT NULL,
  province_id ctext NOT NULL,
  household_id ctext NOT NULL,
  survey_id ctext NOT NULL,
  member_id ctext NOT NULL,
  external_id ctext,
  commune_id ctext NOT NULL,
  village_id ctext,
  path ctext NOT NULL,
  address TEXT,
  head_name TEXT NOT NULL,
  search_key ctext NOT NULL,
  head_birth DATE,
  birth_precision TEXT,
  sex TEXT,
  ethnicity TEXT,
  citizen_id_enc BYTEA,
  citizen_id_hash ctext,
  member_count BIGINT NOT NULL,
  year BIGINT NOT NULL,
  surveyed_on DATE NOT NULL,
  standard ctext NOT NULL,
  setting TEXT NOT NULL,
  income_vnd_per_person_month BIGINT,
  b1 BIGINT,
  b2 BIGINT NOT NULL,
  deprivations BIGINT NOT NULL,
  class TEXT NOT NULL,
  basis TEXT NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (import_id, row_no)
);

CREATE TABLE stage_member (
  import_id ctext NOT NULL,
  row_no BIGINT NOT NULL,
  province_id ctext NOT NULL,
  member_id ctext NOT NULL,
  household_id ctext,
  external_id ctext NOT NULL,
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  search_key ctext NOT NULL,
  sex TEXT,
  birth_date DATE,
  birth_precision TEXT,
  ethnicity TEXT,
  relation TEXT NOT NULL,
  citizen_id_enc BYTEA,
  citizen_id_hash ctext,
  insured BOOLEAN,
  outcome TEXT NOT NULL,
  PRIMARY KEY (import_id, row_no)
);

CREATE TABLE idempotency (
  actor_id ctext NOT NULL,
  idempotency_key ctext NOT NULL,
  request_hash ctext NOT NULL,
  status BIGINT NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  PRIMARY KEY (actor_id, idempotency_key)
);

CREATE TABLE audit_event (
  id ctext NOT NULL PRIMARY KEY,
  at TIMESTAMP NOT NULL,
  actor_id ctext NOT NULL,
  action TEXT NOT NULL,
  object_type TEXT NOT NULL,
  object_id ctext NOT NULL,
  path ctext NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX audit_event_path ON audit_event (path, id);

CREATE TABLE setting (
  name ctext NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
