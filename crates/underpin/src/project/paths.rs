//! Paths as people read them.

use std::{
    path::{Component, Path, PathBuf},
    sync::LazyLock,
};

/// The path as messages show it: relative to the current folder where that is short, with `/` between its parts.
pub fn show(path: &Path) -> String {
    // Asked of the system once: a large system shows thousands of paths.
    static CURRENT: LazyLock<Option<PathBuf>> =
        LazyLock::new(|| std::env::current_dir().and_then(std::fs::canonicalize).ok());
    let shown = CURRENT.as_ref().and_then(|current| relative(current, path)).unwrap_or_else(|| path.to_owned());
    let text = shown.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    if text.is_empty() { ".".to_owned() } else { text.replacen("//", "/", 1) }
}

/// The way from a folder to a path; nothing where it leads up more than three folders, since the whole path is easier
/// to read then.
fn relative(from: &Path, to: &Path) -> Option<PathBuf> {
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().count() - common;
    if up > 3 || common < 2 {
        return None;
    }
    let ups = std::iter::repeat_n(Component::ParentDir, up);
    Some(ups.chain(to.components().skip(common)).collect())
}

/// The path with `.` and `..` worked out by its text alone, without a look at the disk. Nothing where it climbs above
/// its start.
pub fn lexical(base: &Path, path: &Path) -> Option<PathBuf> {
    let mut result = base.to_owned();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if !result.pop() {
                    return None;
                }
            }
            Component::Normal(name) => result.push(name),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_worked_out() {
        let base = Path::new("/a/b");
        assert_eq!(lexical(base, Path::new("../c/./d")), Some(PathBuf::from("/a/c/d")));
        assert_eq!(lexical(base, Path::new("../../..")), None);
        assert_eq!(lexical(base, Path::new("/etc")), None);
    }

    #[test]
    fn far_paths_are_shown_whole() {
        let from = Path::new("/a/b/c");
        assert_eq!(relative(from, Path::new("/a/b/d/e")), Some(PathBuf::from("../d/e")));
        assert_eq!(relative(from, Path::new("/x/y")), None);
        assert_eq!(relative(from, Path::new("/a/b/c")), Some(PathBuf::new()));
    }
}
