//! Flags, feature gates and API versions of Kubernetes' components.

/// Name of a flag, without its dashes.
pub fn flag_name(text: &str) -> Result<(), String> {
    let bare = text.trim_start_matches('-');
    if bare.len() < text.len() && !bare.is_empty() {
        return Err(format!("`{text}` is written without its dashes: `{bare}`"));
    }
    let fits = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if fits { Ok(()) } else { Err(format!("`{text}` is no flag: lower-case letters, digits and `-`")) }
}

/// Value of a flag.
pub fn flag_value(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) {
        return Err("the value of a flag has to be one line".to_owned());
    }
    Ok(text.to_owned())
}

/// Name of a feature gate.
pub fn feature_gate(text: &str) -> Result<(), String> {
    let fits = text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(|c| c.is_ascii_alphanumeric());
    if fits {
        Ok(())
    } else {
        Err(format!("`{text}` is no feature gate: its name is like `InPlacePodVerticalScaling`"))
    }
}

/// Group and version of an API, or a resource of it, as `--runtime-config` takes them.
pub fn api_version(text: &str) -> Result<(), String> {
    let part_fits = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'))
    };
    let fits = text.split('/').count() <= 3 && text.split('/').all(part_fits);
    if fits {
        return Ok(());
    }
    Err(format!("`{text}` is no API: its name is like `resource.k8s.io/v1alpha3` or `api/alpha`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_written_without_dashes() {
        assert!(flag_name("max-pods").is_ok());
        assert_eq!(flag_name("--v").unwrap_err(), "`--v` is written without its dashes: `v`");
        for text in ["", "-", "Max", "max_pods", "max pods", "a=b"] {
            assert!(flag_name(text).is_err(), "{text}");
        }
        assert!(flag_value("a\nb").is_err());
    }

    #[test]
    fn gates_and_apis_have_their_form() {
        for text in ["AllAlpha", "KubeletInUserNamespace", "CPUManager"] {
            assert!(feature_gate(text).is_ok(), "{text}");
        }
        for text in ["", "allAlpha", "All-Alpha", "AllAlpha=true"] {
            assert!(feature_gate(text).is_err(), "{text}");
        }
        for text in ["api/all", "resource.k8s.io/v1alpha3", "apps/v1/deployments", "v1"] {
            assert!(api_version(text).is_ok(), "{text}");
        }
        for text in ["", "/", "a/", "a/b/c/d", "Api/all", "api/all=true"] {
            assert!(api_version(text).is_err(), "{text}");
        }
    }
}
