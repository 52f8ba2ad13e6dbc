//! Where webhooks may go: to public addresses alone, so that nobody reaches through this server into the network
//! it stands in (SSRF). Demo mode allows its own machine, so that one can try.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use giamngheo_store::FieldError;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::{Host, Url};

/// The longest address, in characters.
pub const URL_LIMIT: usize = 2000;

/// Whether an address is one of the public internet: no loopback, private, link-local (clouds keep their metadata
/// there), shared, multicast, documentation or reserved one, nor one that another family wraps.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// By the registry of special-purpose addresses (RFC 6890 and what followed).
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(matches!(a, 0 | 10 | 127 | 224..=255)
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 168)
        || (a == 192 && b == 0 && matches!(c, 0 | 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && matches!(b, 18 | 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113))
}

/// Global unicast (2000::/3) alone, without what in it is special or wraps an IPv4 address.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let special = matches!(
        (a, b),
        // IETF's own (Teredo, benchmarks, ORCHID) and documentation; 6to4; documentation again.
        (0x2001, 0..=0x01ff | 0x0db8) | (0x2002, _) | (0x3fff, 0..=0x0fff)
    );
    a & 0xe000 == 0x2000 && !special
}

/// Whether a message may go to this address.
fn allowed(ip: IpAddr, demo: bool) -> bool {
    is_public(ip) || (demo && ip.is_loopback())
}

/// Looks names up and keeps the addresses that are allowed. What it gives is what is connected to: a name that
/// means something else a moment later (DNS rebinding) changes nothing.
#[derive(Debug)]
pub struct PublicOnly {
    inner: DefaultResolver,
    demo: bool,
}

impl PublicOnly {
    /// In demo mode loopback is allowed.
    pub fn new(demo: bool) -> Self {
        Self {
            inner: DefaultResolver::default(),
            demo,
        }
    }
}

/// A name meant no address that is allowed.
#[derive(Debug, thiserror::Error)]
#[error("the address is not a public one")]
pub struct NotPublic;

impl Resolver for PublicOnly {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout).map_err(|e| match e {
            ureq::Error::Io(_) => ureq::Error::HostNotFound,
            other => other,
        })?;
        let mut kept = self.empty();
        for address in found.iter().filter(|a| allowed(a.ip(), self.demo)) {
            kept.push(*address);
        }
        if kept.is_empty() {
            return Err(ureq::Error::Other(Box::new(NotPublic)));
        }
        Ok(kept)
    }
}

/// Checks an address as it was typed and gives it in its normal form. Errors: the `/url` and why.
pub fn check_url(text: &str, demo: bool) -> Result<String, FieldError> {
    let bad = |code, vi: &str, en: &str| Err(FieldError::new("/url", code, vi, en));
    let Ok(mut url) = Url::parse(text.trim()) else {
        return bad(
            "not_a_url",
            "không phải địa chỉ web đầy đủ, chẳng hạn https://vidu.vn/nhan",
            "not a full address, such as https://receiver.example/hook",
        );
    };
    let home = match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(demo && home && url.scheme() == "http") {
        return bad(
            "not_https",
            "địa chỉ phải bắt đầu bằng https://",
            "the address must begin with https://",
        );
    }
    if !url.username().is_empty() || url.password().is_some() {
        return bad(
            "credentials",
            "không ghi tên và mật khẩu trong địa chỉ: hãy kiểm tra chữ ký",
            "no name and password in the address: check the signature instead",
        );
    }
    let reachable = match url.host() {
        Some(Host::Ipv4(ip)) => allowed(ip.into(), demo),
        Some(Host::Ipv6(ip)) => allowed(ip.into(), demo),
        _ => demo || !home,
    };
    if !reachable {
        return bad(
            "not_public",
            "địa chỉ nằm trong mạng nội bộ; chỉ gửi được đến địa chỉ công khai trên Internet",
            "the address is inside of a network; messages go to public addresses alone",
        );
    }
    url.set_fragment(None);
    let url = String::from(url);
    if url.len() > URL_LIMIT {
        return bad(
            "too_long",
            "địa chỉ dài quá 2000 ký tự",
            "the address has more than 2000 characters",
        );
    }
    if url.parse::<Uri>().is_err() {
        return bad(
            "not_a_url",
            "địa chỉ có ký tự không dùng được",
            "the address has characters that can't be used",
        );
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, demo: bool, expected: &str) {
        let found = check_url(text, demo).unwrap_or_else(|e| e.code.to_owned());
        assert_eq!(found, expected, "{text} (demo: {demo})");
    }

    #[test]
    fn addresses_that_are_typed() {
        check(
            "https://receiver.example/hook?a=1#part",
            false,
            "https://receiver.example/hook?a=1",
        );
        check(" https://Receiver.Example ", false, "https://receiver.example/");
        check(
            "https://tiếp-nhận.vn/a b",
            false,
            "https://xn--tip-nhn-5p4c1f.vn/a%20b",
        );
        check("https://8.8.8.8:8443/", false, "https://8.8.8.8:8443/");
        for bad in [
            "",
            "receiver.example",
            "/hook",
            "https://",
            "https://a b/",
            "https://[::1",
            "https://a:99999/",
        ] {
            check(bad, false, "not_a_url");
        }
        for bad in [
            "http://receiver.example/",
            "ftp://receiver.example/",
            "file:///etc/passwd",
            "javascript:1",
            "http://127.0.0.1/",
        ] {
            check(bad, false, "not_https");
        }
        for bad in ["https://a:b@receiver.example/", "https://a@receiver.example/"] {
            check(bad, false, "credentials");
        }
        // However the same address is written.
        for bad in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://localhost/",
            "https://a.localhost./",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://10.1.2.3/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://[fd00::1]/",
            "https://0.0.0.0/",
        ] {
            check(bad, false, "not_public");
        }
    }

    #[test]
    fn the_demo_reaches_its_own_machine_and_no_other() {
        check("http://127.0.0.1:9000/x", true, "http://127.0.0.1:9000/x");
        check("http://localhost:9000", true, "http://localhost:9000/");
        check("https://[::1]/", true, "https://[::1]/");
        check("http://receiver.example/", true, "not_https");
        check("http://10.0.0.1/", true, "not_https");
        check("https://10.0.0.1/", true, "not_public");
        check("https://169.254.169.254/", true, "not_public");
    }

    #[test]
    fn a_name_is_judged_by_what_it_means_when_it_is_connected_to() {
        use ureq::unversioned::transport::DefaultConnector;
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let ask = |demo, host: &str| {
            let config = ureq::Agent::config_builder()
                .proxy(None)
                .timeout_global(Some(std::time::Duration::from_millis(300)))
                .build();
            let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), PublicOnly::new(demo));
            agent.get(format!("http://{host}:{port}/")).call().unwrap_err()
        };
        for host in ["localhost", "127.0.0.1"] {
            let refused = ask(false, host);
            assert!(
                matches!(&refused, ureq::Error::Other(e) if e.is::<NotPublic>()),
                "{refused}"
            );
        }
        assert!(listener.accept().is_err(), "it was connected to");
        assert!(matches!(ask(true, "127.0.0.1"), ureq::Error::Timeout(_)));
        assert!(listener.accept().is_ok());
    }

    #[test]
    fn public_addresses() {
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "203.162.4.191",
            "2001:ee0::1",
            "2606:4700::1111",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for inside in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "::8.8.8.8",
            "64:ff9b::a00:1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::1",
            "3fff::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
    }
}
