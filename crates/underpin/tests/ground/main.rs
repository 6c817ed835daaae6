//! What underpin writes, judged by PostgreSQL and by Prisma.

mod examples;
mod grown;

mod system;
mod whole_language;
