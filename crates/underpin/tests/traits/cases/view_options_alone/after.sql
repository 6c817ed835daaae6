CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v WITH (security_barrier = true) AS SELECT a FROM t;
