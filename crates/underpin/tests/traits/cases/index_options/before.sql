CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int PRIMARY KEY, s e, at timestamp);
CREATE INDEX i ON t (s) WITH (fillfactor = 70, deduplicate_items = off) WHERE s = 'b';
CREATE INDEX r ON t USING brin (at) WITH (pages_per_range = 16);
