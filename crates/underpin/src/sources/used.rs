//! Whether each answer did something: one that does not is a mistake, of the answers or of what they were written for.

use underpin_plan::{
    Change, CompositeChange, Plan, Using,
    changes::{ChangeEnum, Rename},
};
use underpin_schema::{Answer, Diagnostic, DiagnosticId, Effect, Name, ObjectId, QName};

/// An error for each answer that the plan does nothing for.
pub fn unused(answers: &[Answer], plan: &Plan) -> Vec<Diagnostic> {
    let idle = answers.iter().filter(|answer| !is_used(&answer.effect, &plan.changes));
    idle.map(|Answer { span, what, effect }| {
        let message = format!("{what} answers nothing: {}", why(effect));
        let diagnostic = Diagnostic::error(DiagnosticId::BadAnswer, message).at(*span, "not used");
        diagnostic.help("take it out, or correct what it names")
    })
    .collect()
}

fn why(effect: &Effect) -> String {
    match effect {
        Effect::Rename(object) => format!("nothing has to be renamed for `{object}`"),
        Effect::Fill(_, _) => "no row that is there already has to get a value of it".to_owned(),
        Effect::Convert(_, _) => "its type does not change".to_owned(),
        Effect::Labels { ty: _, from, columns: _ } => {
            format!("`{from}` stays a label, and no column is converted; move its rows with a step")
        }
        Effect::Drop(object) => format!("`{object}` is not dropped"),
        Effect::Step(_) => "there are no rows yet that it could work on".to_owned(),
    }
}

fn is_used(effect: &Effect, changes: &[Change]) -> bool {
    match effect {
        Effect::Rename(object) => changes.iter().any(|change| renames(change, object)),
        Effect::Fill(table, column) => {
            let object = ObjectId::Column(table.clone(), column.clone());
            changes.iter().any(|change| match change {
                Change::Create(create) => create.fill.is_some() && change.object() == object,
                Change::SetRequired(set) => set.fill.is_some() && change.object() == object,
                _ => false,
            })
        }
        Effect::Convert(table, column) => {
            changes.iter().any(|change| converts(change, (table, column), |using| matches!(using, Using::Expr(_))))
        }
        Effect::Labels { ty, from, columns } => changes.iter().any(|change| match change {
            Change::RenameEnumValue(rename) => rename.ty == *ty && rename.value.old == *from,
            Change::ChangeEnum(ChangeEnum { ty: changed, aside: _, values: _, labels, unused: _ })
                if changed == ty && labels.iter().any(|(label, _)| label == from) =>
            {
                true
            }
            change => columns.iter().any(|(table, column)| {
                converts(change, (table, column), |using| match using {
                    Using::Labels(labels) => labels.iter().any(|(label, _)| label == from),
                    Using::Expr(_) => true,
                    Using::Assignment | Using::Cast | Using::Text => false,
                })
            }),
        }),
        Effect::Drop(object) => drops(object, changes),
        Effect::Step(name) => changes.iter().any(|change| match change {
            Change::RunStep(run) => run.step.name == *name,
            _ => false,
        }),
    }
}

/// Whether a change brings an object under its new name; what holds no data may be dropped and created for it.
fn renames(change: &Change, object: &ObjectId) -> bool {
    let made = || match change {
        Change::Create(_) => !matches!(
            object,
            ObjectId::Table(_)
                | ObjectId::Enum(_)
                | ObjectId::Type(_)
                | ObjectId::Attribute(_, _)
                | ObjectId::Sequence(_)
                | ObjectId::Column(_, _)
        ),
        _ => false,
    };
    match (change, object) {
        (Change::Rename(Rename::Object(names)), object) => names.new == *object,
        (Change::Rename(Rename::PrimaryKey(table, _)), ObjectId::PrimaryKey(of)) => table == of,
        (_, _) => made() && change.object() == *object,
    }
}

fn converts(change: &Change, (table, column): (&QName, &Name), by: impl Fn(&Using) -> bool) -> bool {
    match change {
        Change::ChangeTypes(types) => {
            types.table == *table
                && types.columns.iter().any(|one| one.change.column == *column && by(&one.change.using))
        }
        Change::Rekey(rekey) => rekey.key.table == *table && rekey.key.name == *column,
        _ => false,
    }
}

/// Whether an object goes, also under the name that it has to make room with.
fn drops(object: &ObjectId, changes: &[Change]) -> bool {
    let aside = changes.iter().find_map(|change| match change {
        Change::Rename(Rename::Object(names)) if names.old == *object => Some(&names.new),
        _ => None,
    });
    let is = |id: &ObjectId| id == object || Some(id) == aside;
    changes.iter().any(|change| match (change, object) {
        (Change::Drop(drop), _) => is(&drop.object.id()),
        (Change::Replace(replace), _) => is(&replace.pair.old.id()),
        (Change::AlterComposite(alter), ObjectId::Attribute(_, _)) => match &alter.change {
            CompositeChange::DropAttribute(_, _) => is(&change.object()),
            CompositeChange::AddAttribute(_) => false,
        },
        (Change::ChangeEnum(change), ObjectId::EnumValue(ty, label)) => {
            change.ty == *ty && change.values.old.values.contains(label) && !change.values.new.values.contains(label)
        }
        (_, _) => false,
    })
}
