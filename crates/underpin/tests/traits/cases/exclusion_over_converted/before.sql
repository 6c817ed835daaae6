CREATE TABLE t (id int PRIMARY KEY, a int, EXCLUDE USING btree (a WITH =));
