-- The full name as it is looked up by: small letters without accents. The program fills it at its start,
-- since neither engine can take accents off by itself.
ALTER TABLE app_user ADD COLUMN search_key ctext NOT NULL DEFAULT '';

-- Kept answers are sealed from now on. Those from before are wiped; their keys still keep a request from
-- happening twice.
UPDATE idempotency SET body = '';
