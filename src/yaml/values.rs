//! Values in and out by serde: the only user of serde_yaml.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// YAML that does not parse or does not have the shape that was asked for; the message carries line and column.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct YamlError(#[from] serde_yaml::Error);

/// Parses one document.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    Ok(serde_yaml::from_str(text)?)
}

/// Parses a file of several documents; empty ones are left out.
pub fn parse_all(text: &str) -> Result<Vec<serde_json::Value>, YamlError> {
    use serde::Deserialize;
    let mut documents = Vec::new();
    for document in serde_yaml::Deserializer::from_str(text) {
        let value = serde_json::Value::deserialize(document)?;
        if !value.is_null() {
            documents.push(value);
        }
    }
    Ok(documents)
}

/// As `parse_all`, each document with its number in the file, from 1; on failure, the number of the bad one.
pub fn parse_numbered(text: &str) -> Result<Vec<(usize, serde_json::Value)>, (usize, YamlError)> {
    use serde::Deserialize;
    let mut documents = Vec::new();
    for (index, document) in serde_yaml::Deserializer::from_str(text).enumerate() {
        let number = index + 1;
        let value = serde_json::Value::deserialize(document).map_err(|error| (number, error.into()))?;
        if !value.is_null() {
            documents.push((number, value));
        }
    }
    Ok(documents)
}

/// Writes one document.
pub fn render<T: Serialize>(value: &T) -> Result<String, YamlError> {
    Ok(serde_yaml::to_string(value)?)
}
