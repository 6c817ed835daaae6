-- What the audit of the medical spa's database asked, and what it was answered, one query per number.

-- 55: the 54 tables of the models and the one of the history.
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public';

-- 245
SELECT COUNT(*) FROM pg_indexes WHERE schemaname = 'public';

-- 55
SELECT COUNT(DISTINCT tablename) FROM pg_indexes WHERE schemaname = 'public';

-- 26
SELECT COUNT(*) FROM pg_constraint WHERE contype = 'f';

-- 45
SELECT COUNT(*) FROM pg_constraint WHERE contype = 'u';

-- 64
SELECT COUNT(*) FROM pg_type WHERE typtype = 'e';
