DROP TABLE indicator_target;
DROP TABLE indicator_value;
DROP TABLE data_version;
DROP TABLE poverty_cube;
DROP TABLE definition;
