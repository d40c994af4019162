//! What this program and the dashboard's server say to each other (images/dashboard/README.md): JSON in text frames.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The app that the page can bring up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageApp {
    pub name: String,
    pub folder: String,
}

/// The first message: whose session it is.
#[derive(Debug, Serialize)]
pub struct Hello<'a> {
    pub session: &'a str,
    pub cookie: &'a str,
    pub ticket: Option<&'a str>,
    pub app: Option<&'a PageApp>,
    pub credentials: Credentials<'a>,
}

/// What the server asks the API server with, PEM.
#[derive(Debug, Serialize)]
pub struct Credentials<'a> {
    pub certificate: &'a str,
    pub key: &'a str,
}

/// The server's answer to the first message.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Welcome {
    Registered { user: String },
    Refused { message: String },
}

/// What the page wants: work that has a number of the server's, or its end.
#[derive(Debug, PartialEq, Deserialize)]
pub struct Asked {
    pub id: u64,
    #[serde(default)]
    pub request: Option<Value>,
    #[serde(default)]
    pub cancel: Option<Value>,
}

/// What is told of work.
#[derive(Debug, Serialize)]
pub struct Told {
    pub id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

/// How work ended; both are null where it ended well.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Ended {
    pub error: Option<String>,
    pub hint: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn messages_are_those_of_the_contract() {
        let app = PageApp { name: "shop".into(), folder: "/shop".into() };
        let credentials = Credentials { certificate: "C", key: "K" };
        let hello = Hello { session: "s", cookie: "c", ticket: None, app: Some(&app), credentials };
        let wanted = json!({
            "session": "s", "cookie": "c", "ticket": null,
            "app": { "name": "shop", "folder": "/shop" }, "credentials": { "certificate": "C", "key": "K" },
        });
        assert_eq!(serde_json::to_value(hello).unwrap(), wanted);
        let welcome: Welcome = serde_json::from_str(r#"{"registered": {"user": "ada"}}"#).unwrap();
        assert_eq!(welcome, Welcome::Registered { user: "ada".into() });
        let told = Told { id: 7, event: None, ended: Some(Ended::default()) };
        assert_eq!(serde_json::to_string(&told).unwrap(), r#"{"id":7,"ended":{"error":null,"hint":null}}"#);
        let asked: Asked = serde_json::from_str(r#"{"id": 7, "cancel": {}}"#).unwrap();
        assert_eq!(asked, Asked { id: 7, request: None, cancel: Some(json!({})) });
    }
}
