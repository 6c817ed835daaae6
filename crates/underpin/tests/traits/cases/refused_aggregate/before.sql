CREATE FUNCTION f(a int, b int) RETURNS int LANGUAGE sql AS 'select a + b';
CREATE AGGREGATE total(int) (sfunc = f, stype = int, initcond = '0');
