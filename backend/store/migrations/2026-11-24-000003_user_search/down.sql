ALTER TABLE app_user DROP COLUMN search_key;
