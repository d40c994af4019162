//! The dashboard: one browser gets in by a ticket, nobody else does, and it outlives what is below it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::addons::is_gone;
use crate::cluster::Cluster;
use crate::process::run;
use crate::until::until;

const LIMIT: Duration = Duration::from_secs(60);
const PORT: u16 = 18010;
const OTHER_PORT: u16 = 18011;

/// From the command to the page, its end, and without the command.
pub fn lets_its_user_in(cluster: &Cluster) {
    let shown = Shown::start(cluster, &["--port", &PORT.to_string()]);
    let page = Page::enter(&shown.url);
    is_for_its_user_alone(&page, &shown.url);
    let session = page.json("/api/session");
    assert_eq!(session["host"], true, "{session}");
    assert_eq!(session["user"]["name"], "kubernetes-admin", "{session}");
    assert_eq!(session["cluster"], cluster.name.as_str(), "{session}");
    let version = page.json("/api/kube/version");
    assert!(version["gitVersion"].as_str().is_some_and(|version| version.starts_with("v1.")), "{version}");
    let requests = cluster.kubectl("get certificatesigningrequests -o name");
    assert_eq!(requests, "", "the request for the certificate is still there");
    outlives_its_pod(cluster, &page);
    let taken = cluster.devcluster(&["dashboard", "--no-open", "--port", &PORT.to_string()]).fails_with(3);
    assert!(
        taken.contains(&format!("port {PORT} of this machine can't be used")) && taken.contains("--port"),
        "{taken}"
    );
    let stderr = shown.interrupt();
    assert!(stderr.contains("The dashboard is back."), "{stderr}");
    assert_eq!(page.status(&[], "/api/session"), "000", "the port still answers");
}

/// kubectl leads to it too, with a token; the command line is missed. Follows `lets_its_user_in`.
pub fn works_without_the_command(cluster: &Cluster) {
    cluster.kubectl("create serviceaccount e2e-reader");
    cluster.kubectl("create rolebinding e2e-reader --clusterrole=view --serviceaccount=default:e2e-reader");
    let token = cluster.kubectl("create token e2e-reader");
    let ports = format!("{OTHER_PORT}:8080");
    let mut forward =
        cluster.command(&["kubectl", "--", "--namespace", "dashboard", "port-forward", "deploy/dashboard", &ports]);
    let mut forward = forward.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("kubectl");
    let origin = format!("http://127.0.0.1:{OTHER_PORT}");
    let sign_in = |token: &str| {
        let body = format!(r#"{{"token": "{token}"}}"#);
        let headers = [format!("Origin: {origin}"), "Content-Type: application/json".to_owned()];
        curl(&["--data", &body, "--header", &headers[0], "--header", &headers[1]], &format!("{origin}/api/session"))
    };
    let refused = until("the forwarded port answers", LIMIT, || Some(sign_in("made-up")).filter(|it| !it.is_empty()));
    assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
    let page = Page { origin: origin.clone(), cookie: cookie(&sign_in(token.trim())) };
    let session = page.json("/api/session");
    assert_eq!(session["host"], false, "{session}");
    assert_eq!(session["user"]["name"], "system:serviceaccount:default:e2e-reader", "{session}");
    assert_eq!(page.status(&[], "/api/kube/api/v1/namespaces/default/pods"), "200");
    assert_eq!(page.status(&[], "/api/kube/api/v1/namespaces/default/secrets"), "403");
    run(Command::new("kill").arg(forward.id().to_string())).ok();
    forward.wait().expect("kubectl ends");
    cluster.kubectl("delete serviceaccount,rolebinding e2e-reader");
    cluster.devcluster(&["addon", "disable", "dashboard"]).ok();
    is_gone(cluster, "dashboard");
}

/// What no other page, host or program gets.
fn is_for_its_user_alone(page: &Page, url: &str) {
    assert!(curl(&[], url).starts_with("HTTP/1.1 403"), "a ticket is good twice");
    assert!(curl(&[], &url.replace("ticket=", "ticket=0")).starts_with("HTTP/1.1 403"), "any ticket is good");
    let stranger = Page { origin: page.origin.clone(), cookie: String::new() };
    for path in ["/api/session", "/api/kube/version"] {
        assert_eq!(stranger.status(&[], path), "401", "{path}");
        assert_eq!(page.status(&["--header", "Host: evil.example"], path), "403", "{path}");
        assert_eq!(page.status(&["--header", "Origin: http://evil.example"], path), "403", "{path}");
        assert_eq!(page.status(&["--header", "Sec-Fetch-Site: cross-site"], path), "403", "{path}");
    }
    let pods = "/api/kube/api/v1/namespaces/default/pods";
    assert_eq!(page.status(&["--request", "POST", "--data", "{}"], pods), "403", "without an Origin");
}

/// With its pod all sessions are gone, and the browser does not notice for long.
fn outlives_its_pod(cluster: &Cluster, page: &Page) {
    cluster.kubectl("delete pod --namespace dashboard --selector app=dashboard");
    until("the same cookie is good again", LIMIT, || {
        (page.status(&[], "/api/session") == "200" && page.json("/api/session")["host"] == true).then_some(())
    });
    assert_eq!(page.status(&[], "/api/kube/version"), "200");
}

/// `devcluster dashboard` while it runs. Killed when it is dropped.
struct Shown {
    child: Child,
    url: String,
}

impl Shown {
    fn start(cluster: &Cluster, words: &[&str]) -> Self {
        let mut command = cluster.command(&[&["dashboard", "--no-open"], words].concat());
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("devcluster runs");
        let mut url = String::new();
        let stdout = child.stdout.as_mut().expect("its output");
        BufReader::new(stdout).read_line(&mut url).expect("its output can be read");
        let mut shown = Self { child, url: url.trim().to_owned() };
        assert!(shown.url.starts_with(&format!("http://127.0.0.1:{PORT}/open?ticket=")), "{}", shown.rest());
        shown
    }

    /// Ctrl-C; what it said on standard error.
    fn interrupt(mut self) -> String {
        run(Command::new("kill").args(["-INT", &self.child.id().to_string()])).ok();
        let ended = until("Ctrl-C ends it", LIMIT, || self.child.try_wait().expect("it can be waited for"));
        let stderr = self.rest();
        assert!(ended.success(), "{ended}: {stderr}");
        stderr
    }

    fn rest(&mut self) -> String {
        let mut text = String::new();
        let stderr = self.child.stderr.as_mut().expect("its errors");
        stderr.read_to_string(&mut text).expect("its errors can be read");
        text
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        // It has ended already, most times.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser with its cookie.
struct Page {
    origin: String,
    cookie: String,
}

impl Page {
    /// Follows the URL that the command prints.
    fn enter(url: &str) -> Self {
        let answer = curl(&[], url);
        let is_led_on = answer.starts_with("HTTP/1.1 30") && answer.to_lowercase().contains("\r\nlocation: /\r\n");
        assert!(is_led_on, "{answer}");
        let origin = url.split("/open").next().expect("a URL").to_owned();
        Self { origin, cookie: cookie(&answer) }
    }

    fn json(&self, path: &str) -> Value {
        let answer = self.ask(&[], path);
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{path}: {error}\n{answer}"))
    }

    /// `000` where nothing answers.
    fn status(&self, words: &[&str], path: &str) -> String {
        let answer = self.ask(words, path);
        answer.split(' ').nth(1).unwrap_or("000").to_owned()
    }

    fn ask(&self, words: &[&str], path: &str) -> String {
        let cookie = format!("Cookie: {}", self.cookie);
        curl(&[&["--header", &cookie], words].concat(), &format!("{}{path}", self.origin))
    }
}

/// The cookie that an answer sets, as it is sent; it is for this host alone, and no script reads it.
fn cookie(answer: &str) -> String {
    let line = answer.lines().find(|line| line.to_lowercase().starts_with("set-cookie: "));
    let line = line.unwrap_or_else(|| panic!("no cookie in {answer}"));
    assert!(line.contains("HttpOnly") && line.contains("SameSite=Strict") && !line.contains("Domain"), "{line}");
    line["set-cookie: ".len()..].split(';').next().expect("a cookie").to_owned()
}

/// An answer with its headers; empty where there is none.
fn curl(words: &[&str], url: &str) -> String {
    let fixed = ["--silent", "--include", "--noproxy", "*", "--max-time", "20"];
    run(Command::new("curl").args(fixed).args(words).arg(url)).stdout
}
