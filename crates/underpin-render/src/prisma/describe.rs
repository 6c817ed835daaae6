//! What Prisma cannot say, in words near to SQL.

use underpin_schema::{
    Action, Deferral, Exclusion, Expr, ForeignKey, Index, IndexKey, IndexMethod, KeyTarget, MatchType, Name,
    NullsEqual, Policy, PolicyCommand, PolicyMode, SortOrder, Trigger, TriggerEvent, TriggerLevel, TriggerTiming,
    Unique, Uniqueness, Validity,
};

use super::text::{Listed, Quoted};

/// `unique "t_a_key" (a) include (b) nulls not distinct`
pub(super) fn unique(name: &Name, unique: &Unique) -> String {
    let Unique { columns, include, nulls, deferral, options: _ } = unique;
    let head = format!("unique {} ({})", Quoted(name), Listed(columns));
    format!("{head}{}{}{}", included(include), nulls_equal(*nulls), deferral_words(*deferral))
}

/// `index "t_a_idx" using gin (a) where b IS NULL`
pub(super) fn index(name: &Name, index: &Index) -> String {
    let Index { uniqueness, method, keys, include, predicate, options: _ } = index;
    let (kind, nulls) = match uniqueness {
        Uniqueness::Any => ("index", NullsEqual::Distinct),
        Uniqueness::Unique(nulls) => ("unique index", *nulls),
    };
    let using = using(method);
    let keys: Vec<String> = keys.iter().map(key).collect();
    let predicate = predicate.as_ref().map_or_else(String::new, |text| format!(" where {text}"));
    format!("{kind} {} {using}({}){}{}{predicate}", Quoted(name), Listed(&keys), included(include), nulls_equal(nulls))
}

/// `exclude "t_excl" using gist (room with =, during with &&) where (...) deferrable`
pub(super) fn exclusion(name: &Name, exclusion: &Exclusion) -> String {
    let Exclusion { index, operators: _, deferral } = exclusion;
    let Index { uniqueness: _, method, keys: _, include, predicate, options: _ } = index;
    let keys: Vec<String> =
        exclusion.elements().map(|(element, operator)| format!("{} with {operator}", key(element))).collect();
    let predicate = predicate.as_ref().map_or_else(String::new, |text| format!(" where {text}"));
    let using = using(method);
    let rest = format!("{}{predicate}{}", included(include), deferral_words(*deferral));
    format!("exclude {} {using}({}){rest}", Quoted(name), Listed(&keys))
}

/// `using gin `
fn using(method: &IndexMethod) -> String {
    match method {
        IndexMethod::Btree => String::new(),
        IndexMethod::Hash => "using hash ".to_owned(),
        IndexMethod::Gin => "using gin ".to_owned(),
        IndexMethod::Gist => "using gist ".to_owned(),
        IndexMethod::Spgist => "using spgist ".to_owned(),
        IndexMethod::Brin => "using brin ".to_owned(),
        IndexMethod::Other(name) => format!("using {name} "),
    }
}

fn key(key: &IndexKey) -> String {
    let IndexKey { target, order, nulls, operator_class, collation } = key;
    let mut text = match target {
        KeyTarget::Column(name) => name.to_string(),
        KeyTarget::Expr(expr) => format!("({expr})"),
    };
    if let Some(collation) = collation {
        text += &format!(" collate {collation}");
    }
    if let Some(class) = operator_class {
        text += &format!(" {class}");
    }
    text += match order {
        SortOrder::Asc => "",
        SortOrder::Desc => " desc",
    };
    if *nulls != order.default_nulls() {
        text += match nulls {
            underpin_schema::NullsPlace::First => " nulls first",
            underpin_schema::NullsPlace::Last => " nulls last",
        };
    }
    text
}

fn included(columns: &[Name]) -> String {
    if columns.is_empty() { String::new() } else { format!(" include ({})", Listed(columns)) }
}

fn nulls_equal(nulls: NullsEqual) -> &'static str {
    match nulls {
        NullsEqual::Distinct => "",
        NullsEqual::Equal => " nulls not distinct",
    }
}

fn deferral_words(deferral: Deferral) -> &'static str {
    match deferral {
        Deferral::Never => "",
        Deferral::Allowed => " deferrable",
        Deferral::Initially => " deferrable initially deferred",
    }
}

/// `foreign key "t_a_fkey" (a) references u (id) on delete cascade deferrable`
pub(super) fn foreign_key(name: &Name, key: &ForeignKey) -> String {
    let ForeignKey { columns, table, references, on_delete, on_update, matching, deferral, validity: valid } = key;
    let matching = match matching {
        MatchType::Simple => "",
        MatchType::Full => " match full",
    };
    let deferral = deferral_words(*deferral);
    format!(
        "foreign key {} ({}) references {table} ({}){matching} on delete {} on update {}{deferral}{}",
        Quoted(name),
        Listed(columns),
        Listed(references),
        action(*on_delete),
        action(*on_update),
        validity(*valid)
    )
}

/// ` not valid`
pub(super) fn validity(validity: Validity) -> &'static str {
    match validity {
        Validity::Valid => "",
        Validity::NotValid => " not valid",
    }
}

fn action(action: Action) -> &'static str {
    match action {
        Action::NoAction => "no action",
        Action::Restrict => "restrict",
        Action::Cascade => "cascade",
        Action::SetNull => "set null",
        Action::SetDefault => "set default",
    }
}

/// `trigger "touch" before update on each row: touch()`
pub(super) fn trigger(name: &Name, trigger: &Trigger) -> String {
    let Trigger { timing, events, level, when, function, arguments, comment: _ } = trigger;
    let timing = match timing {
        TriggerTiming::Before => "before",
        TriggerTiming::After => "after",
        TriggerTiming::InsteadOf => "instead of",
    };
    let events: Vec<String> = events
        .iter()
        .map(|event| match event {
            TriggerEvent::Insert => "insert".to_owned(),
            TriggerEvent::Update(columns) if columns.is_empty() => "update".to_owned(),
            TriggerEvent::Update(columns) => format!("update of {}", Listed(columns)),
            TriggerEvent::Delete => "delete".to_owned(),
            TriggerEvent::Truncate => "truncate".to_owned(),
        })
        .collect();
    let level = match level {
        TriggerLevel::Row => "each row",
        TriggerLevel::Statement => "each statement",
    };
    let when = when.as_ref().map_or_else(String::new, |text| format!(" when ({text})"));
    let events = events.join(" or ");
    format!("trigger {} {timing} {events} for {level}{when}: {function}({})", Quoted(name), Listed(arguments))
}

/// `policy "tenant" for all to public using (...) with check (...)`
pub(super) fn policy(name: &Name, policy: &Policy) -> String {
    let Policy { mode, command, roles, using, check, comment: _ } = policy;
    let mode = match mode {
        PolicyMode::Permissive => "",
        PolicyMode::Restrictive => "restrictive ",
    };
    let command = match command {
        PolicyCommand::All => "all",
        PolicyCommand::Select => "select",
        PolicyCommand::Insert => "insert",
        PolicyCommand::Update => "update",
        PolicyCommand::Delete => "delete",
    };
    let public = [Name::new("public")];
    let roles = if roles.is_empty() { &public[..] } else { roles };
    let clause =
        |word: &str, text: &Option<Expr>| text.as_ref().map_or_else(String::new, |text| format!(" {word} ({text})"));
    format!(
        "{mode}policy {} for {command} to {}{}{}",
        Quoted(name),
        Listed(roles),
        clause("using", using),
        clause("with check", check)
    )
}
