//! What is set of an addon: words of a command line over what was set before over the defaults.

use std::collections::BTreeMap;

use super::AddonError;
use super::definition::{Addon, OptionValue};

/// A value for each option of an addon.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, OptionValue>);

/// Reads `key=value`.
pub fn parse_setting(word: &str) -> Result<(String, String), String> {
    match word.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("it has to be OPTION=VALUE".to_owned()),
    }
}

impl Settings {
    /// What applies where nothing is set.
    pub fn defaults(addon: &Addon) -> Self {
        Self(addon.options.iter().map(|(name, option)| (name.clone(), option.default.clone())).collect())
    }

    /// `words` over `before` over the defaults. What was set before and is no option any more is left out; all that is
    /// wrong with `words` is told.
    pub fn new(
        addon: &Addon,
        before: &BTreeMap<String, OptionValue>,
        words: &[(String, String)],
    ) -> Result<Self, AddonError> {
        let mut settings = Self::defaults(addon);
        for (name, option) in &addon.options {
            let kept = before.get(name).filter(|value| option.kind.parse(&value.to_string()).is_ok());
            settings.0.extend(kept.map(|value| (name.clone(), value.clone())));
        }
        let mut problems = Vec::new();
        for (name, word) in words {
            match addon.options.get(name).map(|option| option.kind.parse(word)) {
                Some(Ok(value)) => drop(settings.0.insert(name.clone(), value)),
                Some(Err(wanted)) => problems.push(format!("`{name}` has to be {wanted}, not `{word}`")),
                None if addon.options.is_empty() => problems.push(format!("there is no option `{name}`: it has none")),
                None => {
                    let known: Vec<_> = addon.options.keys().map(String::as_str).collect();
                    problems.push(format!("there is no option `{name}`; there is {}", known.join(", ")));
                }
            }
        }
        match problems.is_empty() {
            true => Ok(settings),
            false => Err(AddonError::Options { name: addon.name.clone(), problems }),
        }
    }

    /// What is set of a chart: helm knows what it means.
    pub fn of_chart(words: &[(String, String)]) -> Self {
        Self(words.iter().map(|(key, value)| (key.clone(), OptionValue::Text(value.clone()))).collect())
    }

    /// By the option's name.
    pub fn values(&self) -> &BTreeMap<String, OptionValue> {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::addon::definition::{AddonOption, OptionKind};

    fn addon() -> Addon {
        let option = |kind, default| AddonOption { about: String::new(), kind, default };
        let options = BTreeMap::from([
            ("port".to_owned(), option(OptionKind::Integer, OptionValue::Integer(80))),
            ("hosts".to_owned(), option(OptionKind::List, OptionValue::List(Vec::new()))),
        ]);
        Addon { name: "shop".into(), options, ..Addon::default() }
    }

    fn words(words: &[&str]) -> Vec<(String, String)> {
        words.iter().map(|word| parse_setting(word).unwrap()).collect()
    }

    #[test]
    fn later_settings_lie_over_earlier_ones() {
        let before = BTreeMap::from([
            ("port".to_owned(), OptionValue::Integer(90)),
            ("gone".to_owned(), OptionValue::Boolean(true)),
        ]);
        let settings = Settings::new(&addon(), &before, &words(&["hosts=a, b"])).unwrap();
        let hosts = OptionValue::List(vec!["a".into(), "b".into()]);
        assert_eq!(settings.values()["port"], OptionValue::Integer(90));
        assert_eq!((settings.values()["hosts"].clone(), settings.values().len()), (hosts, 2));
    }

    #[test]
    fn all_that_is_wrong_is_told() {
        let error = Settings::new(&addon(), &BTreeMap::new(), &words(&["port=x", "prot=1"])).unwrap_err();
        insta::assert_snapshot!(error.to_string(), @"addon `shop`: `port` has to be a whole number, not `x`; there is no option `prot`; there is hosts, port");
    }
}
