//! `image.yaml`: what an image is made of. All that differs between images is here, nothing of it in code.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The content of an `image.yaml`. With a `Dockerfile` beside it (or `bootstrap`, or `bake`) the folder makes an
/// image, else only binaries that other folders take.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Recipe {
    /// What it is, for lists and progress.
    pub about: String,
    /// Upstream's name and tag: how pods ask for the image. Its own name where there is none.
    pub reference: Option<String>,
    /// Folders whose binaries (`bin/FOLDER/`) or image (build argument FOLDER) the Dockerfile takes.
    #[serde(default)]
    pub needs: Vec<String>,
    pub go: Option<Go>,
    pub cc: Option<Cc>,
    pub python: Option<Python>,
    pub cargo: Option<Cargo>,
    pub npm: Option<Npm>,
    /// More names of binaries: symbolic links, name to binary.
    #[serde(default)]
    pub links: BTreeMap<String, String>,
    pub bootstrap: Option<Bootstrap>,
    pub bake: Option<Bake>,
}

/// Static Go binaries of the module in the folder and of modules that its go.mod pins.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Go {
    #[serde(default)]
    pub tags: Vec<String>,
    /// In addition to `-s -w`.
    #[serde(default)]
    pub ldflags: Vec<String>,
    /// Name to package.
    #[serde(default)]
    pub binaries: BTreeMap<String, String>,
    /// Programs that run a package's tests: name to package.
    #[serde(default)]
    pub tests: BTreeMap<String, String>,
    /// What is taken out of modules as it is, beside the binaries: path below `bin/` to where it comes from.
    #[serde(default)]
    pub files: BTreeMap<String, ModulePath>,
    /// Cgo, for libraries that can't do without it; the binaries are then no longer static.
    #[serde(default)]
    pub cgo: bool,
}

/// A file or a whole folder of a Go module that go.mod pins.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModulePath {
    pub module: String,
    pub path: String,
}

/// Static binaries of single C files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cc {
    pub sources: CcSources,
    #[serde(default)]
    pub flags: Vec<String>,
    /// Name to source file.
    pub binaries: BTreeMap<String, String>,
}

/// Where C files are: in a Go module that another folder's go.mod pins.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CcSources {
    pub folder: String,
    pub module: String,
}

/// Static binaries of the Rust crate in the folder.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cargo {
    pub binaries: Vec<String>,
}

/// Ready-made binaries out of Python wheels, whose versions and checksums are those of the folder's requirements.txt.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Python {
    /// The wheels' platform without the machine: `manylinux_2_31`.
    pub platform: String,
    /// Name to file in a wheel.
    pub binaries: BTreeMap<String, String>,
}

/// A web page that npm builds, by the package-lock.json in its folder; it becomes the folder `dist` beside the binaries.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Npm {
    /// Where its package.json is.
    pub folder: String,
    /// What its script `build` makes, a path below that folder.
    pub output: String,
}

/// A Debian base image: pulled, or made of Debian's packages where no registry answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Bootstrap {
    pub image: String,
    pub suite: String,
    /// Lines of a sources.list.
    pub sources: Vec<String>,
    /// Patterns of files that packages shall not install.
    #[serde(default)]
    pub leave_out: Vec<String>,
    /// Patterns that are installed in spite of `leave_out`.
    #[serde(default)]
    pub keep: Vec<String>,
}

/// An image of a node with other images inside, already unpacked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bake {
    pub base: String,
    pub images: Vec<String>,
    /// Files of the node that are hard links to a file of an image.
    #[serde(default)]
    pub links: BTreeMap<String, BakeLink>,
    /// Shell scripts of the folder that run in the node last.
    #[serde(default)]
    pub scripts: Vec<String>,
}

/// A file inside an image.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BakeLink {
    pub image: String,
    pub path: String,
}

impl Recipe {
    /// Whether the folder makes binaries, or what lies beside them.
    pub fn has_binaries(&self) -> bool {
        let compiled = self.go.is_some() || self.cc.is_some() || self.cargo.is_some();
        compiled || self.python.is_some() || self.npm.is_some()
    }

    /// All folders that this one is made of.
    pub fn needed(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.needs.iter().map(String::as_str).collect();
        names.extend(self.cc.iter().map(|cc| cc.sources.folder.as_str()));
        if let Some(bake) = &self.bake {
            names.push(&bake.base);
            names.extend(bake.images.iter().map(String::as_str));
        }
        names.sort_unstable();
        names.dedup();
        names
    }
}
