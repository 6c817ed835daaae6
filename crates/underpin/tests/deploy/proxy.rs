//! What stands between a deploy and its server, and lets a test act between any two of its requests.

use std::{
    io::{self, Read, Write},
    net::Shutdown,
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

/// When a test acts: at the request of this number, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before the server gets it.
    Before(usize),
    /// As soon as the server has got it.
    After(usize),
    /// Never.
    Never,
}

/// A socket that passes on what it is told to another.
pub struct Proxy {
    folder: tempfile::TempDir,
    seen: Arc<AtomicUsize>,
    reached: Receiver<Sender<()>>,
}

impl Proxy {
    /// Listens in a folder of its own, for a server whose socket is in another.
    pub fn start(server: &Path, moment: Moment) -> Self {
        let folder = tempfile::Builder::new().prefix("underpin-proxy-").tempdir().expect("a folder");
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).expect("a socket");
        let seen = Arc::new(AtomicUsize::new(0));
        let (sender, reached) = channel();
        let (server, counted) = (socket_of(server), Arc::clone(&seen));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, counted, sender) = (server.clone(), Arc::clone(&counted), sender.clone());
                thread::spawn(move || pass(client, &server, moment, &counted, &sender));
            }
        });
        Self { folder, seen, reached }
    }

    /// The folder of its socket.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// How many requests went through.
    pub fn seen(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }

    /// Waits for the moment, acts, and then cuts the connection. Whether it came before `gone` said that it will not.
    pub fn at_the_moment(&self, act: impl FnOnce(), mut gone: impl FnMut() -> bool) -> bool {
        loop {
            if let Ok(go_on) = self.reached.recv_timeout(std::time::Duration::from_millis(5)) {
                act();
                let _ = go_on.send(());
                return true;
            }
            if gone() {
                return false;
            }
        }
    }
}

fn socket_of(folder: &Path) -> PathBuf {
    let entries = std::fs::read_dir(folder).expect("the server's folder").flatten().map(|entry| entry.path());
    let is_socket = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.starts_with(".s.PGSQL.") && !name.ends_with(".lock")
    };
    entries.into_iter().find(is_socket).unwrap_or_else(|| folder.join(".s.PGSQL.5432"))
}

fn pass(mut client: UnixStream, server: &Path, moment: Moment, counted: &AtomicUsize, reached: &Sender<Sender<()>>) {
    let Ok(mut server) = UnixStream::connect(server) else { return };
    let (Ok(mut answers), Ok(mut to)) = (server.try_clone(), client.try_clone()) else { return };
    thread::spawn(move || {
        let _ = io::copy(&mut answers, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
    let _ = requests(&mut client, &mut server, moment, counted, reached);
    let _ = server.shutdown(Shutdown::Both);
    let _ = client.shutdown(Shutdown::Both);
}

/// Passes messages on. A simple query and a Sync are what the server answers.
/// <https://www.postgresql.org/docs/current/protocol-message-formats.html>
fn requests(
    client: &mut UnixStream,
    server: &mut UnixStream,
    moment: Moment,
    counted: &AtomicUsize,
    reached: &Sender<Sender<()>>,
) -> io::Result<()> {
    let start = read_message(client, 0)?;
    server.write_all(&start)?;
    loop {
        let message = read_message(client, 1)?;
        let number = match message.first() {
            Some(b'Q' | b'S') => counted.fetch_add(1, Ordering::SeqCst) + 1,
            _ => 0,
        };
        if number > 0 && moment == Moment::Before(number) {
            return act(reached);
        }
        server.write_all(&message)?;
        if number > 0 && moment == Moment::After(number) {
            return act(reached);
        }
    }
}

fn act(reached: &Sender<Sender<()>>) -> io::Result<()> {
    let (done, wait) = channel();
    if reached.send(done).is_ok() {
        let _ = wait.recv();
    }
    Ok(())
}

/// A message with its length, which counts itself and not the letter before it.
fn read_message(from: &mut UnixStream, letters: usize) -> io::Result<Vec<u8>> {
    let mut message = vec![0; letters + 4];
    from.read_exact(&mut message)?;
    let length = message[letters..].iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
    let at = message.len();
    message.resize(letters + length.max(4), 0);
    from.read_exact(&mut message[at..])?;
    Ok(message)
}
