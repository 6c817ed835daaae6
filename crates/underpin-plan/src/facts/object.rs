//! Which object an operation is about.

use underpin_schema::ObjectId;

use crate::Op;

impl Op {
    /// The object that the operation makes, drops or alters.
    pub fn object(&self) -> ObjectId {
        match self {
            Op::CreateNamespace(name) | Op::DropNamespace(name) => ObjectId::Namespace(name.clone()),
            Op::CreateExtension(name, _) | Op::DropExtension(name) => ObjectId::Extension(name.clone()),
            Op::CreateEnum(name, _) | Op::DropEnum(name) => ObjectId::Enum(name.clone()),
            Op::AddEnumValue { ty, value, place: _ } => ObjectId::EnumValue(ty.clone(), value.clone()),
            Op::CreateTable(name, _) | Op::DropTable(name) | Op::SetRowSecurity(name, _, _) => {
                ObjectId::Table(name.clone())
            }
            Op::AddColumn(table, name, _) | Op::DropColumn(table, name) => {
                ObjectId::Column(table.clone(), name.clone())
            }
            Op::CreateIndex(table, name, _) | Op::DropIndex(table, name) => {
                ObjectId::Index(table.clone(), name.clone())
            }
            Op::AddUnique(table, name, _) | Op::DropUnique(table, name) => {
                ObjectId::Unique(table.clone(), name.clone())
            }
            Op::AddForeignKey(table, name, _) | Op::DropForeignKey(table, name, _) => {
                ObjectId::ForeignKey(table.clone(), name.clone())
            }
            Op::AddCheck(table, name, _) | Op::DropCheck(table, name) => ObjectId::Check(table.clone(), name.clone()),
            Op::CreateView(name, _) | Op::DropView(name, _) => ObjectId::View(name.clone()),
            Op::CreateFunction(signature, _) | Op::DropFunction(signature) => ObjectId::Function(signature.clone()),
            Op::CreateTrigger(table, name, _) | Op::DropTrigger(table, name) => {
                ObjectId::Trigger(table.clone(), name.clone())
            }
            Op::CreatePolicy(table, name, _) | Op::DropPolicy(table, name) => {
                ObjectId::Policy(table.clone(), name.clone())
            }
            Op::Comment(on, _) => on.object(),
        }
    }
}
