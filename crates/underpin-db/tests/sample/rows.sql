-- 900 people, each the pupil of one before, with five stamps and 3,000 letters that answer one another.
INSERT INTO "Person" (id, email, name, phone, birthday, aliases, address, ip, secret, account, "mentorId")
SELECT md5('person' || n)::uuid,
       CASE WHEN n % 3 = 0 THEN 'Maria.' ELSE 'jose.' END || n || '@example.com',
       'Núñez ' || n || ' García',
       CASE WHEN n % 4 = 0 THEN NULL ELSE '+52 (' || lpad((n % 1000)::text, 3, '5') || ') 7' || lpad((n % 1000)::text, 3, '0') END,
       date '1950-01-01' + n * 20,
       ARRAY['Pepe' || n, NULL, 'Chucho' || n],
       jsonb_build_object('street', 'Calle ' || n, 'country', 'MX', 'no', 100000 + n),
       ('10.1.' || n / 250 || '.' || n % 250)::inet,
       decode(md5('secret' || n), 'hex'),
       4000000000000000 + n,
       CASE WHEN n % 10 = 1 THEN NULL ELSE md5('person' || n - 1)::uuid END
FROM generate_series(1, 900) AS n;
INSERT INTO "Stamp" (name) SELECT 'Stamp ' || n FROM generate_series(1, 5) AS n;
INSERT INTO "Letter" (title, "writerEmail", "stampId", "answersId")
SELECT 'Letter ' || n, p.email, 1 + n % 5, CASE WHEN n % 3 = 0 THEN n - 1 END
FROM generate_series(1, 3000) AS n
JOIN "Person" p ON p.id = md5('person' || 1 + n * 7 % 900)::uuid
ORDER BY n;
