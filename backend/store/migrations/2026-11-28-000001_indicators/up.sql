-- The results framework, and what indicators are computed from.

-- What administrators define: items of the framework, area groups, report templates. A change is a new version; the
-- one before ends on the day the new one begins.
CREATE TABLE definition (
  id ctext NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('programme', 'objective', 'result', 'indicator', 'area_group', 'report_template')),
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
CREATE INDEX definition_valid ON definition (kind, valid_from);

-- Sums of the yearly registers that indicators are made of, by commune-level unit and all that households are told
-- apart by: recomputed for a commune and year in the transaction that changed its households. d: households deprived
-- in an indicator of the standard's order; c: people of households at the cut-off who are deprived in it.
CREATE TABLE poverty_cube (
  province_id ctext NOT NULL,
  year BIGINT NOT NULL,
  commune_id ctext NOT NULL,
  path ctext NOT NULL,
  class ctext NOT NULL,
  -- The class when it was last surveyed in an earlier year.
  from_class ctext NOT NULL,
  movement ctext NOT NULL,
  ethnic ctext NOT NULL,
  sex ctext NOT NULL,
  setting ctext NOT NULL,
  households BIGINT NOT NULL,
  members BIGINT NOT NULL,
  deprived_members BIGINT NOT NULL,
  censored_deprivations BIGINT NOT NULL,
  d1 BIGINT NOT NULL, d2 BIGINT NOT NULL, d3 BIGINT NOT NULL, d4 BIGINT NOT NULL,
  d5 BIGINT NOT NULL, d6 BIGINT NOT NULL, d7 BIGINT NOT NULL, d8 BIGINT NOT NULL,
  d9 BIGINT NOT NULL, d10 BIGINT NOT NULL, d11 BIGINT NOT NULL, d12 BIGINT NOT NULL,
  c1 BIGINT NOT NULL, c2 BIGINT NOT NULL, c3 BIGINT NOT NULL, c4 BIGINT NOT NULL,
  c5 BIGINT NOT NULL, c6 BIGINT NOT NULL, c7 BIGINT NOT NULL, c8 BIGINT NOT NULL,
  c9 BIGINT NOT NULL, c10 BIGINT NOT NULL, c11 BIGINT NOT NULL, c12 BIGINT NOT NULL,
  PRIMARY KEY (province_id, year, commune_id, class, from_class, movement, ethnic, sex, setting)
);
CREATE INDEX poverty_cube_path ON poverty_cube (year, path);

-- How often what indicators are computed from was changed, by commune-level unit: what was worked out of it holds as
-- long as this does.
CREATE TABLE data_version (
  province_id ctext NOT NULL,
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (province_id, area_id)
);
CREATE INDEX data_version_path ON data_version (path);

-- Figures that a unit entered for a period, in ten-thousandths so that decimals are exact.
CREATE TABLE indicator_value (
  province_id ctext NOT NULL,
  id ctext NOT NULL,
  indicator ctext NOT NULL,
  area_id ctext NOT NULL,
  path ctext NOT NULL,
  period ctext NOT NULL,
  numerator_e4 BIGINT NOT NULL,
  denominator_e4 BIGINT,
  state TEXT NOT NULL CHECK (state IN ('entered', 'checked', 'approved', 'locked')),
  note TEXT,
  -- What was noticed about it when it was entered, as JSON.
  flags TEXT NOT NULL,
  version BIGINT NOT NULL,
  entered_by ctext NOT NULL,
  entered_at TIMESTAMP NOT NULL,
  checked_by ctext,
  checked_at TIMESTAMP,
  approved_by ctext,
  approved_at TIMESTAMP,
  locked_by ctext,
  locked_at TIMESTAMP,
  PRIMARY KEY (province_id, id),
  UNIQUE (province_id, area_id, period, indicator)
);
CREATE INDEX indicator_value_path ON indicator_value (period, path);

-- What an area shall reach in a period.
CREATE TABLE indicator_target (
  province_id ctext NOT NULL,
  area_id ctext NOT NULL,
  indicator ctext NOT NULL,
  period ctext NOT NULL,
  path ctext NOT NULL,
  value_e4 BIGINT NOT NULL,
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  set_by ctext NOT NULL,
  set_at TIMESTAMP NOT NULL,
  PRIMARY KEY (province_id, area_id, indicator, period)
);
CREATE INDEX indicator_target_path ON indicator_target (period, path);
