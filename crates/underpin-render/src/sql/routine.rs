//! Functions, and the triggers that call them.

use std::fmt::{self, Display};

use underpin_schema::{
    Function, FunctionTraits, Name, Parallel, QName, Security, Signature, Trigger, TriggerEvent, TriggerLevel,
    TriggerTiming, Volatility,
};

use super::{
    ident::{Ident, Path, write_list},
    literal::Text,
    text::{Dollar, Parens},
};

/// `CREATE FUNCTION`. <https://www.postgresql.org/docs/current/sql-createfunction.html>
pub(super) fn write_function(f: &mut fmt::Formatter<'_>, signature: &Signature, function: &Function) -> fmt::Result {
    write_as(f, "CREATE", signature, function)
}

/// `CREATE OR REPLACE FUNCTION`: what calls it, and who may, stays.
pub(super) fn write_replaced(f: &mut fmt::Formatter<'_>, signature: &Signature, function: &Function) -> fmt::Result {
    write_as(f, "CREATE OR REPLACE", signature, function)
}

fn write_as(f: &mut fmt::Formatter<'_>, verb: &str, signature: &Signature, function: &Function) -> fmt::Result {
    let Function {
        arguments,
        returns,
        language,
        volatility,
        security,
        traits,
        settings,
        body,
        margins,
        depends: _,
        comment: _,
    } = function;
    // The argument list of the function, with names and defaults; that of the signature has the types alone.
    write!(f, "{verb} FUNCTION {}{}", Path(&signature.name), Parens(arguments))?;
    write!(f, "\n    RETURNS {returns}\n    LANGUAGE ")?;
    match language.as_str() {
        plain @ ("sql" | "plpgsql") => f.write_str(plain)?,
        other => Ident(other).fmt(f)?,
    }
    match volatility {
        // What PostgreSQL assumes where nothing is said.
        Volatility::Volatile => {}
        Volatility::Stable => f.write_str("\n    STABLE")?,
        Volatility::Immutable => f.write_str("\n    IMMUTABLE")?,
    }
    match security {
        Security::Invoker => {}
        Security::Definer => f.write_str("\n    SECURITY DEFINER")?,
    }
    write_traits(f, traits)?;
    for setting in settings {
        write!(f, "\n    SET {setting}")?;
    }
    write!(f, "\nAS {};", Dollar { text: body.as_str(), margins })
}

fn write_traits(f: &mut fmt::Formatter<'_>, traits: &FunctionTraits) -> fmt::Result {
    let FunctionTraits { strict, leakproof, parallel, cost, rows } = traits;
    f.write_str(if *strict { "\n    STRICT" } else { "" })?;
    f.write_str(if *leakproof { "\n    LEAKPROOF" } else { "" })?;
    match parallel {
        Parallel::Unsafe => {}
        Parallel::Restricted => f.write_str("\n    PARALLEL RESTRICTED")?,
        Parallel::Safe => f.write_str("\n    PARALLEL SAFE")?,
    }
    for (word, estimate) in [("COST", cost), ("ROWS", rows)] {
        if let Some(estimate) = estimate {
            write!(f, "\n    {word} {}", estimate.as_str())?;
        }
    }
    Ok(())
}

/// `DROP FUNCTION`
pub(super) fn write_drop_function(f: &mut fmt::Formatter<'_>, signature: &Signature) -> fmt::Result {
    write!(f, "DROP FUNCTION {}({});", Path(&signature.name), signature.args)
}

/// `CREATE TRIGGER`. <https://www.postgresql.org/docs/current/sql-createtrigger.html>
pub(super) fn write_trigger(f: &mut fmt::Formatter<'_>, table: &QName, name: &Name, trigger: &Trigger) -> fmt::Result {
    let Trigger { timing, events, level, when, function, arguments, comment: _ } = trigger;
    let timing = match timing {
        TriggerTiming::Before => "BEFORE",
        TriggerTiming::After => "AFTER",
        TriggerTiming::InsteadOf => "INSTEAD OF",
    };
    write!(f, "CREATE TRIGGER {}\n    {timing} ", Ident(name))?;
    for (at, event) in events.iter().enumerate() {
        f.write_str(if at > 0 { " OR " } else { "" })?;
        write_event(f, event)?;
    }
    let level = match level {
        TriggerLevel::Row => "ROW",
        TriggerLevel::Statement => "STATEMENT",
    };
    write!(f, " ON {}\n    FOR EACH {level}", Path(table))?;
    if let Some(when) = when {
        write!(f, "\n    WHEN {}", Parens(when.as_str()))?;
    }
    write!(f, "\n    EXECUTE FUNCTION {}(", Path(function))?;
    write_list(f, arguments.iter().map(|argument| Text(argument)))?;
    f.write_str(");")
}

fn write_event(f: &mut fmt::Formatter<'_>, event: &TriggerEvent) -> fmt::Result {
    match event {
        TriggerEvent::Insert => f.write_str("INSERT"),
        TriggerEvent::Update(columns) => {
            f.write_str("UPDATE")?;
            if !columns.is_empty() {
                f.write_str(" OF ")?;
                write_list(f, columns.iter().map(|name| Ident(name)))?;
            }
            Ok(())
        }
        TriggerEvent::Delete => f.write_str("DELETE"),
        TriggerEvent::Truncate => f.write_str("TRUNCATE"),
    }
}

/// `DROP TRIGGER`
pub(super) fn write_drop_trigger(f: &mut fmt::Formatter<'_>, table: &QName, name: &Name) -> fmt::Result {
    write!(f, "DROP TRIGGER {} ON {};", Ident(name), Path(table))
}
