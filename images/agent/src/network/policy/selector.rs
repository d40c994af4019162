//! Label selectors.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

pub type Labels = BTreeMap<String, String>;

/// What has to be true of an object's labels; where nothing has to be, all objects are selected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector(Vec<Requirement>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Requirement {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Exists(String),
    DoesNotExist(String),
    /// An operator that is not known: nothing is selected.
    Never,
}

impl Selector {
    pub fn matches(&self, labels: &Labels) -> bool {
        self.0.iter().all(|requirement| requirement.is_met_by(labels))
    }
}

impl From<&LabelSelector> for Selector {
    fn from(selector: &LabelSelector) -> Self {
        let labels = selector.match_labels.iter().flatten();
        let labels = labels.map(|(key, value)| Requirement::In(key.clone(), vec![value.clone()]));
        let expressions = selector.match_expressions.iter().flatten().map(|expression| {
            let key = expression.key.clone();
            let values = || expression.values.clone().unwrap_or_default();
            match expression.operator.as_str() {
                "In" => Requirement::In(key, values()),
                "NotIn" => Requirement::NotIn(key, values()),
                "Exists" => Requirement::Exists(key),
                "DoesNotExist" => Requirement::DoesNotExist(key),
                _ => Requirement::Never,
            }
        });
        Self(labels.chain(expressions).collect())
    }
}

impl Requirement {
    fn is_met_by(&self, labels: &Labels) -> bool {
        match self {
            Self::In(key, values) => labels.get(key).is_some_and(|value| values.contains(value)),
            Self::NotIn(key, values) => labels.get(key).is_none_or(|value| !values.contains(value)),
            Self::Exists(key) => labels.contains_key(key),
            Self::DoesNotExist(key) => !labels.contains_key(key),
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::{Value, from_value, json};

    use super::*;

    #[track_caller]
    fn selects(selector: Value, expected: &[&str]) {
        let selector = Selector::from(&from_value::<LabelSelector>(selector).unwrap());
        let objects = ["", "app=web", "app=db", "app=web,tier=front", "tier=back"];
        let selected = objects.into_iter().filter(|labels| {
            let labels = labels.split(',').filter_map(|label| label.split_once('='));
            selector.matches(&labels.map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
        });
        assert_eq!(selected.collect::<Vec<_>>(), expected);
    }

    fn expression(operator: &str, values: &[&str]) -> Value {
        json!({ "matchExpressions": [{ "key": "app", "operator": operator, "values": values }] })
    }

    #[test]
    fn an_empty_one_selects_all() {
        selects(json!({}), &["", "app=web", "app=db", "app=web,tier=front", "tier=back"]);
    }

    #[test]
    fn labels_have_to_be_there_all_of_them() {
        selects(json!({ "matchLabels": { "app": "web" } }), &["app=web", "app=web,tier=front"]);
        selects(json!({ "matchLabels": { "app": "web", "tier": "front" } }), &["app=web,tier=front"]);
    }

    #[test]
    fn expressions_mean_what_they_say() {
        selects(expression("In", &["web", "db"]), &["app=web", "app=db", "app=web,tier=front"]);
        selects(expression("NotIn", &["web"]), &["", "app=db", "tier=back"]);
        selects(expression("Exists", &[]), &["app=web", "app=db", "app=web,tier=front"]);
        selects(expression("DoesNotExist", &[]), &["", "tier=back"]);
        selects(expression("Like", &["web"]), &[]);
    }

    #[test]
    fn labels_and_expressions_are_joined() {
        let mut selector = expression("Exists", &[]);
        selector["matchLabels"] = json!({ "tier": "front" });
        selects(selector, &["app=web,tier=front"]);
    }
}
