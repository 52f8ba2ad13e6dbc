-- What a team found disbursed in a visited unit for an item of the programme; the books' figure is the budget's.
CREATE TABLE visit_amount (
  province_id ctext NOT NULL,
  visit_id ctext NOT NULL,
  area_id ctext NOT NULL,
  item ctext NOT NULL,
  path ctext NOT NULL,
  seen_vnd BIGINT NOT NULL CHECK (seen_vnd >= 0),
  note TEXT,
  seen_by ctext NOT NULL,
  seen_at TIMESTAMP NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (province_id, visit_id, area_id, item)
);
