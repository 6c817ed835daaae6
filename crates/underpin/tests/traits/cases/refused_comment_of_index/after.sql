CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE INDEX i ON t (n DESC);
COMMENT ON INDEX i IS 'why it is there';
