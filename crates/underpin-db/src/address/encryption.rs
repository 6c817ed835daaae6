//! TLS, with the checks that libpq makes.

use std::{env, error, fs, io, path::Path, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Encryption, Roots, SslMode};
use crate::Error;

pub(super) type Tls = MakeRustlsConnect;

/// What of a server's certificate is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    Authority,
    AuthorityAndName,
}

/// What makes TLS of a connection.
pub(super) fn connector(encryption: &Encryption) -> Result<Tls, Error> {
    let Encryption { mode, roots, identity } = encryption;
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match (trusted(roots)?, mode) {
        (Some(trusted), SslMode::VerifyFull) => Known::new(trusted, Check::AuthorityAndName, &provider)?,
        // A file of authorities is used as soon as it is there, so that `require` means `verify-ca` then.
        // https://www.postgresql.org/docs/current/libpq-ssl.html#LIBQ-SSL-CERTIFICATES
        (Some(trusted), _) => Known::new(trusted, Check::Authority, &provider)?,
        (None, SslMode::VerifyCa | SslMode::VerifyFull) => {
            return Err(refused(
                "sslmode asks for a check of the server's certificate, and there is no file of authorities: give \
                 `sslrootcert=FILE`, or `sslrootcert=system`",
            ));
        }
        (None, SslMode::Disable | SslMode::Allow | SslMode::Prefer | SslMode::Require) => {
            Arc::new(Anyone(Arc::clone(&provider)))
        }
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| refused("this build knows no version of TLS"))?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match identity {
        None => config.with_no_client_auth(),
        Some((certificate, key)) => {
            let key = PrivateKeyDer::from_pem_file(key).map_err(|_| refused("the file of `sslkey` holds no key"))?;
            let chain = certificates(certificate).ok_or_else(|| refused("the file of `sslcert` cannot be read"))?;
            config.with_client_auth_cert(chain, key).map_err(|_| refused("`sslcert` and `sslkey` do not fit"))?
        }
    };
    // What `sslnegotiation=direct` needs. https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(MakeRustlsConnect::new(config))
}

fn refused(reason: &str) -> Error {
    Error::Tls { reason: reason.to_owned() }
}

/// The authorities whose word counts; none where there is no file of them.
fn trusted(roots: &Roots) -> Result<Option<Vec<CertificateDer<'static>>>, Error> {
    match roots {
        Roots::System => Ok(Some(rustls_native_certs::load_native_certs().certs)),
        // libpq passes over a file that is not there unless it needs it. One that was asked for is needed, we think.
        Roots::File(path) => match certificates(path) {
            Some(found) => Ok(Some(found)),
            None => Err(refused("the file of `sslrootcert` is not there, or holds no certificate")),
        },
        Roots::Usual => {
            let home = env::var_os("HOME").or_else(|| env::var_os("APPDATA")).unwrap_or_default();
            let usual = Path::new(&home).join(".postgresql/root.crt");
            match fs::exists(&usual) {
                Ok(false) => Ok(None),
                Ok(true) | Err(_) => match certificates(&usual) {
                    Some(found) => Ok(Some(found)),
                    None => Err(refused("~/.postgresql/root.crt cannot be read, or holds no certificate")),
                },
            }
        }
    }
}

fn certificates(path: &Path) -> Option<Vec<CertificateDer<'static>>> {
    let found = CertificateDer::pem_file_iter(path).ok()?.collect::<Result<Vec<_>, _>>().ok()?;
    (!found.is_empty()).then_some(found)
}

/// A server that an authority vouches for.
#[derive(Debug)]
struct Known {
    chain: Arc<WebPkiServerVerifier>,
    trusted: Vec<CertificateDer<'static>>,
    check: Check,
}

impl Known {
    fn new(
        trusted: Vec<CertificateDer<'static>>,
        check: Check,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Arc<Self>, Error> {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(trusted.iter().cloned());
        let chain = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider))
            .build()
            .map_err(|_| refused("there is no authority among the trusted certificates"))?;
        Ok(Arc::new(Self { chain, trusted, check }))
    }
}

impl ServerCertVerifier for Known {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let result = self.chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let name = || match self.check {
            Check::Authority => Ok(ServerCertVerified::assertion()),
            Check::AuthorityAndName => verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)
                .map(|()| ServerCertVerified::assertion()),
        };
        match result {
            // The name is looked at last, when the rest is right.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => name(),
            // A certificate that vouches for itself, and that is trusted as it stands, as OpenSSL takes it. Its dates are
            // looked at before this.
            Err(rustls::Error::InvalidCertificate(CertificateError::Other(_)))
                if self.trusted.iter().any(|one| one == end_entity) =>
            {
                name()
            }
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.chain.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.chain.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chain.supported_verify_schemes()
    }
}

/// Whoever answers: what `require` asks for where there are no authorities.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Why TLS failed, in words that repeat nothing of a certificate; nothing where something else did.
pub(super) fn reason(error: &postgres::Error) -> Option<String> {
    let mut next: Option<&(dyn error::Error + 'static)> = Some(error);
    let (mut found, mut lacking) = (None, false);
    while let Some(one) = next {
        let inner = one.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let inner = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
        found = found.or(one.downcast_ref::<rustls::Error>()).or(inner);
        // https://docs.rs/tokio-postgres/0.7/tokio_postgres/error/struct.Error.html tells the kinds apart by text alone.
        lacking |= one.to_string() == "server does not support TLS";
        next = one.source();
    }
    let text = match found {
        Some(rustls::Error::InvalidCertificate(wrong)) => match wrong {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "no trusted authority has signed the server's certificate"
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "the server's certificate has expired"
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "the server's certificate is not valid yet"
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "the server's certificate is for another host than the URL's"
            }
            CertificateError::Revoked => "the server's certificate is revoked",
            _ => "the server's certificate does not hold",
        },
        Some(rustls::Error::AlertReceived(_)) => "the server ended the handshake; it may want a client's certificate",
        Some(_) => "the handshake failed",
        None if lacking => "the server does not have it",
        None if error.to_string().starts_with("error performing TLS handshake") => "the handshake failed",
        None => return None,
    };
    Some(text.to_owned())
}
