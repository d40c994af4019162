//! Ready-made binaries out of Python wheels. pip takes these from where this host takes packages, and only those whose
//! checksums are in requirements.txt.

use super::script::{Place, Script, quote, quote_path};
use crate::image::recipe::Python;

/// Image with pip.
const IMAGE: &str = "python:3-slim";
/// The Python that wheels are asked for: binaries don't mind one on this host that is too old for theirs.
const PYTHON: &str = "3.14";
/// pip's own cache of downloads.
const CACHES: &[(&str, &str)] = &[("devcluster-build-pip", "/root/.cache/pip")];

/// Gets the wheels.
pub fn fetch(python: &Python, place: Place<'_>) -> Script {
    script("pip download", download(python, place))
}

/// Unpacks the wheels and takes the binaries out.
pub fn compile(python: &Python, place: Place<'_>) -> Script {
    let unpacked = place.cache.join("unpacked");
    let (from, target) = (wheels(place), quote_path(&unpacked));
    let mut text = download(python, place);
    // pip leaves alone what is in the folder already.
    text += &format!("rm -rf {target}\npip3 install {} ", options(python, place));
    text +=
        &format!("--ignore-requires-python --no-index --find-links {from} --no-user --no-compile --target {target}\n");
    for (name, file) in &python.binaries {
        let file = quote_path(&unpacked.join(file));
        text += &format!("install -m 755 {file} {}\n", quote_path(&place.output.join(name)));
    }
    text += &format!("rm -rf {target}\n");
    script("pip install", text)
}

/// Wheels that are there already are not downloaded again.
fn download(python: &Python, place: Place<'_>) -> String {
    format!("pip3 download {} --dest {}\n", options(python, place), wheels(place))
}

fn wheels(place: Place<'_>) -> String {
    quote_path(&place.cache.join("wheels"))
}

fn script(name: &'static str, text: String) -> Script {
    Script { name, text, programs: &["pip3"], image: IMAGE, caches: CACHES, crosses: true }
}

/// Only what requirements.txt names, as wheels for the engine's machine.
fn options(python: &Python, place: Place<'_>) -> String {
    let platform = quote(&format!("{}_{}", python.platform, machine(place.architecture)));
    let pinned = "--require-hashes --requirement requirements.txt --no-deps --only-binary=:all:";
    format!("--progress-bar off --python-version {PYTHON} {pinned} --platform {platform}")
}

/// The wheels' name of a machine for Go's.
fn machine(architecture: &str) -> &'static str {
    match architecture {
        "arm64" => "aarch64",
        _ => "x86_64",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn only_pinned_wheels_for_the_engines_machine_are_taken() {
        let python: Python = crate::yaml::parse("{platform: manylinux_2_31, binaries: {e: e/_bin/e}}").unwrap();
        let place = Place { output: Path::new("/out"), cache: Path::new("/cache"), architecture: "arm64" };
        let options = "--progress-bar off --python-version 3.14 --require-hashes --requirement requirements.txt \
                       --no-deps --only-binary=:all: --platform manylinux_2_31_aarch64";
        let download = format!("pip3 download {options} --dest /cache/wheels\n");
        assert_eq!(fetch(&python, place).text, download);
        assert_eq!(
            compile(&python, place).text,
            format!(
                "{download}\
                 rm -rf /cache/unpacked\n\
                 pip3 install {options} --ignore-requires-python --no-index --find-links /cache/wheels --no-user \
                 --no-compile --target /cache/unpacked\n\
                 install -m 755 /cache/unpacked/e/_bin/e /out/e\n\
                 rm -rf /cache/unpacked\n"
            )
        );
    }
}
