//! Go binaries: static, without paths and times of the machine that compiled them. Files of modules as they are.

use std::path::Path;

use super::script::{Place, Script, quote, quote_all, quote_path};
use crate::image::recipe::Go;

/// Image with the compiler; its tag is the Go version that the go.mod files ask for.
pub const IMAGE: &str = "golang:1.26";
/// Module and build caches of containers of that image.
pub const CACHES: &[(&str, &str)] =
    &[("devcluster-build-go-modules", "/go/pkg"), ("devcluster-build-go", "/root/.cache/go-build")];

/// Gets the modules that the packages are compiled of, and only those (`go mod download` would get all that go.sum
/// names).
pub fn fetch(go: &Go, place: Place<'_>) -> Script {
    let mut text = environment(go, place);
    for (packages, tests) in [(&go.binaries, ""), (&go.tests, " -test")] {
        if !packages.is_empty() {
            let packages = quote_all(packages.values().map(String::as_str));
            text += &format!("go list -deps{tests} {} -f '' {packages}\n", tags(go));
        }
    }
    text += &go.files.values().map(|file| download(&file.module)).collect::<String>();
    script("go list", text)
}

/// Compiles the binaries.
pub fn compile(go: &Go, place: Place<'_>) -> Script {
    let mut text = environment(go, place);
    let ldflags =
        quote(&["-s -w"].into_iter().chain(go.ldflags.iter().map(String::as_str)).collect::<Vec<_>>().join(" "));
    let binaries = go.binaries.iter().map(|named| ("go build", named));
    let tests = go.tests.iter().map(|named| ("go test -c -vet=off", named));
    for (command, (name, package)) in binaries.chain(tests) {
        let output = quote_path(&place.output.join(name));
        let package = quote(package);
        text += &format!("{command} -trimpath -buildvcs=false {} -ldflags {ldflags} -o {output} {package}\n", tags(go));
    }
    for (name, file) in &go.files {
        text += &download(&file.module);
        text += &copy(&file.path, &place.output.join(name));
    }
    script("go build", text)
}

/// Gets a module, and `$module` is its folder then: `go list` knows it only once the module is there.
pub fn download(module: &str) -> String {
    let module = quote(module);
    format!("go mod download {module}\nmodule=$(go list -m -f '{{{{.Dir}}}}' {module})\n")
}

/// Copies a file or folder of `$module`, all of which is read-only: folders that nobody may write to could not be removed.
fn copy(source: &str, target: &Path) -> String {
    let (source, folder) = (quote(source), quote_path(target.parent().unwrap_or(target)));
    let target = quote_path(target);
    format!("mkdir -p {folder}\ncp -R \"$module\"/{source} {target}\nchmod -R u+w {target}\n")
}

fn script(name: &'static str, text: String) -> Script {
    Script { name, text, programs: &["go"], image: IMAGE, caches: CACHES, crosses: true }
}

fn environment(go: &Go, place: Place<'_>) -> String {
    let cgo = u8::from(go.cgo);
    format!("export CGO_ENABLED={cgo} GOOS=linux GOARCH={} GOWORK=off\n", place.architecture)
}

fn tags(go: &Go) -> String {
    format!("-tags {}", quote(&go.tags.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_names_come_from_the_recipe() {
        let go: Go =
            crate::yaml::parse("{tags: [a, b], ldflags: [-X v=1], binaries: {ctr: example.com/cmd/client}}").unwrap();
        let place = Place { output: Path::new("/out"), cache: Path::new("/cache"), architecture: "arm64" };
        assert_eq!(
            compile(&go, place).text,
            "export CGO_ENABLED=0 GOOS=linux GOARCH=arm64 GOWORK=off\n\
             go build -trimpath -buildvcs=false -tags a,b -ldflags '-s -w -X v=1' -o /out/ctr example.com/cmd/client\n"
        );
    }

    #[test]
    fn files_and_folders_of_modules_lie_beside_the_binaries() {
        let go: Go = crate::yaml::parse("{files: {m/crds: {module: example.com/a, path: crds/bases}}}").unwrap();
        let place = Place { output: Path::new("/out"), cache: Path::new("/cache"), architecture: "amd64" };
        let download = "go mod download example.com/a\nmodule=$(go list -m -f '{{.Dir}}' example.com/a)\n";
        assert!(fetch(&go, place).text.ends_with(download));
        let copy = "mkdir -p /out/m\ncp -R \"$module\"/crds/bases /out/m/crds\nchmod -R u+w /out/m/crds\n";
        assert!(compile(&go, place).text.ends_with(&format!("{download}{copy}")));
    }

    #[test]
    fn tests_become_programs_too() {
        let go: Go = crate::yaml::parse("{tests: {e.test: example.com/e}}").unwrap();
        let place = Place { output: Path::new("/out"), cache: Path::new("/cache"), architecture: "amd64" };
        let lines = |script: Script| script.text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines(fetch(&go, place)), ["go list -deps -test -tags '' -f '' example.com/e"]);
        assert_eq!(
            lines(compile(&go, place)),
            ["go test -c -vet=off -trimpath -buildvcs=false -tags '' -ldflags '-s -w' -o /out/e.test example.com/e"]
        );
    }
}
