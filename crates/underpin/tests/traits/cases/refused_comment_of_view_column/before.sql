CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE VIEW v AS SELECT id FROM t;
COMMENT ON COLUMN v.id IS 'the number of the thing';
