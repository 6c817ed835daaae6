//! What underpin writes, judged by PostgreSQL and by Prisma.

mod examples;
mod grown;
mod kitchen;
mod system;
