-- What PostgreSQL has since version 18.

CREATE EXTENSION btree_gist;
CREATE TABLE a (id integer, during tsrange, x integer, PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE b (
    id integer CONSTRAINT named NOT NULL, during tsrange, x integer, y integer,
    double integer GENERATED ALWAYS AS (x * 2) VIRTUAL,
    triple integer GENERATED ALWAYS AS (x * 3) STORED,
    CONSTRAINT b_fk FOREIGN KEY (id, PERIOD during) REFERENCES a (id, PERIOD during),
    CONSTRAINT b_check CHECK (x > 0) NOT ENFORCED
);
ALTER TABLE b ADD CONSTRAINT late NOT NULL x NOT VALID;
ALTER TABLE b ADD CONSTRAINT here NOT NULL y NO INHERIT;
CREATE VIEW v WITH (check_option = local) AS SELECT id FROM b;
COMMENT ON CONSTRAINT named ON b IS 'NOT NULL has a name, and so a comment.';
