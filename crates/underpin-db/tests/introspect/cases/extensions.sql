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
