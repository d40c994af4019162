//! Which requests are let in. Cookies alone would not do: pages of other ports of the loopback count as the same site.

use http::header::{ORIGIN, UPGRADE};
use http::{HeaderMap, HeaderName, Method, Uri};

use super::address::Address;

/// The command line's own connection, which no page may make.
const OF_THE_COMMAND_LINE: &str = "/api/host";
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    Host,
    Target,
    Origin,
    NoOrigin,
    OriginOfAPage,
    Site,
}

impl Refusal {
    pub fn message(&self) -> &'static str {
        match self {
            Self::Host => {
                "the dashboard is at 127.0.0.1 or localhost alone: open the address that `devcluster dashboard` prints"
            }
            Self::Target => "the request names one server in its first line and another in its Host",
            Self::Origin | Self::Site => "another page asked for this: only the dashboard's own pages may",
            Self::NoOrigin => "requests that change something, and WebSockets, have to say which page they come from",
            Self::OriginOfAPage => "this is the command line's connection: pages can't make it",
        }
    }
}

/// The request's address, if nothing speaks against it.
pub fn admit(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Address, Refusal> {
    let address = Address::of(headers).ok_or(Refusal::Host)?;
    if uri.authority().is_some_and(|authority| !authority.as_str().eq_ignore_ascii_case(&address.host)) {
        return Err(Refusal::Target);
    }
    check_origin(&address, method, uri, headers)?;
    for site in headers.get_all(SEC_FETCH_SITE) {
        if site != "same-origin" && site != "none" {
            return Err(Refusal::Site);
        }
    }
    Ok(address)
}

fn check_origin(address: &Address, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
    let mut origins = headers.get_all(ORIGIN).iter();
    let origin = origins.next();
    if uri.path() == OF_THE_COMMAND_LINE {
        return if origin.is_none() { Ok(()) } else { Err(Refusal::OriginOfAPage) };
    }
    let Some(origin) = origin else {
        let harmless = matches!(*method, Method::GET | Method::HEAD) && !headers.contains_key(UPGRADE);
        return if harmless { Ok(()) } else { Err(Refusal::NoOrigin) };
    };
    let same = origin.to_str().is_ok_and(|origin| address.is_origin(origin));
    if same && origins.next().is_none() { Ok(()) } else { Err(Refusal::Origin) }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn admitted(method: Method, uri: &str, headers: &[(&str, &str)]) -> Result<(), Refusal> {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        admit(&parts.method, &parts.uri, &parts.headers).map(|_| ())
    }

    const HOST: (&str, &str) = ("host", "127.0.0.1:8080");
    const SAME: (&str, &str) = ("origin", "http://127.0.0.1:8080");
    const WS: (&str, &str) = ("upgrade", "websocket");

    #[test]
    fn the_page_gets_through() {
        assert_eq!(admitted(Method::GET, "/", &[HOST]), Ok(()));
        assert_eq!(admitted(Method::GET, "/open?ticket=a", &[HOST, ("sec-fetch-site", "none")]), Ok(()));
        assert_eq!(admitted(Method::POST, "/api/session", &[HOST, SAME, ("sec-fetch-site", "same-origin")]), Ok(()));
        assert_eq!(admitted(Method::GET, "/api/stream", &[HOST, SAME, WS]), Ok(()));
        assert_eq!(admitted(Method::GET, "/api/host", &[HOST, WS]), Ok(()));
    }

    #[test]
    fn a_name_that_was_rebound_does_not() {
        let host = ("host", "evil.example:8080");
        assert_eq!(admitted(Method::GET, "/", &[host, ("origin", "http://evil.example:8080")]), Err(Refusal::Host));
        assert_eq!(admitted(Method::GET, "/", &[]), Err(Refusal::Host));
        assert_eq!(admitted(Method::GET, "/", &[HOST, host]), Err(Refusal::Host));
        assert_eq!(admitted(Method::GET, "http://evil.example/", &[HOST]), Err(Refusal::Target));
    }

    #[test]
    fn pages_of_others_do_not() {
        for origin in ["http://evil.example", "http://127.0.0.1:3000", "http://localhost:8080", "null"] {
            let origin = ("origin", origin);
            assert_eq!(admitted(Method::GET, "/api/session", &[HOST, origin]), Err(Refusal::Origin));
            assert_eq!(admitted(Method::POST, "/api/session", &[HOST, origin]), Err(Refusal::Origin));
            assert_eq!(admitted(Method::GET, "/api/stream", &[HOST, origin, WS]), Err(Refusal::Origin));
            assert_eq!(admitted(Method::GET, "/api/host", &[HOST, origin, WS]), Err(Refusal::OriginOfAPage));
        }
        assert_eq!(admitted(Method::GET, "/api/host", &[HOST, SAME, WS]), Err(Refusal::OriginOfAPage));
        assert_eq!(admitted(Method::GET, "/", &[HOST, SAME, ("origin", "http://evil.example")]), Err(Refusal::Origin));
        for site in ["cross-site", "same-site", "", "Same-Origin "] {
            assert_eq!(admitted(Method::GET, "/open", &[HOST, ("sec-fetch-site", site)]), Err(Refusal::Site), "{site}");
        }
    }

    #[test]
    fn what_changes_something_says_where_it_comes_from() {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
            assert_eq!(admitted(method, "/api/session", &[HOST]), Err(Refusal::NoOrigin));
        }
        assert_eq!(admitted(Method::GET, "/api/exec", &[HOST, WS]), Err(Refusal::NoOrigin));
    }
}
