//! A URL in the user's browser, where there is one.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Opens `url`; whether a browser was asked to.
pub fn open_in_browser(url: &str) -> bool {
    let Some(opener) = opener(&|name| std::env::var_os(name)) else { return false };
    // Detached from this process's streams: what a browser says is not ours to show.
    let started =
        Command::new(opener).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    started.is_ok()
}

/// The program that opens URLs: none where no one could see a window.
fn opener(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    if is_set("CI") {
        return None;
    }
    let names: &[&str] = if cfg!(target_os = "macos") {
        &["open"]
    } else if is_set("WSL_DISTRO_NAME") {
        &["wslview", "xdg-open"]
    } else if is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
        &["xdg-open"]
    } else {
        &[]
    };
    let folders: Vec<_> = std::env::split_paths(&variable("PATH")?).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_asked_only_where_there_is_a_screen() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join(if cfg!(target_os = "macos") { "open" } else { "xdg-open" });
        std::fs::write(&program, "").unwrap();
        let with = |set: &[&str]| {
            opener(&|name| match name {
                "PATH" => Some(folder.path().into()),
                name => set.contains(&name).then(|| "1".into()),
            })
        };
        assert_eq!(with(&["DISPLAY"]), Some(program));
        assert_eq!(with(&["DISPLAY", "CI"]), None);
        if cfg!(target_os = "linux") {
            assert_eq!(with(&[]), None);
        }
    }
}
