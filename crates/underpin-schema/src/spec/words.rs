//! The word lists of the language.

/// `on_delete:`, `on_update:`
pub(crate) const ACTIONS: &[&str] = &["cascade", "restrict", "set_null", "set_default", "no_action"];
/// `deferrable:`
pub(crate) const DEFERRABLE: &[&str] = &["allowed", "initially"];
/// `match:` of a relation.
pub(crate) const MATCHES: &[&str] = &["simple", "full"];
/// `pii:`
pub(crate) const PII: &[&str] =
    &["name", "email", "phone", "address", "birthday", "ip", "health", "payment", "token", "other"];
/// `order:` of an index key.
pub(crate) const ORDERS: &[&str] = &["asc", "desc"];
/// `nulls:` of an index key.
pub(crate) const KEY_NULLS: &[&str] = &["first", "last"];
/// `nulls:` of a unique.
pub(crate) const UNIQUE_NULLS: &[&str] = &["equal", "distinct"];
/// `rls:` of a model.
pub(crate) const RLS: &[&str] = &["off", "enabled", "forced"];
/// `phase:` of a step.
pub(crate) const PHASES: &[&str] = &["prepare", "expand", "data", "tighten", "contract"];
/// `volatility:` of a function.
pub(crate) const VOLATILITIES: &[&str] = &["volatile", "stable", "immutable"];
/// `parallel:` of a function.
pub(crate) const PARALLEL: &[&str] = &["unsafe", "restricted", "safe"];
/// `security:` of a function.
pub(crate) const SECURITIES: &[&str] = &["invoker", "definer"];
/// `type:` of a sequence.
pub(crate) const SEQUENCE_TYPES: &[&str] = &["smallint", "int", "bigint"];
/// `timing:` of a trigger.
pub(crate) const TIMINGS: &[&str] = &["before", "after", "instead_of"];
/// `each:` of a trigger.
pub(crate) const EACH: &[&str] = &["row", "statement"];
/// `for:` of a policy.
pub(crate) const COMMANDS: &[&str] = &["all", "select", "insert", "update", "delete"];
/// `as:` of a policy.
pub(crate) const MODES: &[&str] = &["permissive", "restrictive"];
/// `as:` of a unique.
pub(crate) const UNIQUE_FORMS: &[&str] = &["index", "constraint"];
/// `naming:`
pub(crate) const NAMINGS: &[&str] = &["prisma", "snake"];
/// `uniques:`
pub(crate) const UNIQUES: &[&str] = &["index", "constraint"];
/// `mode:` of the Prisma output.
pub(crate) const PRISMA_MODES: &[&str] = &["whole", "merge"];
/// `docs:`
pub(crate) const DOCS: &[&str] = &["database", "code"];
/// `version:` of Prisma.
pub(crate) const PRISMA_VERSIONS: &[&str] = &["5", "6", "7"];
