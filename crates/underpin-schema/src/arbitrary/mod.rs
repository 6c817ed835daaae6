//! Random systems for property tests, behind the feature `arbitrary`.
//!
//! A system is made from a list of numbers: each is one choice, and where the list ends every further choice is the
//! plainest one. So a failing list shrinks to a short one, and that to a small system. What is made is always without a
//! mistake, and PostgreSQL can make it (the function bodies, conditions and expressions are real, the extensions are `citext`
//! and `pg_trgm`, the roles are predefined ones); names come from small pools, so that two systems share some of their objects.

mod fields;
mod indexes;
mod models;
mod objects;
mod relations;
mod texts;

use proptest::prelude::*;

use crate::spec::{Document, EnumSpec, EnumValueSpec, PrismaSpec, Spec, SystemSpec, TenancySpec};
use crate::{Located, Resolved, Span, resolve};

/// Systems as specs, without a mistake.
pub fn specs() -> impl Strategy<Value = Spec> {
    proptest::collection::vec(any::<u32>(), 0..700).prop_map(|numbers| spec(&numbers))
}

/// Systems, resolved.
pub fn systems() -> impl Strategy<Value = Resolved> {
    specs().prop_map(|spec| {
        let (resolved, mistakes) = resolve(&spec);
        assert_eq!(mistakes, [], "random systems are without a mistake");
        resolved
    })
}

/// The system that a list of numbers stands for.
pub fn spec(numbers: &[u32]) -> Spec {
    let mut choices = Choices { numbers, at: 0 };
    let system = system(&mut choices);
    let mut documents = Vec::new();
    let enums = enums(&mut choices);
    documents.extend(enums.iter().cloned().map(Document::Enum));
    let models = models::all(&mut choices, &system, &enums);
    let objects = objects::all(&mut choices, &models);
    documents.extend(models.into_iter().map(Document::Model));
    documents.extend(objects);
    Spec { system, documents }
}

/// The choices that a list of numbers stands for.
struct Choices<'n> {
    numbers: &'n [u32],
    at: usize,
}

impl Choices<'_> {
    /// A number below `count`; 0 when the list is at its end.
    fn below(&mut self, count: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        // The high bits, so that a smaller number is a smaller choice.
        (number as usize * count) >> 32
    }

    /// One of the items; the first when the list is at its end.
    fn one<'i, T>(&mut self, items: &'i [T]) -> &'i T {
        &items[self.below(items.len())]
    }

    /// Something, in `percent` of the cases.
    fn maybe<T>(&mut self, percent: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(100) >= 100 - percent).then(|| make(self))
    }
}

fn at<T>(value: T) -> Located<T> {
    Located::new(value, Span::default())
}

fn text(value: impl Into<String>) -> Located<String> {
    at(value.into())
}

fn system(choices: &mut Choices<'_>) -> SystemSpec {
    SystemSpec {
        project: Some(text("random")),
        postgres: choices.maybe(50, |choices| at(*choices.one(&[15, 16, 18]))),
        naming: choices.maybe(30, |choices| text(*choices.one(&["prisma", "snake"]))),
        uniques: choices.maybe(30, |choices| text(*choices.one(&["index", "constraint"]))),
        docs: choices.maybe(20, |choices| text(*choices.one(&["database", "code"]))),
        tenancy: choices.maybe(40, |choices| TenancySpec {
            model: text(models::TENANT),
            field: choices.maybe(30, |_| text("organisationId")),
            rls: choices.maybe(50, |choices| at(*choices.one(&[true, false]))),
            setting: choices.maybe(30, |_| text("app.tenant")),
        }),
        prisma: choices.maybe(50, |choices| PrismaSpec {
            version: Some(at(*choices.one(&[7, 6, 5]))),
            preview: choices.maybe(30, |_| text("views")).into_iter().collect(),
            output: choices.maybe(30, |_| text("../node_modules/.prisma/client")),
        }),
        ..SystemSpec::default()
    }
}

/// PostgreSQL schemas beside `public`.
const NAMESPACES: &[&str] = &["billing", "odd \"schema\".é"];

fn enums(choices: &mut Choices<'_>) -> Vec<EnumSpec> {
    const VALUES: &[&str] = &["ACTIVE", "pending", "Closed_2", "null", "on"];
    let count = choices.below(3);
    let mut made = Vec::new();
    for name in ["Status", "PlanType"].iter().take(count) {
        let values = 1 + choices.below(VALUES.len());
        let first = choices.below(VALUES.len());
        let values = (0..values).map(|at| VALUES[(first + at) % VALUES.len()]);
        made.push(EnumSpec {
            name: text(*name),
            map: choices.maybe(20, |_| text(format!("{name} of \"things\""))),
            schema: choices.maybe(20, |choices| text(*choices.one(NAMESPACES))),
            doc: texts::doc(choices),
            was: Vec::new(),
            values: values
                .map(|value| {
                    let spec = EnumValueSpec {
                        span: Span::default(),
                        map: choices.maybe(20, |_| text(format!("{value}: it's ☃"))),
                        doc: texts::doc(choices),
                        was: Vec::new(),
                    };
                    (text(value), spec)
                })
                .collect(),
            removed: Vec::new(),
        });
    }
    made
}
