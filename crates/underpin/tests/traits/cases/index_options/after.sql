CREATE TYPE e AS ENUM ('a', 'c');
CREATE TABLE t (id int PRIMARY KEY, s e, at timestamp);
CREATE INDEX i ON t (s) WITH (fillfactor = 70, deduplicate_items = off) WHERE s = 'c';
CREATE INDEX r ON t USING brin (at) WITH (pages_per_range = 32);
