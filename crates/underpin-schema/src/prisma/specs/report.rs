//! Findings under way.

use crate::{Diagnostic, DiagnosticId, Span};

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub findings: Vec<Diagnostic>,
}

impl Report {
    /// Something that Prisma does not have.
    pub fn unknown(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.error(DiagnosticId::PrismaUnknown, span, message, help);
    }

    /// Something that does not fit.
    pub fn mistake(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.error(DiagnosticId::PrismaMistake, span, message, help);
    }

    /// A relation that does not fit.
    pub fn relation(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.error(DiagnosticId::PrismaRelation, span, message, help);
    }

    /// Something that is left alone.
    pub fn unmanaged(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Diagnostic::warning(DiagnosticId::PrismaUnmanaged, message).at(span, "").help(help));
    }

    fn error(&mut self, id: DiagnosticId, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Diagnostic::error(id, message).at(span, "").help(help));
    }
}
