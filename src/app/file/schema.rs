//! The JSON schema of devcluster.yaml, for editors.

/// JSON schema (draft 2020-12) of kind App.
pub const SCHEMA: &str = include_str!("schema.json");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::app::file::decode::{CHART_FIELDS, FIELDS, IMAGE_FIELDS, OPEN_FIELDS};
    use crate::app::sync::RULE_FIELDS;

    #[test]
    fn the_schema_has_the_fields_that_are_read() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let parts: [(&str, &[&str]); 5] = [
            ("", FIELDS),
            ("/$defs/image", IMAGE_FIELDS),
            ("/properties/chart", CHART_FIELDS),
            ("/properties/open", OPEN_FIELDS),
            ("/$defs/syncRule", RULE_FIELDS),
        ];
        for (pointer, read) in parts {
            let part = schema.pointer(pointer).unwrap();
            assert_eq!(part["additionalProperties"], false, "{pointer}");
            let known: BTreeSet<_> = part["properties"].as_object().unwrap().keys().cloned().collect();
            assert_eq!(known, read.iter().map(|&name| name.to_owned()).collect(), "{pointer}");
        }
    }
}
