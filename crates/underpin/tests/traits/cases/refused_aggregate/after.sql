CREATE FUNCTION f(x int, y int) RETURNS int LANGUAGE sql AS 'select x + y';
CREATE AGGREGATE total(int) (sfunc = f, stype = int, initcond = '0');
