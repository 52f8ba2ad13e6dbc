-- Legal documents and plans: issued by an office for an area, read by whoever works in or below it.
CREATE TABLE document (
  id ctext NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  number TEXT,
  -- As precisely as is known: YYYY, YYYY-MM or YYYY-MM-DD.
  issued_on ctext NOT NULL,
  issuer TEXT NOT NULL,
  title TEXT NOT NULL,
  area_id ctext NOT NULL REFERENCES area (id),
  path ctext NOT NULL,
  body TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL
);
CREATE INDEX document_path ON document (path, id);
