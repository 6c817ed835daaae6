//! What differs between the major versions of Prisma.

use underpin_schema::Code;

/// A major version of Prisma that underpin writes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edition {
    /// Prisma 5.
    Five,
    /// Prisma 6.
    Six,
    /// Prisma 7: the datasource has no `url`, the generator is `prisma-client` and must say where it writes.
    /// <https://www.prisma.io/docs/orm/more/upgrade-guides/upgrading-versions/upgrading-to-prisma-7>
    Seven,
}

impl Edition {
    /// The edition for a major version; the nearest where there is none of that number.
    pub fn new(version: u8) -> Self {
        match version {
            0..=5 => Edition::Five,
            6 => Edition::Six,
            7.. => Edition::Seven,
        }
    }

    /// The major version.
    pub fn number(self) -> u8 {
        match self {
            Edition::Five => 5,
            Edition::Six => 6,
            Edition::Seven => 7,
        }
    }

    /// The preview features that are asked for and that this version takes, in the order given.
    pub fn previews(self, code: &Code) -> Vec<&str> {
        code.prisma.preview.iter().map(String::as_str).filter(|name| self.knows_preview(name)).collect()
    }

    /// Whether this version takes a preview feature of that name. Only those are listed of which a version is known to
    /// lack them: an unlisted name is the user's word against ours, and the user can read Prisma's list. `partialIndexes`
    /// came with 7.4 (<https://github.com/prisma/prisma/releases/tag/7.4.0>), `multiSchema` is no longer one since 6.13
    /// (<https://github.com/prisma/prisma/releases/tag/6.13.0>), which takes it with a warning.
    /// <https://www.prisma.io/docs/orm/reference/preview-features/client-preview-features>
    pub fn knows_preview(self, name: &str) -> bool {
        match name {
            "partialIndexes" => self == Edition::Seven,
            "multiSchema" => self < Edition::Seven,
            _ => true,
        }
    }
}
