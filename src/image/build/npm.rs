//! A web page: npm gets exactly what package-lock.json names, and the page's own script builds it. No package's script
//! runs on the way.

use super::script::{Place, Script, quote, quote_path};
use crate::image::recipe::Npm;

/// Image with Node.
const IMAGE: &str = "node:22-slim";
/// npm's own cache of downloads.
const CACHES: &[(&str, &str)] = &[("devcluster-build-npm", "/root/.npm")];
/// What node_modules was made of: where it is the same still, there is nothing to install.
const MARK: &str = "node_modules/.made-of";

/// Gets the packages.
pub fn fetch(npm: &Npm, place: Place<'_>) -> Script {
    script("npm ci", install(npm, place))
}

/// Builds the page and takes it out.
pub fn compile(npm: &Npm, place: Place<'_>) -> Script {
    let (built, target) = (quote(&npm.output), quote_path(&place.output.join("dist")));
    let text = install(npm, place) + &format!("npm run build\ncp -R {built} {target}\n");
    script("npm run build", text)
}

/// Installs in a copy: among the sources, what is not a source is removed before each build.
fn install(npm: &Npm, place: Place<'_>) -> String {
    let copy = quote_path(&place.cache.join("npm"));
    let sources = quote(&npm.folder);
    let made_of = "cat package.json package-lock.json";
    format!(
        "mkdir -p {copy}\n\
         find {copy} -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {{}} +\n\
         cp -R {sources}/. {copy}\n\
         cd {copy}\n\
         if ! {made_of} | cmp -s - {MARK}; then\n\
         npm ci --ignore-scripts --no-audit --no-fund\n\
         {made_of} >{MARK}\n\
         fi\n"
    )
}

fn script(name: &'static str, text: String) -> Script {
    Script { name, text, programs: &["node", "npm"], image: IMAGE, caches: CACHES, crosses: true }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_page_is_built_in_a_copy_of_its_folder_of_what_the_lock_file_names() {
        let npm: Npm = crate::yaml::parse("{folder: web, output: build}").unwrap();
        let place = Place { output: Path::new("/out"), cache: Path::new("/cache"), architecture: "arm64" };
        let install = "mkdir -p /cache/npm\n\
                       find /cache/npm -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} +\n\
                       cp -R web/. /cache/npm\n\
                       cd /cache/npm\n\
                       if ! cat package.json package-lock.json | cmp -s - node_modules/.made-of; then\n\
                       npm ci --ignore-scripts --no-audit --no-fund\n\
                       cat package.json package-lock.json >node_modules/.made-of\n\
                       fi\n";
        assert_eq!(fetch(&npm, place).text, install);
        assert_eq!(compile(&npm, place).text, format!("{install}npm run build\ncp -R build /out/dist\n"));
    }
}
