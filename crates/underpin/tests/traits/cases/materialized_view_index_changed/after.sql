CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE MATERIALIZED VIEW m WITH (fillfactor = 80) AS SELECT a, count(*) AS n FROM t GROUP BY a;
CREATE UNIQUE INDEX m_a ON m (a);
CREATE INDEX m_new ON m (n, a);
