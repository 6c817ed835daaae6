CREATE TYPE e AS ENUM ('a', 'b', 'x');
CREATE TABLE p (id int, s e, d date) PARTITION BY RANGE (d);
CREATE TABLE q (id int PRIMARY KEY, s e);
