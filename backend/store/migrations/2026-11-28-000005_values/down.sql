DROP TABLE evidence;
DROP TABLE value_comment;
