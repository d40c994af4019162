//! Which containers a rule is about, and with which files.

use std::path::{Path, PathBuf};

use super::SyncRule;
use crate::app::App;
use crate::app::watch::plain;
use crate::image::transfer::Reference;

/// Whether a rule is about a container of that name and image.
pub fn is_about(rule: &SyncRule, app: &App, container: &str, image: &str) -> bool {
    !folders(rule, app, container, image).is_empty()
}

/// Folders whose files a rule brings to a container: all where it names the container, else those that the container's
/// image is built from, so that files of one image don't get into the containers of another. None where the rule is not
/// about it.
pub fn folders(rule: &SyncRule, app: &App, container: &str, image: &str) -> Vec<PathBuf> {
    if let Some(name) = &rule.container {
        return if name == container { vec!["/".into()] } else { Vec::new() };
    }
    let reference = |name: &str| Reference::parse(name).ok();
    let Some(image) = reference(image) else { return Vec::new() };
    let own = app.images.iter().filter(|own| reference(&own.name).as_ref() == Some(&image));
    own.map(|own| plain(&own.context)).filter(|context| may_take(rule, app, context)).collect()
}

/// Whether a file, by its path from the app's folder, is in one of `folders`.
pub fn is_in(folders: &[PathBuf], app: &App, path: &Path) -> bool {
    let whole = plain(&app.folder.join(path));
    folders.iter().any(|folder| whole.starts_with(folder))
}

fn may_take(rule: &SyncRule, app: &App, context: &Path) -> bool {
    rule.folders().any(|folder| {
        let folder = plain(&app.folder.join(folder));
        folder.starts_with(context) || context.starts_with(&folder)
    })
}

#[cfg(test)]
mod tests {
    use super::super::decode::tests::rule;
    use super::*;
    use crate::app::{AppFile, Tools};

    async fn app() -> App {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write(
            "devcluster.yaml",
            "apiVersion: devcluster.dev/v1alpha1\nkind: App\nimages:\n- {name: 'web:v1', context: web}\n- {name: 'api:v1', context: api}\n",
        );
        write("a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n");
        App::load(&Tools::for_tests(), AppFile::read(folder.path()).unwrap(), None).await.unwrap()
    }

    #[tokio::test]
    async fn containers_get_files_of_their_image_only() {
        let app = app().await;
        let web = rule("{from: 'web/**/*.js', to: /app}").unwrap();
        assert!(is_about(&web, &app, "a", "docker.io/library/web:v1") && !is_about(&web, &app, "a", "api:v1"));
        let all = rule("{from: '**/*.py', to: /app}").unwrap();
        assert!(!is_about(&all, &app, "redis", "redis:7"));
        let api = folders(&all, &app, "b", "api:v1");
        assert!(is_in(&api, &app, Path::new("api/a.py")) && !is_in(&api, &app, Path::new("web/a.py")));
    }

    #[tokio::test]
    async fn a_container_that_is_named_gets_all() {
        let app = app().await;
        let named = rule("{from: conf, to: /etc/redis, container: redis}").unwrap();
        assert!(!is_about(&named, &app, "web", "web:v1"));
        let redis = folders(&named, &app, "redis", "redis:7");
        assert!(is_in(&redis, &app, Path::new("conf/redis.conf")));
    }
}
