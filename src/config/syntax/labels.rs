//! Labels and taints, by the rules of Kubernetes:
//! <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set>.

const LONGEST_NAME: usize = 63;
const LONGEST_PREFIX: usize = 253;
const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// Key of a label or taint.
pub fn label_key(text: &str) -> Result<(), String> {
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    if name.is_empty() || !is_name(name) {
        return Err(format!(
            "`{text}` is no key: up to {LONGEST_NAME} letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit, after an optional `domain/`"
        ));
    }
    if prefix.is_some_and(|prefix| !is_domain(prefix)) {
        return Err(format!("`{text}` is no key: what stands before `/` has to be a domain such as `example.com`"));
    }
    Ok(())
}

/// Value of a label or taint.
pub fn label_value(text: &str) -> Result<String, String> {
    if is_name(text) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "`{text}` is no value of a label or taint: up to {LONGEST_NAME} letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit"
    ))
}

/// What a taint does.
pub fn taint_effect(text: &str) -> Result<String, String> {
    if EFFECTS.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(format!("expected one of {}, found `{text}`", EFFECTS.join(", ")))
}

/// A name, or nothing.
fn is_name(text: &str) -> bool {
    let alphanumeric = |c: Option<char>| c.is_none_or(|c| c.is_ascii_alphanumeric());
    text.len() <= LONGEST_NAME
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && alphanumeric(text.chars().next())
        && alphanumeric(text.chars().last())
}

/// A DNS subdomain, RFC 1123.
fn is_domain(text: &str) -> bool {
    text.len() <= LONGEST_PREFIX
        && text.split('.').all(|part| {
            !part.is_empty()
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                && !part.starts_with('-')
                && !part.ends_with('-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_as_kubernetes_has_them() {
        for key in ["a", "tier", "app.kubernetes.io/name", "Disk_Type.1", "example.com/A", &"a".repeat(63)] {
            assert!(label_key(key).is_ok(), "{key}");
        }
        for key in ["", "/", "a/", "/a", "a/b/c", "-a", "a-", "a b", "Example.com/a", "a..b/c", "ä", &"a".repeat(64)] {
            assert!(label_key(key).is_err(), "{key}");
        }
    }

    #[test]
    fn values_may_be_empty() {
        for value in ["", "ssd", "1.5_a-B"] {
            assert!(label_value(value).is_ok(), "{value}");
        }
        for value in [" ", "a/b", "-", "a b", &"a".repeat(64)] {
            assert!(label_value(value).is_err(), "{value}");
        }
    }
}
