CREATE TABLE t (id int PRIMARY KEY, a bigint, EXCLUDE USING btree (a WITH =));
