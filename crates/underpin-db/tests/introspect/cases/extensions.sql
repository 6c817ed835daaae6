-- Extensions and what they bring, for servers that have them.

CREATE SCHEMA tools;
CREATE SCHEMA "Odd.tools";
CREATE EXTENSION citext;
CREATE EXTENSION "uuid-ossp" WITH SCHEMA tools;
CREATE EXTENSION pg_trgm WITH SCHEMA "Odd.tools";
CREATE EXTENSION btree_gist;
CREATE EXTENSION bloom;

CREATE TABLE person (
    id uuid DEFAULT tools.uuid_generate_v4(),
    email citext DEFAULT 'None',
    aliases citext[] DEFAULT '{}',
    other citext COLLATE "C",
    name text
);
CREATE INDEX by_email ON person (email);
CREATE INDEX by_text ON person (email text_ops);
CREATE INDEX by_pattern ON person (email citext_pattern_ops);
CREATE INDEX by_part ON person USING gin (name "Odd.tools".gin_trgm_ops);
CREATE INDEX by_bloom ON person USING bloom (name);
CREATE INDEX by_gist ON person USING gist (name, id);

-- What belongs to an extension is none of ours, but may be referred to.
CREATE TYPE mood AS ENUM ('good');
CREATE TABLE owned (id integer PRIMARY KEY, mood mood DEFAULT 'good');
CREATE FUNCTION owned_too() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW owned_view AS SELECT o.id FROM owned AS o, owned AS p;
ALTER EXTENSION citext ADD TYPE mood;
ALTER EXTENSION citext ADD TABLE owned;
ALTER EXTENSION citext ADD FUNCTION owned_too();
ALTER EXTENSION citext ADD VIEW owned_view;
CREATE TABLE refers (
    id integer CONSTRAINT to_owned REFERENCES owned,
    mood mood DEFAULT 'good',
    moods mood[] DEFAULT ARRAY['good']::mood[]
);
