//! What underpin writes, judged by PostgreSQL and by Prisma.

mod audits;
mod examples;
mod grown;
mod medspa;

mod system;
mod whole_language;
