//! Which files each container lacks, and so what is to be sent to which node.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::receiver::{folders, is_in};
use super::{SyncRule, Then};
use crate::app::App;
use crate::app::watch::{Changes, Tree};
use crate::cluster::AppContainer;

/// Files for some containers of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Kubernetes name.
    pub node: String,
    /// containerd's ids, and the pods that they are in.
    pub containers: Vec<(String, String)>,
    /// Files by their places in the container, as paths in the app's folder.
    pub written: BTreeMap<PathBuf, PathBuf>,
    /// Places in the container; what is in a folder before the folder.
    pub removed: Vec<PathBuf>,
    pub then: Then,
}

/// What containers need to have the files of `now`. `lacking` are containers with what changed since they were as they
/// are; containers that lack nothing are left out.
pub fn deliveries(app: &App, now: &Tree, lacking: &[(&AppContainer, Changes)]) -> Vec<Delivery> {
    let mut all: Vec<Delivery> = Vec::new();
    for (container, changes) in lacking {
        let Some(id) = &container.id else { continue };
        let meant = app.sync.iter().map(|rule| (rule, folders(rule, app, &container.name, &container.image)));
        let meant: Vec<_> = meant.filter(|(_, folders)| !folders.is_empty()).collect();
        let Some(wanted) = delivery(app, &meant, now, changes, &container.node) else { continue };
        let receiver = (id.clone(), container.pod.clone());
        let same = all.iter_mut().find(|other| Delivery { containers: Vec::new(), ..(*other).clone() } == wanted);
        match same {
            Some(same) => same.containers.push(receiver),
            None => all.push(Delivery { containers: vec![receiver], ..wanted }),
        }
    }
    all
}

/// To no container yet, by rules and the folders whose files they bring; `None` where no rule is about what changed.
fn delivery(
    app: &App,
    rules: &[(&SyncRule, Vec<PathBuf>)],
    now: &Tree,
    changes: &Changes,
    node: &str,
) -> Option<Delivery> {
    let mut written = BTreeMap::new();
    let mut removed = BTreeSet::new();
    let mut then = None;
    for (rule, folders) in rules {
        let target = |path: &Path| rule.target(path).filter(|_| is_in(folders, app, path));
        for path in &changes.written {
            if let Some(target) = target(path) {
                written.insert(target, path.clone());
                then = then.max(Some(rule.then));
            }
        }
        for path in &changes.removed {
            if let Some(target) = target(path) {
                removed.extend(gone(path, &target, now));
                then = then.max(Some(rule.then));
            }
        }
    }
    // Another file may have come to the same place.
    removed.retain(|target| !written.contains_key(target));
    let removed = removed.into_iter().rev().collect();
    Some(Delivery { node: node.to_owned(), containers: Vec::new(), written, removed, then: then? })
}

/// The place of a file that was removed, and those of the folders that went with it.
fn gone(path: &Path, target: &Path, now: &Tree) -> Vec<PathBuf> {
    let above = path.ancestors().zip(target.ancestors()).skip(1);
    let folders = above.take_while(|(folder, place)| {
        let is_same_name = folder.file_name().is_some() && folder.file_name() == place.file_name();
        is_same_name && !now.has(folder)
    });
    std::iter::once(target.to_owned()).chain(folders.map(|(_, place)| place.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{AppFile, Tools};
    use crate::cluster::ContainerState;

    fn container(id: &str, node: &str, name: &str) -> AppContainer {
        AppContainer {
            namespace: "default".into(),
            pod: format!("pod-{id}"),
            name: name.into(),
            image: if name == "web" { "web:v1".into() } else { "redis:7".into() },
            image_id: None,
            node: node.into(),
            id: Some(id.into()),
            state: ContainerState::Running,
        }
    }

    async fn app() -> App {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("Dockerfile", "FROM scratch\n");
        write(
            "devcluster.yaml",
            "apiVersion: devcluster.dev/v1alpha1\nkind: App\nimage: web:v1\nsync:\n- {from: '**/*.py', to: /app, then: restart}\n- {from: conf, to: /etc/redis, container: redis, signal: HUP}\n",
        );
        write(
            "deployment.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{image: web:v1}]}\n",
        );
        App::load(&Tools::for_tests(), AppFile::read(folder.path()).unwrap(), None).await.unwrap()
    }

    fn changes(written: &[&str], removed: &[&str]) -> Changes {
        Changes {
            written: written.iter().map(PathBuf::from).collect(),
            removed: removed.iter().map(PathBuf::from).collect(),
        }
    }

    #[tokio::test]
    async fn containers_of_a_node_that_lack_the_same_are_one_delivery() {
        let containers = [("1", "a"), ("2", "a"), ("3", "b")].map(|(id, node)| container(id, node, "web"));
        let mut lacking: Vec<_> = containers.iter().map(|one| (one, changes(&["app.py"], &[]))).collect();
        lacking[1].1 = changes(&["app.py"], &[]);
        let found = deliveries(&app().await, &Tree::default(), &lacking);
        let shown: Vec<_> = found.iter().map(|one| (one.node.as_str(), one.containers.len(), one.then)).collect();
        assert_eq!(shown, [("a", 2, Then::Restart), ("b", 1, Then::Restart)]);
        assert_eq!(found[0].written, BTreeMap::from([("/app/app.py".into(), "app.py".into())]));
    }

    #[tokio::test]
    async fn folders_go_with_their_last_file() {
        let web = container("1", "a", "web");
        let lacking = [(&web, changes(&["b.py"], &["lib/deep/a.py", "notes.txt", "b.py"]))];
        let found = deliveries(&app().await, &Tree::default(), &lacking);
        let removed: Vec<_> = found[0].removed.iter().map(|path| path.display().to_string()).collect();
        assert_eq!(removed, ["/app/lib/deep/a.py", "/app/lib/deep", "/app/lib"]);
    }

    #[tokio::test]
    async fn each_container_gets_what_its_rules_say() {
        let redis = container("1", "a", "redis");
        let web = container("2", "a", "web");
        let all = changes(&["conf/redis.conf"], &[]);
        let found = deliveries(&app().await, &Tree::default(), &[(&redis, all.clone()), (&web, all)]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].containers[0].0.as_str(), found[0].then), ("1", Then::Signal(1)));
        assert!(found[0].written.contains_key(Path::new("/etc/redis/redis.conf")));
    }
}
