//! The addresses of lists and watches.

use form_urlencoded::Serializer;

use crate::api::is_api_path;
use crate::stream::Watch;
use crate::views::View;

/// What the server decides itself.
const OWN: [&str; 9] = [
    "limit",
    "continue",
    "watch",
    "resourceVersion",
    "resourceVersionMatch",
    "allowWatchBookmarks",
    "sendInitialEvents",
    "timeoutSeconds",
    "includeObject",
];

/// What the API server has at hand, as controllers ask for it: it need not ask etcd, and what is newer comes by the
/// watch. In one piece, of which no more is held than what is on its way.
pub fn list(request: &Watch) -> String {
    let mut query = started(request);
    query.append_pair("resourceVersion", "0");
    format!("{}?{}", request.path, query.finish())
}

pub fn watch(request: &Watch, version: &str) -> String {
    let mut query = started(request);
    query.extend_pairs([("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", version)]);
    format!("{}?{}", request.path, query.finish())
}

fn started(request: &Watch) -> Serializer<'static, String> {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(request.query.iter().filter(|(name, _)| !OWN.contains(&name.as_str())));
    if request.view == View::Table {
        query.append_pair("includeObject", "Metadata");
    }
    query
}

pub fn check(request: &Watch) -> Result<(), String> {
    if is_api_path(&request.path) {
        return Ok(());
    }
    Err(format!("`{}` is no path of a resource, as /api/v1/pods", request.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_chooses_what_and_the_server_how() {
        let json =
            r#"{"path": "/api/v1/pods", "view": "table", "query": {"labelSelector": "a in (b,c)", "limit": "1"}}"#;
        let request: Watch = serde_json::from_str(json).unwrap();
        let start = "/api/v1/pods?labelSelector=a+in+%28b%2Cc%29&includeObject=Metadata";
        assert_eq!(list(&request), format!("{start}&resourceVersion=0"));
        assert_eq!(watch(&request, "7"), format!("{start}&watch=true&allowWatchBookmarks=true&resourceVersion=7"));
        assert_eq!(check(&request), Ok(()));
        let request = Watch { path: "/metrics".to_owned(), ..request };
        assert!(check(&request).is_err());
    }
}
