-- The elements of array constants, read by PostgreSQL itself. NULL where there are several dimensions or another lower
-- bound than 1, which an array constructor cannot say.
-- https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
SELECT CASE WHEN pg_catalog.array_ndims(a.elements) = 1 AND pg_catalog.array_lower(a.elements, 1) = 1 THEN a.elements END
    AS elements
FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS w (text, place)
CROSS JOIN LATERAL (SELECT w.text::text[] AS elements) AS a
ORDER BY w.place
