//! Registries, mirrors and proxies.

use http::Uri;

/// A registry as it stands in image names.
pub fn registry_host(text: &str) -> Result<String, String> {
    if let Some((_, host)) = text.split_once("://") {
        return Err(format!(
            "`{text}` is a URL; a registry is written as in image names: `{}`",
            host.trim_matches('/')
        ));
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let host_fits = !host.is_empty()
        && host.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'))
        && !host.starts_with(['.', '-'])
        && !host.ends_with(['.', '-']);
    // Image names without any of these are of docker.io: `library/nginx`.
    let is_host = host.contains('.') || port.is_some() || host == "localhost";
    if host_fits && is_host && port.is_none_or(is_port) {
        return Ok(text.to_owned());
    }
    Err(format!("expected a registry such as `docker.io` or `registry.example.com:5000`, found `{text}`"))
}

/// URL of a registry's mirror.
pub fn mirror_url(text: &str) -> Result<String, String> {
    let example = "https://mirror.example.com";
    url(text, &["http", "https"], example)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '-' | '_' | '~' | '%' | '[' | ']');
    // Credentials, for which containerd has no place in a URL, and what would need escapes in its configuration.
    if let Some(other) = text.chars().find(|c| !fits(*c)) {
        return Err(format!("expected a URL such as {example}, found `{text}`: `{other}` can't be part of it"));
    }
    Ok(text.to_owned())
}

/// URL of a proxy.
pub fn proxy_url(text: &str) -> Result<String, String> {
    let url = url(text, &["http", "https", "socks5"], "http://proxy.example.com:3128")?;
    match url.path_and_query().map_or("/", http::uri::PathAndQuery::as_str) {
        "" | "/" => Ok(text.to_owned()),
        path => Err(format!("`{text}` is no proxy: `{path}` does not belong there")),
    }
}

/// A host, domain, address or subnet that is reached without proxy.
pub fn no_proxy_entry(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '/' | '*' | '[' | ']');
    if text.is_empty() || text.contains("://") || !text.chars().all(fits) {
        return Err(format!(
            "expected a host, domain or subnet such as `.example.com` or `10.0.0.0/8`, found `{text}`"
        ));
    }
    Ok(text.to_owned())
}

/// Whether a URL leads to the host that asks: in a node, to the node itself.
pub fn is_loopback(url: &str) -> bool {
    let host = url.parse::<Uri>().ok().and_then(|url| url.host().map(|host| host.trim_matches(['[', ']']).to_owned()));
    host.is_some_and(|host| {
        host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
    })
}

fn url(text: &str, schemes: &[&str], example: &str) -> Result<Uri, String> {
    let fail = || format!("expected a URL such as {example}, found `{text}`");
    let url: Uri = text.parse().map_err(|_| fail())?;
    let scheme = url.scheme_str().filter(|scheme| schemes.contains(scheme));
    let authority = url.authority().map(http::uri::Authority::as_str).unwrap_or_default();
    let port = authority.rsplit_once('@').map_or(authority, |(_, host)| host).rsplit_once(':').map(|(_, port)| port);
    let port_fits = port.is_none_or(|port| port.ends_with(']') || is_port(port));
    if scheme.is_none() || url.host().is_none_or(str::is_empty) || !port_fits || url.query().is_some() {
        return Err(fail());
    }
    Ok(url)
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries_are_as_in_image_names() {
        for text in
            ["docker.io", "registry.example.com:5000", "localhost:5000", "localhost", "10.0.0.1:5000", "reg:5000"]
        {
            assert!(registry_host(text).is_ok(), "{text}");
        }
        for text in ["", "library", "docker.io/library", "Docker.io", "a.io:0", "a.io:x", ".io", "a b.io"] {
            assert!(registry_host(text).is_err(), "{text}");
        }
        assert!(registry_host("https://docker.io/").unwrap_err().ends_with("`docker.io`"));
    }

    #[test]
    fn urls_have_scheme_and_host() {
        for text in
            ["http://proxy:3128", "https://user:word@proxy.example.com", "http://[::1]:8080", "socks5://10.0.0.1:1080/"]
        {
            assert!(proxy_url(text).is_ok(), "{text}");
        }
        for text in
            ["proxy:3128", "proxy", "ftp://proxy", "http://", "http://proxy:99999", "http://proxy/path", "http://a b"]
        {
            assert!(proxy_url(text).is_err(), "{text}");
        }
        assert!(mirror_url("https://mirror.example.com/v2/docker").is_ok());
        for text in ["mirror.example.com", "https://user:word@mirror.example.com", "https://mirror.example.com/it's"] {
            assert!(mirror_url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_proxy_of_the_host_itself_is_known() {
        for text in ["http://localhost:3128", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert!(is_loopback(text), "{text}");
        }
        assert!(!is_loopback("http://proxy.example.com:3128"));
    }

    #[test]
    fn what_needs_no_proxy_is_a_host_or_subnet() {
        for text in [".example.com", "10.0.0.0/8", "localhost", "*", "example.com:8080"] {
            assert!(no_proxy_entry(text).is_ok(), "{text}");
        }
        for text in ["", "a,b", "a b", "http://a"] {
            assert!(no_proxy_entry(text).is_err(), "{text}");
        }
    }
}
