//! Takes out of a document what nobody else is to know.

use serde_json::{Map, Value};

const INSTEAD: &str = "REDACTED";
/// A copy of the whole object, and who wrote which field.
const NOISE: [&str; 2] = ["kubectl.kubernetes.io/last-applied-configuration", "managedFields"];

/// Puts a word in the place of passwords, tokens, values of environment variables and users in URLs.
pub fn redact(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !NOISE.contains(&name.as_str()));
            fields.iter_mut().for_each(|(name, field)| redact_field(name, field));
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::String(text) => {
            if let Some(safe) = without_user(text) {
                *text = safe;
            }
        }
        _ => {}
    }
}

fn redact_field(name: &str, field: &mut Value) {
    match field {
        Value::String(text) if is_secret(name) => INSTEAD.clone_into(text),
        Value::Array(variables) if name == "env" => {
            variables.iter_mut().filter_map(Value::as_object_mut).for_each(redact_variable);
        }
        _ => redact(field),
    }
}

fn redact_variable(variable: &mut Map<String, Value>) {
    if let Some(value) = variable.get_mut("value") {
        *value = INSTEAD.into();
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "auth" || ["password", "token"].iter().any(|word| name.contains(word))
}

/// A URL whose user is taken out; `None` where it has none.
fn without_user(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let authority = rest.split('/').next()?;
    let (_, host) = authority.rsplit_once('@')?;
    Some(format!("{scheme}://{INSTEAD}@{host}{}", &rest[authority.len()..]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_go_and_the_rest_stays() {
        let mut document = json!({
            "auth": { "password": "p", "identityToken": "t", "user": "me" },
            "automountServiceAccountToken": true,
            "env": [{ "name": "KEY", "value": "v" }, { "name": "FROM", "valueFrom": { "fieldRef": "x" } }],
            "metadata": { "managedFields": [], "name": "web" },
            "proxy": "http://me:p@host:8080/path",
            "url": "https://host/@x",
        });
        redact(&mut document);
        assert_eq!(
            document,
            json!({
                "auth": { "password": "REDACTED", "identityToken": "REDACTED", "user": "me" },
                "automountServiceAccountToken": true,
                "env": [{ "name": "KEY", "value": "REDACTED" }, { "name": "FROM", "valueFrom": { "fieldRef": "x" } }],
                "metadata": { "name": "web" },
                "proxy": "http://REDACTED@host:8080/path",
                "url": "https://host/@x",
            })
        );
    }
}
