//! What differs between two schemas, and the ordered steps from one to the other.
//!
//! [`diff`] compares two schemas in normal form and says what differs as a list of [`Change`]s; [`plan`] turns these into
//! ordered [`Step`]s, each with one [`Op`], and refuses what would lose data without a word. Nothing here spells SQL, reads
//! a file or opens a connection.
//!
//! The way through: `renames` brings the old schema under its new names; `walk` compares the two and gives each smallest
//! difference; a kind of [change](changes) claims it; `refuse` asks for the words that are missing; `dependents` finds what
//! has to be taken off and put back; the changes give operations; `order` finds what each operation needs and puts them in
//! sequence; `planner` joins it all.

mod casts;
pub mod changes;
mod dependents;
mod difference;
mod effects;
mod facts;
mod inverse;
mod mentions;
mod net;
mod object;
mod op;
mod order;
mod pair;
mod plan;
mod planner;
mod precondition;
mod refuse;
mod renames;
mod user_types;
mod walk;
mod wanted;

pub use changes::{Change, apply, diff};
pub use effects::{ColumnEffects, TableEffects, ValueEffect, row_effects};
pub use facts::*;
pub use inverse::Inverse;
pub use object::Object;
pub use op::*;
pub use order::{Edge, Reason};
pub use pair::*;
pub use plan::*;
pub use planner::{plan, plan_after};
pub use precondition::Precondition;
pub use renames::{is_sequence_name, sequence_name};
pub use user_types::{AttributePlace, CompositeChange, DomainChange, DomainRule};
