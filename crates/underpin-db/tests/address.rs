//! The ways to a server, each tried on a server that has TLS and on one that has none.
#![cfg(unix)]

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use underpin_db::{Address, Error};
use underpin_testing::OwnServer;

/// Who may come in how. The files of a client are asked for where the method is `cert`.
/// <https://www.postgresql.org/docs/current/auth-pg-hba-conf.html>
const WHO: &str = "\
local all all trust
hostssl all tls_only 127.0.0.1/32 trust
hostnossl all plain_only 127.0.0.1/32 trust
hostssl all worded 127.0.0.1/32 scram-sha-256
hostssl all certified 127.0.0.1/32 cert
host all postgres 127.0.0.1/32 trust
";

const PASSWORD: &str = "h%u:s/h@?#";
const WRITTEN: &str = "h%25u%3As%2Fh%40%3F%23";

/// A server with TLS, whose certificate is for `localhost`, and beside it the files that clients may show or trust.
fn with_tls(test: &str) -> Option<OwnServer> {
    let mut server = OwnServer::make(test)?;
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params.clone(), KeyPair::generate().unwrap()).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, "a stranger");
    let stranger = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let signed = CertificateParams::new(vec!["localhost".into()]).unwrap().signed_by(&key, &authority).unwrap();
    let mut client = CertificateParams::new(vec![]).unwrap();
    client.distinguished_name.push(rcgen::DnType::CommonName, "certified");
    let client_key = KeyPair::generate().unwrap();
    let client = client.signed_by(&client_key, &authority).unwrap();
    server.write("server.crt", &signed.pem());
    server.write("server.key", &key.serialize_pem());
    server.write("root.crt", &authority.pem());
    server.write("other.crt", &stranger.pem());
    server.write("client.crt", &client.pem());
    server.write("client.key", &client_key.serialize_pem());
    server.write("data/pg_hba.conf", WHO);
    let folder = server.folder().display().to_string();
    let files = ["cert_file=server.crt", "key_file=server.key", "ca_file=root.crt"];
    let files = files.map(|file| format!("ssl_{}", file.replace('=', &format!("={folder}/"))));
    server.start(&["ssl=on", &files[0], &files[1], &files[2]]);
    let mut client = Address::parse(&server.socket_url("postgres")).unwrap().connect().unwrap();
    for role in ["tls_only", "plain_only", "worded", "certified"] {
        client.batch_execute(&format!("CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")).unwrap();
    }
    Some(server)
}

/// Whether the connection that an address gives has TLS.
fn connect(server: &OwnServer, user: &str, host: &str, parameters: &str) -> Result<bool, Error> {
    let parameters = parameters.replace('~', &server.folder().display().to_string());
    let url = format!("postgres://{user}@{host}:{}/postgres?{parameters}", server.port());
    let mut client = Address::parse(&url)?.connect()?;
    let row = client.query_one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &[])?;
    Ok(row.get(0))
}

#[test]
fn each_mode_asks_for_what_libpq_asks_for() {
    let Some(server) = with_tls("each_mode") else { return };
    for (user, host, parameters, expected) in [
        ("postgres", "127.0.0.1", "sslmode=disable", Ok(false)),
        ("tls_only", "127.0.0.1", "sslmode=disable", Err("no pg_hba.conf entry")),
        ("postgres", "127.0.0.1", "sslmode=allow", Ok(false)),
        ("tls_only", "127.0.0.1", "sslmode=allow", Ok(true)),
        ("postgres", "127.0.0.1", "sslmode=prefer", Ok(true)),
        ("postgres", "127.0.0.1", "", Ok(true)),
        ("plain_only", "127.0.0.1", "sslmode=prefer", Ok(false)),
        ("plain_only", "127.0.0.1", "sslmode=require", Err("no pg_hba.conf entry")),
        ("postgres", "127.0.0.1", "sslmode=require", Ok(true)),
        ("postgres", "127.0.0.1", "sslmode=require&sslrootcert=~/other.crt", Err("no trusted authority")),
        ("postgres", "127.0.0.1", "sslmode=require&sslrootcert=~/root.crt", Ok(true)),
        ("postgres", "127.0.0.1", "sslmode=verify-ca&sslrootcert=~/root.crt", Ok(true)),
        ("postgres", "127.0.0.1", "sslmode=verify-ca&sslrootcert=~/other.crt", Err("no trusted authority")),
        ("postgres", "127.0.0.1", "sslmode=verify-full&sslrootcert=~/root.crt", Err("for another host")),
        ("postgres", "localhost", "sslmode=verify-full&sslrootcert=~/root.crt", Ok(true)),
        ("postgres", "localhost", "sslmode=verify-full&sslrootcert=~/root.crt&hostaddr=127.0.0.1", Ok(true)),
        ("postgres", "localhost", "sslmode=verify-full&sslrootcert=~/other.crt", Err("no trusted authority")),
        // Nobody vouches for itself but an authority.
        ("postgres", "localhost", "sslmode=verify-full&sslrootcert=~/server.crt", Err("no trusted authority")),
        ("postgres", "localhost", "sslmode=verify-full&sslrootcert=~/nowhere.crt", Err("is not there")),
        ("postgres", "localhost", "sslrootcert=system", Err("with TLS")),
        ("certified", "127.0.0.1", "sslmode=require", Err("certificate")),
        ("certified", "127.0.0.1", "sslmode=require&sslcert=~/client.crt&sslkey=~/client.key", Ok(true)),
        (&format!("worded:{WRITTEN}"), "127.0.0.1", "sslmode=require&channel_binding=require", Ok(true)),
        ("worded:wrong-word", "127.0.0.1", "", Err("password authentication failed")),
    ] {
        match (connect(&server, user, host, parameters), expected) {
            (Ok(tls), Ok(expected)) => assert_eq!(tls, expected, "{user} {host} {parameters}"),
            (Err(error), Err(expected)) => {
                let error = error.to_string();
                assert!(error.contains(expected), "{user} {host} {parameters}: {error}");
                assert!(!error.contains("wrong-word") && !error.contains(PASSWORD), "{error}");
            }
            (found, expected) => panic!("{user} {host} {parameters}: {found:?} in place of {expected:?}"),
        }
    }
    vouches_for_itself(&server);
    // The folder of the socket, where there is no TLS to ask for.
    let mut client = Address::parse(&format!("{}&sslmode=require", server.socket_url("postgres"))).unwrap().connect();
    assert!(client.as_mut().is_ok_and(|client| client.is_valid(std::time::Duration::from_secs(5)).is_ok()));
}

/// What `openssl req -x509` makes: an authority's certificate, which the server shows as its own.
fn vouches_for_itself(server: &OwnServer) {
    let mut params = CertificateParams::new(vec!["localhost".into()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    server.write("server.crt", &params.self_signed(&key).unwrap().pem());
    server.write("server.key", &key.serialize_pem());
    let mut client = Address::parse(&server.socket_url("postgres")).unwrap().connect().unwrap();
    client.batch_execute("SELECT pg_reload_conf()").unwrap();
    // The server reads its files again when it gets to it.
    let full = "sslmode=verify-full&sslrootcert=~/server.crt";
    let mut tries = (0..100).map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        connect(server, "postgres", "localhost", full)
    });
    assert!(tries.any(|result| matches!(result, Ok(true))));
    let error = connect(server, "postgres", "127.0.0.1", full).unwrap_err().to_string();
    assert!(error.contains("for another host"), "{error}");
    assert!(connect(server, "postgres", "127.0.0.1", &full.replace("full", "ca")).unwrap());
}

#[test]
fn a_server_without_tls_is_told() {
    let Some(mut server) = OwnServer::make("without_tls") else { return };
    server.start(&[]);
    assert!(!connect(&server, "postgres", "127.0.0.1", "").unwrap());
    let error = connect(&server, "postgres", "127.0.0.1", "sslmode=require").unwrap_err().to_string();
    assert!(error.ends_with("with TLS: the server does not have it"), "{error}");
    // The first host that answers is taken, as with libpq.
    let url = format!("postgres://postgres@127.0.0.1:1,127.0.0.1:{}/postgres", server.port());
    assert!(Address::parse(&url).unwrap().connect().is_ok());
    server.crash();
    assert!(matches!(Address::parse(&url).unwrap().connect(), Err(Error::Connect { .. })));
}

#[test]
fn nothing_of_a_url_is_told_again() {
    for url in [
        "postgres://me:se/cret@host/db",
        "postgres://me:123/cret@host/db",
        "postgres://me:se?cret=x@host/db",
        "postgres://me:se?cret@host/db",
        "postgres://me:se#cret@host:nan/db",
        "postgres://me:%zzsecret@host/db",
        "mysql://me:secret@host/db",
        "secret",
        "postgres://me:secret@host/db?sslmode=secret",
        "postgres://me@host/db?password=secret&nonsense=secret",
        "postgres://me:secret@host:99999/db",
        "postgres://me:secret@host/db?connect_timeout=secret",
        "postgres://me:secret@host/db?sslcert=secret",
        "postgres://me:secret@host/db?sslrootcert=system&sslmode=require",
        "postgres://me:\u{0}secret@host/db%ff",
    ] {
        let error = Address::parse(url).unwrap_err();
        for text in [error.to_string(), format!("{error:?}")] {
            assert!(!text.contains("secret") && !text.contains("cret"), "{url}: {text}");
            assert!(text.starts_with("the database URL cannot be used: ") || text.starts_with("Address"), "{text}");
        }
    }
}

#[test]
fn urls_are_read_as_libpq_and_prisma_write_them() {
    for (url, shown, schema, local) in [
        ("postgresql://me:secret@db.example:6543/shop", "shop on db.example:6543", None, false),
        (
            "postgres://me:secret@localhost/shop?schema=public&connection_limit=5&pgbouncer=true",
            "shop on localhost:5432",
            Some("public"),
            true,
        ),
        ("postgres://me@[::1]:5433/shop", "shop on [::1]:5433", None, true),
        ("postgres://me@localhost/shop?host=/run/pg&port=5444", "shop on /run/pg:5444", None, true),
        ("postgres://%2Frun%2Fpg/shop", "shop on /run/pg:5432", None, true),
        ("postgres://me@a,b:2/shop", "shop on a:5432, b:2", None, false),
        ("postgres://me:secret@127.0.0.1/", "me on 127.0.0.1:5432", None, true),
        ("postgres://u%40x:p@h/d%C3%A9", "dé on h:5432", None, false),
    ] {
        let address = Address::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
        assert_eq!(address.to_string(), shown, "{url}");
        assert_eq!(format!("{address:?}"), format!("Address({shown})"));
        assert_eq!((address.schema(), address.is_local()), (schema, local), "{url}");
    }
}
