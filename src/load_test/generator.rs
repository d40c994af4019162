//! The generator of requests (images/load-generator): what it is told, as a Job.

use std::time::Duration;

use serde_json::{Value, json};

use super::LoadTestError;
use crate::cluster::{PortInfo, ServiceInfo, web_port};

/// The image's folder.
pub const IMAGE: &str = "load-generator";
/// Beside the load itself: until a pod runs, and until the last answer has come or is given up.
pub const SLACK: Duration = Duration::from_secs(90);
/// After it a Job goes by itself whose command was killed.
const KEPT_SECONDS: u64 = 60;

/// How much is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Requests a second.
    pub rate: u32,
    pub duration: Duration,
    /// At a time, at most.
    pub connections: u32,
}

/// The URL of a service inside of the cluster; `port` is a number or name, else the first that takes requests.
pub fn url(service: &ServiceInfo, port: Option<&str>, path: &str) -> Result<String, LoadTestError> {
    let port = match port {
        Some(port) => chosen(service, port)?,
        None => web_port(service)?,
    };
    let host = format!("{}.{}.svc", service.name, service.namespace);
    let url = format!("http://{host}:{}{path}", port.port);
    let reason = match url.parse::<http::Uri>() {
        Ok(uri) if uri.host() == Some(&host) && path.starts_with('/') => return Ok(url),
        Ok(_) => "it has to begin with `/`".to_owned(),
        Err(error) => error.to_string(),
    };
    Err(LoadTestError::Path { path: path.to_owned(), reason })
}

fn chosen<'a>(service: &'a ServiceInfo, wanted: &str) -> Result<&'a PortInfo, LoadTestError> {
    let is_it = |port: &&PortInfo| port.name.as_deref() == Some(wanted) || port.port.to_string() == wanted;
    service.ports.iter().filter(|port| port.protocol == "TCP").find(is_it).ok_or_else(|| LoadTestError::NoSuchPort {
        service: service.name.clone(),
        namespace: service.namespace.clone(),
        port: wanted.to_owned(),
        known: service.ports.iter().map(|port| port.port.to_string()).collect(),
    })
}

/// The Job that asks `url`; its pod complies with the strictest of the Pod Security Standards.
pub fn job(name: &str, namespace: &str, image: &str, url: &str, load: &Load) -> Value {
    let result = "/dev/termination-log";
    let labels = json!({"app.kubernetes.io/name": IMAGE, "app.kubernetes.io/managed-by": "devcluster"});
    json!({
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "spec": {
            "backoffLimit": 0,
            "activeDeadlineSeconds": (load.duration + SLACK).as_secs(),
            "ttlSecondsAfterFinished": KEPT_SECONDS,
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "restartPolicy": "Never",
                    "automountServiceAccountToken": false,
                    "terminationGracePeriodSeconds": 1,
                    "containers": [{
                        "name": IMAGE,
                        "image": image,
                        "imagePullPolicy": "IfNotPresent",
                        "args": [
                            format!("-url={url}"),
                            format!("-rate={}", load.rate),
                            format!("-duration={}ms", load.duration.as_millis()),
                            format!("-connections={}", load.connections),
                            format!("-output={result}"),
                        ],
                        "terminationMessagePath": result,
                        "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}},
                        "securityContext": {
                            "readOnlyRootFilesystem": true,
                            "runAsNonRoot": true,
                            "runAsUser": 65534,
                            "allowPrivilegeEscalation": false,
                            "seccompProfile": {"type": "RuntimeDefault"},
                            "capabilities": {"drop": ["ALL"]},
                        },
                    }],
                },
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service() -> ServiceInfo {
        let port = |name: &str, port| PortInfo {
            name: Some(name.to_owned()),
            protocol: "TCP".to_owned(),
            port,
            target: port.to_string(),
            node_port: None,
        };
        ServiceInfo {
            namespace: "shop".into(),
            name: "web".into(),
            kind: "ClusterIP".into(),
            cluster_ip: None,
            external_ip: None,
            ports: vec![port("http", 80), port("admin", 9000)],
        }
    }

    #[test]
    fn a_service_is_asked_by_its_name() {
        assert_eq!(url(&service(), None, "/").unwrap(), "http://web.shop.svc:80/");
        assert_eq!(url(&service(), Some("admin"), "/a?b=c").unwrap(), "http://web.shop.svc:9000/a?b=c");
        assert_eq!(url(&service(), Some("9000"), "/").unwrap(), "http://web.shop.svc:9000/");
        let error = url(&service(), Some("81"), "/").unwrap_err().to_string();
        assert_eq!(error, "service `web` has no port `81`; it has 80, 9000");
    }

    #[test]
    fn a_path_leads_nowhere_else() {
        for path in ["x", "", "@other/", "/a b", ":81/"] {
            assert!(matches!(url(&service(), None, path), Err(LoadTestError::Path { .. })), "{path}");
        }
    }

    #[test]
    fn the_job_goes_by_itself() {
        let load = Load { rate: 20, duration: Duration::from_millis(1500), connections: 5 };
        let job = job("load-test-a", "shop", "generator:1", "http://web.shop.svc:80/", &load);
        assert_eq!(job["spec"]["activeDeadlineSeconds"], 91);
        assert_eq!(job["spec"]["ttlSecondsAfterFinished"], 60);
        let args = &job["spec"]["template"]["spec"]["containers"][0]["args"];
        assert_eq!((&args[1], &args[2]), (&json!("-rate=20"), &json!("-duration=1500ms")));
    }
}
