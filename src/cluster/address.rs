//! Where a scheduler or an executor is: `host:port`.

use std::fmt;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::str::FromStr;
use std::time::Duration;

use rust_i18n::t;

/// How long a connection may take to come about.
const PATIENCE: Duration = Duration::from_secs(5);

/// A host by its name or number, and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The host. A number of version 6 stands without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Address {
    /// One of an address that is listened at.
    pub fn of(address: SocketAddr) -> Address {
        Address { host: address.ip().to_string(), port: address.port() }
    }

    /// The host as it stands before a port.
    pub(super) fn host_of_url(&self) -> String {
        in_brackets(&self.host)
    }

    /// As the engine wants it.
    pub(super) fn url(&self) -> String {
        format!("http://{self}")
    }

    /// Whether anything listens there.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn reach(&self) -> std::io::Result<()> {
        let mut said = std::io::Error::from(std::io::ErrorKind::NotFound);
        for address in (self.host.as_str(), self.port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, PATIENCE) {
                Ok(_) => return Ok(()),
                Err(error) => said = error,
            }
        }
        Err(said)
    }
}

/// A host as it stands before a port.
pub(super) fn in_brackets(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host_of_url(), self.port)
    }
}

/// A text that names no host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoAddress(String);

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Within a sentence of the command line's, which speaks English alone.
        f.write_str(&t!("cluster.no_address", locale = "en", found = self.0))
    }
}

impl std::error::Error for NoAddress {}

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Address, NoAddress> {
        let wrong = || NoAddress(text.to_owned());
        let (host, port) = text.trim().rsplit_once(':').ok_or_else(wrong)?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let port: u16 = port.parse().map_err(|_| wrong())?;
        let numbered = bare.is_some_and(|host| matches!(host.parse(), Ok(IpAddr::V6(_))));
        let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let host = match bare {
            Some(host) if numbered => host,
            None if !host.is_empty() && host.chars().all(named) => host,
            _ => return Err(wrong()),
        };
        match port {
            0 => Err(wrong()),
            port => Ok(Address { host: host.to_owned(), port }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_port() {
        for (text, host, port) in [
            ("localhost:50050", "localhost", 50050),
            ("10.0.0.7:1", "10.0.0.7", 1),
            ("node-3.example.org:65535", "node-3.example.org", 65535),
            ("[::1]:50050", "::1", 50050),
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!((address.host.as_str(), address.port), (host, port));
            assert_eq!(address.to_string(), text);
        }
        for wrong in [
            "localhost",
            "localhost:",
            ":50050",
            "a:0",
            "a:70000",
            "::1:50050",
            "http://a:1",
            "a b:1",
        ] {
            let said = wrong.parse::<Address>().unwrap_err().to_string();
            assert!(said.contains("host:port"), "{said}");
        }
    }
}
