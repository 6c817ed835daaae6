//! What a migration has to ask of the values of columns.

use underpin_plan::{ColumnEffects, ValueEffect};
use underpin_render::sql::{Ident, Text, Type};
use underpin_schema::{
    Args, BaseType, Check, Column, ColumnType, DefaultValue, Name, QName, Scalar, ScalarKind, Schema, UserType,
};

use super::{AskKind, Asks, Finder, SAME};
use crate::{
    prove::made::words_of,
    rows::{Fit, values_of},
};

impl Finder<'_> {
    pub(super) fn columns(&self, asks: &mut Asks) {
        for effects in &self.table.columns {
            let ColumnEffects { old, new, aside: _, values } = effects;
            let Some(new) = new else { continue };
            let Some(column) = self.new_table.columns.get(new) else { continue };
            // What a conversion leaves empty, a fill fills.
            let filled = values.iter().any(|effect| matches!(effect, ValueEffect::FillNull(_)));
            for effect in values {
                let nullable = column.nullable || (filled && matches!(effect, ValueEffect::Using(_, _)));
                self.computed(asks, effect, (new, column, nullable));
            }
            if let (None, Some(DefaultValue::Generated(expr))) = (old, &column.default) {
                let computed = ValueEffect::Using(expr.clone(), column.ty.clone());
                self.computed(asks, &computed, (new, column, column.nullable));
            }
            let Some((old, before)) = old.as_ref().and_then(|old| Some((old, self.old_table.columns.get(old)?))) else {
                continue;
            };
            let filled = values.iter().any(|effect| match effect {
                ValueEffect::FillAll(_) | ValueEffect::FillNull(_) | ValueEffect::Using(_, _) => true,
                ValueEffect::Labels(_)
                | ValueEffect::Cast(_)
                | ValueEffect::Reshaped(_)
                | ValueEffect::Carried { parent: _, column: _ } => false,
            });
            if before.nullable && !column.nullable && !filled {
                let fit = Fit { column: Some(old.clone()), ..self.fit(format!("{} IS NOT NULL", Ident(new))) };
                let words = format!("NULL in {}.{new}", self.new_name);
                asks.asks.push(self.ask(words, AskKind::Null(old.clone(), fit)));
            }
            if values.is_empty() {
                self.rules(asks, (old, new), &column.ty);
            }
            if let [ValueEffect::Cast(to)] = values.as_slice()
                && !before.ty.list
                && !to.list
            {
                let fit = Fit { column: Some(old.clone()), ..self.castable(new, (&before.ty, to)) };
                let words = format!("a value of {}.{new} that is no {}", self.new_name, Type(to));
                asks.asks.push(self.ask(words, AskKind::Misfit(old.clone(), fit)));
            }
            if let [ValueEffect::Labels(map)] = values.as_slice()
                && let Some(fit) = self.placed(new, (&before.ty, &column.ty), map)
            {
                let fit = Fit { column: Some(old.clone()), ..fit };
                if before.ty.list {
                    asks.fits.push(fit);
                } else {
                    let words = format!("a value of {}.{new} that {} is to lose", self.new_name, Type(&column.ty));
                    asks.asks.push(self.ask(words, AskKind::Misfit(old.clone(), fit)));
                }
            }
        }
    }

    /// The rules that the domain of a column that stays is to have and had not.
    fn rules(&self, asks: &mut Asks, (old, new): (&Name, &Name), ty: &ColumnType) {
        let domain = |schema: &Schema, name: &QName| match schema.types.get(name) {
            Some(UserType::Domain(domain)) => Some(domain.clone()),
            Some(UserType::Composite(_)) | None => None,
        };
        let before = self.old_table.columns.get(old).map(|column| &column.ty.base);
        let (Some(BaseType::Type(was)), BaseType::Type(is), false) = (before, &ty.base, ty.list) else { return };
        let (Some(was), Some(is)) = (domain(self.old, was), domain(self.new, is)) else { return };
        if is.required && !was.required {
            let fit = Fit { column: Some(old.clone()), ..self.fit(format!("{} IS NOT NULL", Ident(new))) };
            let words = format!("NULL in {}.{new}, whose domain forbids it", self.new_name);
            asks.asks.push(self.ask(words, AskKind::Null(old.clone(), fit)));
        }
        let known = |check: &Check| was.checks.values().any(|old| old.expr == check.expr && old.validity.is_valid());
        for (name, check) in is.checks.iter().filter(|(_, check)| check.validity.is_valid() && !known(check)) {
            let value = format!("CAST({} AS {})", Ident(new), Type(&is.ty));
            let expr = format!("(SELECT ({}) IS NOT FALSE FROM (SELECT {value}) AS of_domain(value))", check.expr);
            let fit = Fit { column: Some(old.clone()), ..self.fit(expr) };
            let words = format!("a value of {}.{new} that check {name} of its domain forbids", self.new_name);
            asks.asks.push(self.ask(words, AskKind::Misfit(old.clone(), fit)));
        }
    }

    /// Each expression of the specs has to give something that the column can hold, for each row that it is asked for. Where it looks
    /// at one column alone, values that it gives nothing for can be found.
    fn computed(&self, asks: &mut Asks, effect: &ValueEffect, (name, column, nullable): (&Name, &Column, bool)) {
        let (expr, ty, of) = match effect {
            ValueEffect::Using(expr, to) => (expr.as_str(), to, None),
            ValueEffect::FillAll(expr) => (expr.as_str(), &column.ty, None),
            ValueEffect::FillNull(expr) => (expr.as_str(), &column.ty, Some(name)),
            ValueEffect::Labels(_)
            | ValueEffect::Cast(_)
            | ValueEffect::Reshaped(_)
            | ValueEffect::Carried { parent: _, column: _ } => return,
        };
        let value = format!("({expr}\n)::{}", Type(ty));
        // A cast cuts a text without a word, where an assignment stops.
        let held = match &self.new.below(ty).base {
            BaseType::Scalar(Scalar { kind: ScalarKind::Varchar | ScalarKind::Char, args: Args::One(_) })
                if !ty.list =>
            {
                format!("rtrim(({value})::text) = rtrim(({expr}\n)::text)")
            }
            BaseType::Scalar(_) | BaseType::Enum(_) | BaseType::Type(_) | BaseType::Other(_) => "true".to_owned(),
        };
        let kept = of.map(|name| format!("WHEN {} IS NOT NULL THEN true ", Ident(name))).unwrap_or_default();
        // Whether a fill may be NULL is a question of its own.
        let empty = nullable || !matches!(effect, ValueEffect::Using(_, _));
        let fit = self.fit(format!("CASE {kept}WHEN ({value}) IS NULL THEN {empty} ELSE {held} END"));
        asks.asks.extend(self.emptied(effect, name).filter(|_| !nullable));
        // What is filled where it holds NULL depends on what it holds, beside.
        let Some((source, before)) = self.source(expr).filter(|_| of.is_none()) else { return asks.fits.push(fit) };
        // What is a value of the type to be has the best chance to become one.
        let (hints, is_there) = match &self.new.below(ty).base {
            BaseType::Scalar(scalar) => (values_of(*scalar), true),
            BaseType::Enum(ty) => {
                let after = self.new.enums.get(ty);
                let labels = after.map(|ty| ty.values.as_slice()).unwrap_or_default();
                let is_there = self.old.enums.get(ty).map(|ty| &ty.values) == after.map(|ty| &ty.values);
                (labels.iter().map(|label| label.as_str().to_owned()).collect(), is_there)
            }
            BaseType::Type(_) | BaseType::Other(_) => (Vec::new(), true),
        };
        let fit = Fit { column: Some(source.clone()), hints, ..fit };
        // Values for the elements of a list are not made; what speaks of a new enum type, or of
        // another column that is converted, can be computed only where the migration has made that.
        let is_converted = |one: &&ColumnEffects| one.old.as_ref() == Some(source) && !one.values.is_empty();
        let waits = self.table.columns.iter().find(is_converted).is_some_and(|one| one.new.as_ref() != Some(name));
        if before.ty.list || waits || !is_there {
            return asks.fits.push(fit);
        }
        let words = format!("a value of {}.{source} that gives {}.{name} none", self.table.old, self.new_name);
        asks.asks.push(self.ask(words, AskKind::Misfit(source.clone(), fit)));
    }

    /// The one column that an expression looks at, by its name before; nothing where it looks at several, at one that is new, or
    /// at other rows. Words within texts count as well, which at worst leaves a column without values.
    pub(super) fn source(&self, expr: &str) -> Option<(&Name, &Column)> {
        let mut found: Option<&Name> = None;
        for word in words_of(expr) {
            let word = word.as_str();
            if word.eq_ignore_ascii_case("select") {
                return None;
            }
            let is_named = |name: Option<&Name>| name.is_some_and(|name| name.eq_ignore_ascii_case(word));
            let named = self.table.columns.iter().find(|column| is_named(column.new.as_ref().or(column.old.as_ref())));
            match (named.map(|column| column.old.as_ref()), found) {
                (None, _) => {}
                (Some(None), _) => return None,
                (Some(Some(old)), Some(other)) if old != other => return None,
                (Some(Some(old)), _) => found = Some(old),
            }
        }
        found.and_then(|name| self.old_table.columns.get_key_value(name))
    }

    /// A value fits where it becomes one of the other type and, from that, itself again.
    fn castable(&self, name: &Name, (from, to): (&ColumnType, &ColumnType)) -> Fit {
        let column = Ident(name);
        // The rules of the domain, which is not there yet, and the type below it.
        let rules = self.rules_of(to);
        let (from, to) = (&*self.old.below(from), &*self.new.below(to));
        let rules: Vec<String> = rules
            .into_iter()
            .map(|rule| {
                format!(" AND (SELECT ({rule}) IS NOT FALSE FROM (SELECT {column}::{}) AS of_domain(value))", Type(to))
            })
            .collect();
        let (expr, hints) = match &to.base {
            BaseType::Enum(ty) => {
                let labels = self.new.enums.get(ty).map(|ty| ty.values.as_slice()).unwrap_or_default();
                let texts: Vec<String> = labels.iter().map(|label| Text(label).to_string()).collect();
                let expr = format!("{column} IS NULL OR {column}::text = ANY (ARRAY[{}]::text[])", texts.join(", "));
                (expr, labels.iter().map(|label| label.as_str().to_owned()).collect())
            }
            BaseType::Scalar(scalar) => {
                (format!("{column}::{}::{}::text {SAME}{column}::text", Type(to), Type(from)), values_of(*scalar))
            }
            BaseType::Type(_) | BaseType::Other(_) => {
                (format!("{column}::{}::{}::text {SAME}{column}::text", Type(to), Type(from)), Vec::new())
            }
        };
        let expr = if rules.is_empty() { expr } else { format!("({expr}){}", rules.concat()) };
        Fit { hints, ..self.fit(expr) }
    }

    /// What the checks of a domain, and of those below it, ask of a value.
    fn rules_of(&self, ty: &ColumnType) -> Vec<String> {
        let BaseType::Type(name) = &ty.base else { return Vec::new() };
        let Some(UserType::Domain(domain)) = self.new.types.get(name) else { return Vec::new() };
        let valid = domain.checks.values().filter(|check| check.validity.is_valid());
        let mut rules: Vec<String> = valid.map(|check| check.expr.to_string()).collect();
        if domain.required {
            rules.push("VALUE IS NOT NULL".to_owned());
        }
        rules.extend(self.rules_of(&domain.ty));
        rules
    }

    /// That a value has a place among the labels to be; nothing where each label of old has one.
    fn placed(&self, name: &Name, (from, to): (&ColumnType, &ColumnType), map: &[(Name, Name)]) -> Option<Fit> {
        let (BaseType::Enum(from_type), BaseType::Enum(to_type)) = (&from.base, &to.base) else { return None };
        let (before, after) = (self.old.enums.get(from_type)?, self.new.enums.get(to_type)?);
        let placed = |label: &&Name| after.values.contains(label) || map.iter().any(|(from, _)| from == *label);
        let labels: Vec<&Name> = before.values.iter().filter(placed).collect();
        if labels.len() == before.values.len() {
            return None;
        }
        let column = Ident(name);
        let texts: Vec<String> = labels.iter().map(|label| Text(label).to_string()).collect();
        let texts = texts.join(", ");
        let expr = if from.list {
            format!("{column} IS NULL OR array_remove({column}::text[], NULL) <@ ARRAY[{texts}]::text[]")
        } else {
            format!("{column} IS NULL OR {column}::text = ANY (ARRAY[{texts}]::text[])")
        };
        Some(Fit { hints: labels.into_iter().map(|label| label.as_str().to_owned()).collect(), ..self.fit(expr) })
    }
}
