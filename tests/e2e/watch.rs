//! `up --watch`: edits come to the cluster by a copy or by a build, and what fails is told while the old version serves.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::cluster::Cluster;
use crate::flask::{KeptImage, edit, message};
use crate::process::run;
use crate::until::until;

const LIMIT: Duration = Duration::from_secs(90);
const WELCOME: &str = "Welcome to the AI Model API!";
const DEPLOYMENT: &str = "deployment flask-api-deployment";

/// A watch that runs, with what it says in files. Ended when it is dropped.
struct Watch {
    child: Child,
    stdout: PathBuf,
    stderr: PathBuf,
}

impl Watch {
    fn start(cluster: &Cluster, folder: &Path, name: &str) -> Self {
        let said = cluster.folder(&format!("said-{name}"));
        let (stdout, stderr) = (said.join("stdout"), said.join("stderr"));
        let file = |path: &Path| Stdio::from(std::fs::File::create(path).expect("a file"));
        let mut command = cluster.command(&["up", "--watch", "--no-open"]);
        command.current_dir(folder).stdin(Stdio::null()).stdout(file(&stdout)).stderr(file(&stderr));
        Self { child: command.spawn().expect("the program runs"), stdout, stderr }
    }

    fn said(&self) -> String {
        std::fs::read_to_string(&self.stderr).expect("a file")
    }

    /// The URL that it prints when the app is up.
    fn url(&self) -> String {
        until("the watch prints a URL", LIMIT, || {
            let text = std::fs::read_to_string(&self.stdout).expect("a file");
            text.lines().find(|line| line.starts_with("http://")).map(str::to_owned)
        })
    }

    /// Waits until it says `words` after what it had said `before`.
    fn says(&self, words: &str, before: &str) {
        until(&format!("the watch says `{words}` in {}", self.said()), LIMIT, || {
            self.said().strip_prefix(before).is_some_and(|new| new.contains(words)).then_some(())
        });
    }

    /// Ctrl-C; what it ended with.
    fn interrupt(mut self) -> i32 {
        run(Command::new("kill").args(["-INT", &self.child.id().to_string()])).ok();
        let status = until("the watch ends", LIMIT, || self.child.try_wait().expect("it can be waited for"));
        status.code().unwrap_or(-1)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It has ended already, most times.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn new_app(cluster: &Cluster, name: &str) -> PathBuf {
    cluster.devcluster_in(cluster.home(), &["new", "flask-api", name]).ok();
    cluster.folder(name)
}

fn answers(url: &str, expected: &str) {
    until(&format!("the app answers `{expected}`"), LIMIT, || (message(url)? == expected).then_some(()));
}

fn clean_up(cluster: &Cluster, folder: &Path) {
    cluster.kubectl(&format!("delete -f {0}/deployment.yaml -f {0}/service.yaml --wait=true", folder.display()));
}

fn pod(cluster: &Cluster) -> String {
    cluster.kubectl("get pods -l app=flask-api -o jsonpath={.items[0].metadata.name}")
}

/// Edits, new files, renames and removals reach containers that stay; new replicas have them too.
pub fn edits_are_copied(cluster: &Cluster) {
    let _kept = KeptImage::new();
    let folder = new_app(cluster, "watched");
    let watch = Watch::start(cluster, &folder, "copied");
    let url = watch.url();
    assert_eq!(message(&url).as_deref(), Some(WELCOME));
    let pod_before = pod(cluster);

    let before = watch.said();
    edit(&folder.join("app.py"), WELCOME, "first");
    answers(&url, "first");
    watch.says("sync files", &before);
    assert!(!watch.said()[before.len()..].contains("build image"), "{}", watch.said());

    std::fs::write(folder.join("words.py"), "WORD = 'second'\n").expect("a file");
    edit(&folder.join("app.py"), "from flask", "import words\nfrom flask");
    edit(&folder.join("app.py"), "\"first\"", "words.WORD");
    answers(&url, "second");
    // In an order in which the program works at each moment: it may be started again in between.
    std::fs::write(folder.join("names.py"), "WORD = 'third'\n").expect("a file");
    edit(&folder.join("app.py"), "import words", "import names as words");
    answers(&url, "third");
    std::fs::rename(folder.join("words.py"), folder.join("unused.py")).expect("a rename");
    let listed = || cluster.kubectl(&format!("exec {pod_before} -- ls /app"));
    until("the file has its new name", LIMIT, || {
        let names = listed();
        (names.contains("unused.py") && !names.contains("words.py")).then_some(())
    });
    std::fs::remove_file(folder.join("unused.py")).expect("a removal");
    until("the file is gone", LIMIT, || (!listed().contains("unused.py")).then_some(()));

    cluster.kubectl(&format!("scale {DEPLOYMENT} --replicas=3"));
    cluster.kubectl(&format!("rollout status {DEPLOYMENT} --timeout=90s"));
    until("all replicas have the files", LIMIT, || {
        let names = cluster.kubectl("get pods -l app=flask-api -o name");
        let has = |name: &str| cluster.kubectl(&format!("exec {name} -- cat /app/names.py")).contains("third");
        (names.lines().count() == 3 && names.lines().all(has)).then_some(())
    });
    assert!(cluster.kubectl("get pods -l app=flask-api").contains(&pod_before), "the first pod is still there");

    assert_eq!(watch.interrupt(), 0);
    assert_eq!(message(&url).as_deref(), Some("third"), "the app stays");
    // The Dockerfile copies app.py alone: what else was copied into containers is not in the image.
    edit(&folder.join("app.py"), "import names as words\n", "");
    edit(&folder.join("app.py"), "words.WORD", "\"fourth\"");
    cluster.devcluster_in(&folder, &["up"]).ok();
    answers(&url, "fourth");
    let command =
        cluster.kubectl(&format!("get {DEPLOYMENT} -o jsonpath={{.spec.template.spec.containers[0].command}}"));
    assert_eq!(command, "", "a plain up has no supervisor");
    clean_up(cluster, &folder);
}

/// What no rule is about is built; what fails is told, and the old version serves.
pub fn what_fails_is_told(cluster: &Cluster) {
    let _kept = KeptImage::new();
    let folder = new_app(cluster, "broken");
    let watch = Watch::start(cluster, &folder, "told");
    let url = watch.url();

    let before = watch.said();
    edit(&folder.join("Dockerfile"), "EXPOSE", "EXPOSED");
    watch.says("unknown instruction", &before);
    assert_eq!(message(&url).as_deref(), Some(WELCOME));
    let before = watch.said();
    edit(&folder.join("Dockerfile"), "EXPOSED", "EXPOSE");
    watch.says("is up again", &before);

    let before = watch.said();
    edit(&folder.join("requirements.txt"), "Flask==3.0.3", "Flask==3.0.3\n# nothing more");
    watch.says("build image", &before);
    watch.says("is up again", &before);

    let before = watch.said();
    edit(&folder.join("deployment.yaml"), "replicas: 1", "replicas: one");
    watch.says("is not accepted", &before);
    let before = watch.said();
    edit(&folder.join("deployment.yaml"), "replicas: one", "replicas: 2");
    watch.says("is up again", &before);
    assert!(!watch.said()[before.len()..].contains("build image"), "{}", watch.said());

    let before = watch.said();
    edit(&folder.join("Dockerfile"), "\"app.py\"", "\"no.py\"");
    watch.says("CrashLoopBackOff", &before);
    assert_eq!(message(&url).as_deref(), Some(WELCOME));
    let before = watch.said();
    edit(&folder.join("Dockerfile"), "\"no.py\"", "\"app.py\"");
    watch.says("is up again", &before);

    let before = watch.said();
    let text = std::fs::read_to_string(folder.join("app.py")).expect("a file");
    std::fs::write(folder.join("app.py"), "raise SystemExit(3)\n").expect("a file");
    watch.says("ended with exit code 3", &before);
    std::fs::write(folder.join("app.py"), text.replace(WELCOME, "mended")).expect("a file");
    answers(&url, "mended");

    assert_eq!(watch.interrupt(), 0);
    clean_up(cluster, &folder);
}

/// Ten thousand files are one round.
pub fn many_files_are_one_round(cluster: &Cluster) {
    let _kept = KeptImage::new();
    let folder = new_app(cluster, "many");
    let watch = Watch::start(cluster, &folder, "many");
    let url = watch.url();
    let before = watch.said();
    std::fs::create_dir(folder.join("data")).expect("a folder");
    for number in 0..10_000 {
        std::fs::write(folder.join(format!("data/{number}.txt")), "x").expect("a file");
    }
    watch.says("is up again", &before);
    let rounds = watch.said()[before.len()..].matches("build image").count();
    assert_eq!(rounds, 1, "{}", watch.said());
    assert_eq!(message(&url).as_deref(), Some(WELCOME));
    assert_eq!(watch.interrupt(), 0);
    clean_up(cluster, &folder);
}
