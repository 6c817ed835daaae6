//! Where a cluster lies.

use std::{
    env,
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
};

use super::process::{PORT, UNPRIVILEGED, is_root};
use crate::Error;

/// How many bytes the path of a Unix socket may have: 103 on macOS and the BSDs, 107 on Linux.
const SOCKET_PATH_BYTES: usize = 103;

/// A folder that the server's user alone can enter, with a path short enough for a socket.
pub(super) fn make_folder() -> Result<PathBuf, Error> {
    let parent = parent();
    let folder = tempfile::Builder::new().prefix("underpin-").rand_bytes(10).tempdir_in(&parent);
    let folder = folder.map_err(|source| Error::File { action: "make a folder in", path: parent, source })?.keep();
    let failed = |source| Error::File { action: "prepare", path: folder.clone(), source };
    fs::set_permissions(&folder, Permissions::from_mode(0o700)).map_err(failed)?;
    if is_root() {
        chown(&folder, Some(UNPRIVILEGED), Some(UNPRIVILEGED)).map_err(failed)?;
    }
    Ok(folder)
}

/// What the environment names as the place for temporary files; else memory, where it has room; else the usual place.
fn parent() -> PathBuf {
    let named = env::var_os("TMPDIR").is_some_and(|folder| !folder.is_empty());
    let wanted = match (named, memory()) {
        (false, Some(memory)) => memory,
        (true, _) | (false, None) => env::temp_dir(),
    };
    let socket = format!("/underpin-0123456789/.s.PGSQL.{PORT}");
    let short = wanted.as_os_str().len() + socket.len() <= SOCKET_PATH_BYTES;
    // Root's own temporary folder may be closed to the user that the server runs as.
    if short && (!is_root() || open_to_all(&wanted)) { wanted } else { PathBuf::from("/tmp") }
}

/// Whether everyone may pass through a folder.
pub(super) fn open_to_all(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|data| data.permissions().mode() & 0o005 == 0o005)
}

/// The folder of Linux that lies in memory. To make a database is to write 300 files, which takes a tenth of the time
/// there. In containers it often has 64 MB, which would soon be full.
/// <https://docs.kernel.org/filesystems/tmpfs.html>
#[cfg(target_os = "linux")]
fn memory() -> Option<PathBuf> {
    use rustix::fs::{StatVfsMountFlags, statfs, statvfs};

    const TMPFS: u32 = 0x0102_1994;
    const ROOM: u64 = 4 << 30;
    let folder = Path::new("/dev/shm");
    let (kind, room) = (statfs(folder).ok()?, statvfs(folder).ok()?);
    let is_memory = u32::try_from(kind.f_type).is_ok_and(|kind| kind == TMPFS);
    // Programs may have to be mirrored there.
    let shut = StatVfsMountFlags::RDONLY | StatVfsMountFlags::NOEXEC;
    let fits = room.f_bavail.saturating_mul(room.f_frsize) >= ROOM && !room.f_flag.intersects(shut);
    (is_memory && fits).then(|| folder.to_owned())
}

#[cfg(not(target_os = "linux"))]
fn memory() -> Option<PathBuf> {
    None
}
