-- What an area's register would be under another standard: kept as it was found, and never changed.
CREATE TABLE simulation (
  id ctext NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  -- None is the whole nation, whose path is empty.
  area_id ctext REFERENCES area (id),
  path ctext NOT NULL,
  year BIGINT NOT NULL,
  scenario TEXT NOT NULL,
  benefits TEXT NOT NULL,
  result TEXT NOT NULL,
  -- The same of two simulations of an area and year says that the register was the same for both.
  data_version ctext NOT NULL,
  created_by ctext NOT NULL,
  created_at TIMESTAMP NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX simulation_path ON simulation (path, id);
