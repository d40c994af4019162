//! Requests of the page. Nothing else is done for it, whatever the server in the cluster says.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// A request, by its field `do`.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "do", deny_unknown_fields)]
pub enum Request {
    #[serde(rename = "addons")]
    Addons,
    #[serde(rename = "addon.enable")]
    EnableAddon {
        name: String,
        #[serde(default)]
        set: BTreeMap<String, Value>,
    },
    #[serde(rename = "addon.disable")]
    DisableAddon { name: String },
    #[serde(rename = "addon.open")]
    OpenAddon { name: String },
    #[serde(rename = "app.up")]
    Up,
    #[serde(rename = "images")]
    Images,
    #[serde(rename = "image.load")]
    LoadImage { name: String },
    #[serde(rename = "image.candidates")]
    Candidates,
    #[serde(rename = "forward")]
    Forward { namespace: String, name: String, port: u16 },
}

impl Request {
    /// Whether it is worth nothing once nobody listens.
    pub fn is_bound_to_page(&self) -> bool {
        matches!(self, Self::Addons | Self::OpenAddon { .. } | Self::Images | Self::Candidates | Self::Forward { .. })
    }
}

/// A setting as the command line has it: lists with commas between.
pub fn setting(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(setting).collect::<Vec<_>>().join(","),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request(value: Value) -> Result<Request, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn requests_are_those_of_the_contract() {
        let enable = request(json!({ "do": "addon.enable", "name": "metrics", "set": { "resolution": 10 } }));
        let set = BTreeMap::from([("resolution".to_owned(), json!(10))]);
        assert_eq!(enable, Ok(Request::EnableAddon { name: "metrics".into(), set }));
        let forward = request(json!({ "do": "forward", "namespace": "default", "name": "web", "port": 80 })).unwrap();
        assert!(forward.is_bound_to_page());
        assert_eq!(request(json!({ "do": "app.up" })), Ok(Request::Up));
        assert!(request(json!({ "do": "cluster.delete" })).unwrap_err().contains("unknown variant `cluster.delete`"));
        assert!(request(json!({ "do": "image.load" })).is_err());
        assert!(request(Value::Null).is_err());
    }

    #[test]
    fn settings_are_as_the_command_line_has_them() {
        let all = [json!("a"), json!(7), json!(true), json!(["a", "b"]), Value::Null];
        assert_eq!(all.each_ref().map(setting), ["a", "7", "true", "a,b", ""]);
    }
}
