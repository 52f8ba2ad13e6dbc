DROP TABLE report_event;
DROP TABLE report_comment;
DROP TABLE report_version;
DROP TABLE report_cell;
DROP TABLE report;
DROP TABLE report_round;
