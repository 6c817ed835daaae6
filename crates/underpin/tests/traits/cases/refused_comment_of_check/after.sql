CREATE TABLE t (id int PRIMARY KEY, n int, CONSTRAINT positive CHECK (n >= 0));
