//! What `underpin.yaml` says of the whole system.

use super::{Report, names};
use crate::naming::Naming;
use crate::spec::SystemSpec;
use crate::{Diagnostic, DiagnosticId, Name, Prisma, Span};

/// The servers that underpin knows: those that the PostgreSQL project still maintains.
/// <https://www.postgresql.org/support/versioning/>
const POSTGRES: std::ops::RangeInclusive<u16> = 14..=18;

/// The versions of Prisma that underpin writes for.
const PRISMA: std::ops::RangeInclusive<u16> = 5..=7;

/// What `underpin.yaml` says, checked and with defaults filled in.
#[derive(Debug)]
pub(super) struct Settings {
    pub project: String,
    pub postgres: u16,
    pub postgres_span: Option<Span>,
    pub naming: Naming,
    pub uniques: UniqueForm,
    pub docs: Docs,
    pub prisma: Prisma,
    pub tenancy: Option<TenancySettings>,
}

/// What a unique becomes in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UniqueForm {
    Index,
    Constraint,
}

/// Where docs go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Docs {
    Database,
    Code,
}

impl Docs {
    /// The comment that the database gets of a doc.
    pub fn comment(self, doc: Option<&String>) -> Option<String> {
        match self {
            Docs::Database => doc.cloned(),
            Docs::Code => None,
        }
    }
}

/// What `tenancy:` says.
#[derive(Debug)]
pub(super) struct TenancySettings {
    pub model: Name,
    pub model_span: Span,
    pub field: Name,
    pub isolation: Isolation,
    pub setting: String,
}

/// Whether the database itself keeps tenants apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Isolation {
    /// By row-level security.
    Rows,
    /// Not at all.
    None,
}

pub(super) fn read(system: &SystemSpec, report: &mut Report) -> Settings {
    let postgres = system.postgres.as_ref();
    if let Some(version) = postgres.filter(|version| !POSTGRES.contains(version)) {
        let message = format!("`postgres: {}` is no version that underpin writes for", version.value);
        report.error(DiagnosticId::UnsupportedVersion, message, version.span, "write a version from 14 to 18");
    }
    let prisma = system.prisma.as_ref();
    let version = prisma.and_then(|prisma| prisma.version.as_ref());
    if let Some(version) = version.filter(|version| !PRISMA.contains(version)) {
        let message = format!("`version: {}` is no version of Prisma that underpin writes for", version.value);
        report.error(DiagnosticId::UnsupportedVersion, message, version.span, "write 5, 6 or 7");
    }
    let version =
        version.filter(|version| PRISMA.contains(version)).and_then(|version| u8::try_from(version.value).ok());
    Settings {
        project: system.project.as_ref().map(|project| project.value.clone()).unwrap_or_default(),
        postgres: postgres.map_or(*POSTGRES.start(), |version| version.value),
        postgres_span: postgres.map(|version| version.span),
        naming: match system.naming.as_ref().map(|word| word.as_str()) {
            Some("snake") => Naming::Snake,
            _ => Naming::Prisma,
        },
        uniques: match system.uniques.as_ref().map(|word| word.as_str()) {
            Some("constraint") => UniqueForm::Constraint,
            _ => UniqueForm::Index,
        },
        docs: match system.docs.as_ref().map(|word| word.as_str()) {
            Some("code") => Docs::Code,
            _ => Docs::Database,
        },
        prisma: Prisma {
            version: version.unwrap_or(Prisma::default().version),
            preview: prisma
                .map(|prisma| prisma.preview.iter().map(|feature| feature.value.clone()).collect())
                .unwrap_or_default(),
            output: prisma.and_then(|prisma| prisma.output.as_ref()).map(|output| output.value.clone()),
        },
        tenancy: tenancy(system, report),
    }
}

fn tenancy(system: &SystemSpec, report: &mut Report) -> Option<TenancySettings> {
    let tenancy = system.tenancy.as_ref()?;
    let setting = tenancy.setting.as_ref();
    // A setting of one's own has two parts: https://www.postgresql.org/docs/current/runtime-config-custom.html
    if let Some(setting) = setting.filter(|setting| !is_custom_setting(setting)) {
        let message = format!("`{}` cannot be a setting of one's own", setting.value);
        report.error(
            DiagnosticId::BadTenancy,
            message,
            setting.span,
            "write two names with a dot: `app.current_tenant_id`",
        );
    }
    let field = tenancy.field.as_ref();
    if let Some(field) = field {
        names::check_code_name(field, names::Kind::Field, report);
    }
    Some(TenancySettings {
        model: Name::new(tenancy.model.as_str()),
        model_span: tenancy.model.span,
        field: Name::new(field.map_or("tenantId", |field| field.as_str())),
        isolation: match tenancy.rls.as_ref().map(|rls| rls.value) {
            None | Some(true) => Isolation::Rows,
            Some(false) => Isolation::None,
        },
        setting: setting.map_or("app.current_tenant_id", |setting| setting.as_str()).to_owned(),
    })
}

fn is_custom_setting(text: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    text.contains('.') && text.split('.').all(part)
}

/// Reports something that needs a newer server than the oldest one of the system.
pub(super) fn need(settings: &Settings, what: &str, version: u16, place: Span, report: &mut Report) {
    if settings.postgres >= version {
        return;
    }
    let message = format!("{what} needs PostgreSQL {version}, and the system is to run on {}", settings.postgres);
    let mut finding = Diagnostic::error(DiagnosticId::NeedsNewerServer, message).at(place, "");
    if let Some(span) = settings.postgres_span {
        finding = finding.at(span, "the oldest server");
    }
    report.add(
        finding.help(format!("write `postgres: {version}` in `underpin.yaml` if no older server is to be served")),
    );
}
