//! The datasource and the generators.

use super::Settings;
use super::args::Args;
use super::report::Report;
use crate::Located;
use crate::prisma::{Block, Keyword, LineKind, Setting, Value, ValueKind};
use crate::spec::{Document, ExtensionSpec, PrismaSpec, SystemSpec};

/// The settings of a datasource.
/// <https://www.prisma.io/docs/orm/reference/prisma-schema-reference#fields>
const DATASOURCE: [&str; 7] =
    ["provider", "url", "directUrl", "shadowDatabaseUrl", "relationMode", "extensions", "schemas"];

/// Preview features that follow from what a schema holds; they are written where they are needed.
const IMPLIED: [&str; 2] = ["postgresqlExtensions", "multiSchema"];

/// Reads the blocks that are not of the database.
pub(super) fn read(configs: &[&Block<'_>], report: &mut Report) -> (SystemSpec, Settings, Vec<Document>) {
    let mut settings = Settings::default();
    let mut extensions = Vec::new();
    let mut preview: Vec<Located<String>> = Vec::new();
    let mut version = 7;
    let mut output = None;
    for block in configs {
        let is_datasource = block.keyword == Keyword::Datasource;
        if is_datasource && settings.datasource.replace(block.name.value.to_owned()).is_some() {
            report.mistake(block.name.span, "there are two datasources", "remove one of the two");
            continue;
        }
        let (mut provider, mut into) = (None, None);
        for line in &block.lines {
            let LineKind::Setting(Setting { name, value: Some(value) }) = &line.kind else { continue };
            match (is_datasource, name.value) {
                (true, "provider") => provider = Some(value),
                // Prisma 7 has no address in its schema; of 5 and 6 the later is taken.
                (true, "url" | "directUrl" | "shadowDatabaseUrl") => version = 6,
                (true, "relationMode") if value.as_text() == Some("prisma") => {
                    settings.relation_mode = Some(value.span)
                }
                (true, "extensions") => {
                    extensions.extend(items(value).iter().filter_map(|item| extension(item, report)))
                }
                (true, "schemas") => settings.schemas.extend(texts(value).map(|text| text.value)),
                (true, name_of) if !DATASOURCE.contains(&name_of) => {
                    report.unknown(name.span, format!("a datasource has no `{name_of}`"), "remove it");
                }
                (false, "provider") => provider = Some(value),
                (false, "output") => into = texts(value).next(),
                (false, "previewFeatures") => {
                    settings.previews.extend(texts(value).map(|text| text.value));
                    preview.extend(texts(value).filter(|text| !IMPLIED.contains(&text.as_str())));
                }
                (true | false, _) => {}
            }
        }
        // Other generators write what is none of our business.
        // https://www.prisma.io/docs/orm/prisma-schema/overview/generators
        if !is_datasource && matches!(provider.and_then(Value::as_text), Some("prisma-client" | "prisma-client-js")) {
            output = output.or(into);
        }
        match provider {
            None => {
                let message = format!("`{}` has no `provider`", block.name.value);
                report.mistake(block.name.span, message, "write `provider = \"postgresql\"`, or that of the generator");
            }
            Some(value) if is_datasource && !matches!(value.as_text(), Some("postgresql" | "postgres")) => {
                let help = "underpin manages databases of PostgreSQL: `provider = \"postgresql\"`";
                report.mistake(value.span, "this is no database of PostgreSQL", help);
            }
            Some(_) => {}
        }
    }
    // What we would write anyway need not be said.
    let output = output.filter(|output| version < 7 || output.as_str() != crate::Prisma::OUTPUT);
    let place = configs.first().map(|block| block.name.span).unwrap_or_default();
    let prisma = PrismaSpec { version: Some(Located::new(version, place)), preview, output };
    // Prisma keeps its docs out of the database.
    let docs = Some(Located::new("code".to_owned(), place));
    (SystemSpec { docs, prisma: Some(prisma), ..SystemSpec::default() }, settings, extensions)
}

fn items<'v, 't>(value: &'v Value<'t>) -> &'v [Value<'t>] {
    match &value.kind {
        ValueKind::List(items) => items,
        ValueKind::Word(_) | ValueKind::Number(_) | ValueKind::Text(_) | ValueKind::Call(_, _) | ValueKind::Map(_) => {
            std::slice::from_ref(value)
        }
    }
}

fn texts(value: &Value<'_>) -> impl Iterator<Item = Located<String>> {
    items(value).iter().filter_map(|item| Some(Located::new(item.as_text()?.to_owned(), item.span)))
}

/// `citext`, `uuid_ossp(map: "uuid-ossp", schema: "extensions")`
/// <https://www.prisma.io/docs/orm/prisma-schema/postgresql-extensions>
fn extension(item: &Value<'_>, report: &mut Report) -> Option<Document> {
    let (name, arguments) = match &item.kind {
        ValueKind::Word(word) => (*word, [].as_slice()),
        ValueKind::Call(name, arguments) => (*name, arguments.as_slice()),
        ValueKind::Number(_) | ValueKind::Text(_) | ValueKind::List(_) | ValueKind::Map(_) => {
            report.mistake(item.span, "an extension is a name", "write `citext`, without quotes");
            return None;
        }
    };
    let args = Args::read(name, arguments, &["map", "schema", "version"], report);
    if let Some(version) = args.get("version") {
        let message = "the version of an extension is the server's business, and is not kept";
        report.unmanaged(version.span, message, "the extension is made in the version that the server has");
    }
    let name = args.text("map", report).unwrap_or_else(|| Located::new(name.to_owned(), item.span));
    Some(Document::Extension(ExtensionSpec { name, schema: args.text("schema", report) }))
}
