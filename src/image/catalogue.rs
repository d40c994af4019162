//! The catalogue of images: one folder each, from the binary itself or from a checkout.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::error::{ImageError, Result};
use super::hash;
use super::recipe::Recipe;
use super::source_files;

/// Names folders to read image sources from, in place of those in the binary: for work on them, and for images that
/// only tests need.
const DIRECTORY_VARIABLE: &str = "DEVCLUSTER_IMAGES";

const RECIPE_FILE: &str = "image.yaml";
const DOCKERFILE: &str = "Dockerfile";

/// `images/` as it was when this binary was built: path, whether executable, content.
static EMBEDDED: &[(&str, bool, &[u8])] = include!(concat!(env!("OUT_DIR"), "/images.rs"));

/// A file of a folder, by its path below the folder.
#[derive(Debug, Clone)]
pub struct File {
    pub path: String,
    pub executable: bool,
    pub content: Cow<'static, [u8]>,
}

/// All that makes one image.
#[derive(Debug, Clone)]
pub struct Folder {
    pub name: String,
    pub recipe: Recipe,
    /// Sorted by path.
    pub files: Vec<File>,
    /// First 12 hexadecimal digits of a hash over the files, and the hashes of the folders that are needed.
    pub hash: String,
}

/// All image folders by name; every need is there, and none is needed by what it needs.
#[derive(Debug, Clone)]
pub struct Catalogue {
    folders: BTreeMap<String, Folder>,
}

impl Folder {
    /// Whether the folder makes an image; else it only makes binaries for others.
    pub fn has_image(&self) -> bool {
        self.recipe.bootstrap.is_some() || self.recipe.bake.is_some() || self.has_dockerfile()
    }

    /// Whether the image is made by a Dockerfile.
    pub fn has_dockerfile(&self) -> bool {
        self.file(DOCKERFILE).is_some()
    }

    /// Whether the Dockerfile stands on the image of the folder `need`: takes it as a build argument.
    pub fn stands_on(&self, need: &str) -> bool {
        let argument = format!("ARG {}", argument(need));
        let dockerfile = self.file(DOCKERFILE).map(|file| String::from_utf8_lossy(&file.content).into_owned());
        dockerfile.is_some_and(|text| text.lines().any(|line| line.trim() == argument))
    }

    /// The image's name in the container engine: `devcluster/NAME:HASH`, so that no image of the user is touched.
    pub fn tag(&self) -> String {
        format!("devcluster/{}:{}", self.name, self.hash)
    }

    /// The name by which pods ask for the image.
    pub fn reference(&self) -> String {
        self.recipe.reference.clone().unwrap_or_else(|| format!("docker.io/{}", self.tag()))
    }

    /// The file of the folder at a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// The build argument that carries a needed image: `KUBE_PROXY` for `kube-proxy`.
pub fn argument(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}

impl Catalogue {
    /// The catalogue in this binary, or that of the folders that DEVCLUSTER_IMAGES names (as PATH does).
    pub fn load() -> Result<Self> {
        match std::env::var_os(DIRECTORY_VARIABLE) {
            Some(directories) => Self::from_directories(std::env::split_paths(&directories)),
            None => Self::from_files(
                EMBEDDED
                    .iter()
                    .map(|&(path, executable, content)| (path.to_owned(), executable, Cow::Borrowed(content))),
            ),
        }
    }

    /// Reads folders of image folders: a checkout's `images/` and others whose images may stand on those in it, or be in
    /// their place: of two folders with one name the later one counts.
    fn from_directories(roots: impl IntoIterator<Item = PathBuf>) -> Result<Self> {
        let unreadable = |path: &Path| {
            let path = path.to_path_buf();
            move |source| ImageError::Unreadable { path, source }
        };
        let mut files = Vec::new();
        for root in roots {
            let sources = source_files::list(&root).map_err(unreadable(&root))?;
            let folder = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
            let named: BTreeSet<_> = sources.iter().map(|file| folder(&file.path)).collect();
            files.retain(|(path, ..): &(String, bool, Cow<'static, [u8]>)| !named.contains(&folder(path)));
            for file in sources {
                let path = root.join(&file.path);
                let content = std::fs::read(&path).map_err(unreadable(&path))?;
                files.push((file.path, file.executable, Cow::Owned(content)));
            }
        }
        Self::from_files(files)
    }

    fn from_files(files: impl IntoIterator<Item = (String, bool, Cow<'static, [u8]>)>) -> Result<Self> {
        let mut sources: BTreeMap<String, Vec<File>> = BTreeMap::new();
        for (path, executable, content) in files {
            if let Some((folder, path)) = path.split_once('/') {
                let file = File { path: path.to_owned(), executable, content };
                sources.entry(folder.to_owned()).or_default().push(file);
            }
        }
        let mut folders = BTreeMap::new();
        for (name, files) in sources {
            if let Some(file) = files.iter().find(|file| file.path == RECIPE_FILE) {
                let text = String::from_utf8_lossy(&file.content);
                let recipe =
                    crate::yaml::parse(&text).map_err(|source| ImageError::Recipe { folder: name.clone(), source })?;
                folders.insert(name.clone(), Folder { name, recipe, files, hash: String::new() });
            }
        }
        let mut catalogue = Self { folders };
        for name in catalogue.order()? {
            let hash = catalogue.hash(&catalogue.folders[&name]);
            if let Some(folder) = catalogue.folders.get_mut(&name) {
                folder.hash = hash;
            }
        }
        Ok(catalogue)
    }

    /// Over a folder's files and the hashes of what it needs, which have to be known by then.
    fn hash(&self, folder: &Folder) -> String {
        let files = folder.files.iter().flat_map(|file| {
            let executable: &[u8] = if file.executable { &[1] } else { &[0] };
            [file.path.as_bytes(), executable, &file.content]
        });
        let needed = folder.recipe.needed().into_iter().filter_map(|need| self.folder(need).ok());
        hash::of(files.chain(needed.map(|need| need.hash.as_bytes())))
    }

    /// One folder by name.
    pub fn folder(&self, name: &str) -> Result<&Folder> {
        self.folders
            .get(name)
            .ok_or_else(|| ImageError::Unknown { name: name.to_owned(), known: self.folders.keys().cloned().collect() })
    }

    /// Upstream's references of the images that are baked into nodes, by the folder's name with `-` as `_`.
    pub fn system_images(&self) -> BTreeMap<String, String> {
        self.folders().map(|folder| (folder.name.replace('-', "_"), folder.reference())).collect()
    }

    /// All folders, by name.
    pub fn folders(&self) -> impl Iterator<Item = &Folder> {
        self.folders.values()
    }

    /// The names of all folders, each after those that it needs.
    fn order(&self) -> Result<Vec<String>> {
        let mut ordered = Vec::new();
        for name in self.folders.keys() {
            self.visit(name, &mut Vec::new(), &mut ordered)?;
        }
        Ok(ordered)
    }

    fn visit<'a>(&'a self, name: &'a str, path: &mut Vec<&'a str>, ordered: &mut Vec<String>) -> Result<()> {
        if ordered.iter().any(|done| done == name) {
            return Ok(());
        }
        if path.contains(&name) {
            return Err(ImageError::Circle { folder: name.to_owned() });
        }
        path.push(name);
        for need in self.folder(name)?.recipe.needed() {
            let (need, _) = self
                .folders
                .get_key_value(need)
                .ok_or_else(|| ImageError::NeedUnknown { folder: name.to_owned(), need: need.to_owned() })?;
            self.visit(need, path, ordered)?;
        }
        path.pop();
        ordered.push(name.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(recipes: &[(&str, &str)]) -> Result<Catalogue> {
        Catalogue::from_files(
            recipes.iter().map(|&(name, recipe)| {
                (format!("{name}/{RECIPE_FILE}"), false, Cow::Owned(recipe.as_bytes().to_vec()))
            }),
        )
    }

    fn hash_of(catalogue: &Catalogue, name: &str) -> String {
        catalogue.folder(name).unwrap().hash.clone()
    }

    #[test]
    fn our_own_images_are_a_catalogue() {
        let catalogue = Catalogue::load().unwrap();
        let node = catalogue.folder("node").unwrap();
        assert!(node.tag().starts_with("devcluster/node:"));
        assert_eq!(node.hash.len(), 12);
        assert!(catalogue.folder("kube-apiserver").unwrap().stands_on("kubernetes"));
    }

    #[test]
    fn a_change_below_changes_the_hashes_above_and_no_others() {
        let recipes = |base: &'static str| [("a", base), ("b", "{about: b, needs: [a]}"), ("c", "about: c")];
        let (before, after) = (catalogue(&recipes("about: a")).unwrap(), catalogue(&recipes("about: A")).unwrap());
        assert_ne!(hash_of(&before, "b"), hash_of(&after, "b"));
        assert_eq!(hash_of(&before, "c"), hash_of(&after, "c"));
    }

    #[test]
    fn of_two_folders_with_one_name_the_later_counts() {
        let root = |about: &str| {
            let root = tempfile::tempdir().unwrap();
            std::fs::create_dir(root.path().join("a")).unwrap();
            std::fs::write(root.path().join("a").join(RECIPE_FILE), format!("about: {about}")).unwrap();
            root
        };
        let roots = [root("first"), root("second")];
        std::fs::write(roots[0].path().join("a/Dockerfile"), "FROM scratch").unwrap();
        let catalogue = Catalogue::from_directories(roots.iter().map(|root| root.path().to_owned())).unwrap();
        let folder = catalogue.folder("a").unwrap();
        assert_eq!((folder.recipe.about.as_str(), folder.has_dockerfile()), ("second", false));
    }

    #[test]
    fn folders_that_need_each_other_are_an_error() {
        let error = catalogue(&[("a", "{about: a, needs: [b]}"), ("b", "{about: b, needs: [a]}")]).unwrap_err();
        assert!(matches!(error, ImageError::Circle { .. }), "{error}");
    }

    #[test]
    fn an_unknown_need_and_an_unknown_key_are_errors() {
        let error = catalogue(&[("a", "{about: a, needs: [z]}")]).unwrap_err();
        assert!(matches!(error, ImageError::NeedUnknown { .. }), "{error}");
        let error = catalogue(&[("a", "{about: a, need: [z]}")]).unwrap_err();
        assert!(matches!(error, ImageError::Recipe { .. }), "{error}");
    }
}
