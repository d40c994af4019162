//! The floor: etcd and kube-apiserver as bare processes of the host, until /readyz answers ok.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;

const DEADLINE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(20);

/// The same binaries that the nodes run.
pub struct Binaries {
    etcd: PathBuf,
    kubernetes: PathBuf,
}

impl Binaries {
    /// Finds them where image builds keep them.
    pub fn find() -> Result<Self> {
        let images = devcluster::paths::cache().join("images");
        Ok(Self { etcd: find(&images, "etcd", "etcd")?, kubernetes: find(&images, "kubernetes", "kubernetes")? })
    }
}

fn find(images: &Path, image: &str, binary: &str) -> Result<PathBuf> {
    let missing = || {
        format!(
            "found no `{binary}` under {}; it comes with: devcluster image build {image}",
            images.join(image).display()
        )
    };
    let folders = fs::read_dir(images.join(image)).map_err(|_| missing())?;
    let mut found = folders
        .flatten()
        .map(|folder| folder.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("bin-")));
    found.find_map(|folder| Some(folder.join(binary)).filter(|path| path.exists())).ok_or_else(|| missing().into())
}

/// A process that does not outlive the measurement.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Time from the start of both processes until /readyz is ok.
pub fn measure(binaries: &Binaries) -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let [client, peer, api] = free_ports()?;
    let identity = identity(folder.path())?;

    let started = Instant::now();
    let etcd = Command::new(&binaries.etcd)
        .arg("--data-dir")
        .arg(folder.path().join("etcd"))
        .args([
            format!("--listen-client-urls=http://127.0.0.1:{client}"),
            format!("--advertise-client-urls=http://127.0.0.1:{client}"),
        ])
        .args([
            format!("--listen-peer-urls=http://127.0.0.1:{peer}"),
            format!("--initial-advertise-peer-urls=http://127.0.0.1:{peer}"),
        ])
        .arg(format!("--initial-cluster=default=http://127.0.0.1:{peer}"))
        // As in our nodes, so that the floor is not higher than it has to be.
        .args(["--heartbeat-interval=50", "--election-timeout=500"])
        .stdout(Stdio::null())
        .stderr(fs::File::create(folder.path().join("etcd.log"))?)
        .spawn()?;
    let _etcd = Process(etcd);
    let log = folder.path().join("kube-apiserver.log");
    let server = Command::new(&binaries.kubernetes)
        // The binary is all of Kubernetes; its name says which part it is to be.
        .arg0("kube-apiserver")
        // As Go has it, and so upstream: without what images/kubernetes/memory.go does.
        .env("GOGC", "100")
        .arg(format!("--etcd-servers=http://127.0.0.1:{client}"))
        .arg(format!("--secure-port={api}"))
        .args(["--bind-address=127.0.0.1", "--service-cluster-ip-range=10.96.0.0/16", "--authorization-mode=Node,RBAC"])
        .arg("--service-account-issuer=https://kubernetes.default.svc.cluster.local")
        .args([
            option("--service-account-key-file", &identity.public_key),
            option("--service-account-signing-key-file", &identity.key),
        ])
        .args([option("--tls-private-key-file", &identity.key), option("--tls-cert-file", &identity.certificate)])
        .stdout(Stdio::null())
        .stderr(fs::File::create(&log)?)
        .spawn()?;
    let mut server = Process(server);

    while !is_ready(api)? {
        let exited = server.0.try_wait()?;
        if exited.is_some() || started.elapsed() > DEADLINE {
            let log = fs::read_to_string(&log)?;
            let lines: Vec<_> = log.lines().collect();
            let last = lines[lines.len().saturating_sub(20)..].join("\n");
            return Err(format!("the bare kube-apiserver did not become ready; its last lines:\n{last}").into());
        }
        std::thread::sleep(POLL);
    }
    Ok(started.elapsed())
}

fn option(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}

/// Asks by curl: no HTTP client of ours that would skip the check of a certificate.
fn is_ready(port: u16) -> Result<bool> {
    // A refused connection costs less this way than a process that finds out.
    if std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        return Ok(false);
    }
    let url = format!("https://127.0.0.1:{port}/readyz");
    let output = Command::new("curl").args(["--silent", "--insecure", "--max-time", "2", &url]).output()?;
    Ok(output.stdout == b"ok")
}

struct Identity {
    key: PathBuf,
    public_key: PathBuf,
    certificate: PathBuf,
}

fn identity(folder: &Path) -> Result<Identity> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
    let identity = Identity {
        key: folder.join("server.key"),
        public_key: folder.join("server.pub"),
        certificate: folder.join("server.crt"),
    };
    fs::write(&identity.public_key, made.signing_key.public_key_pem())?;
    fs::write(&identity.key, made.signing_key.serialize_pem())?;
    fs::write(&identity.certificate, made.cert.pem())?;
    Ok(identity)
}

/// Three ports that nobody listened on a moment ago.
fn free_ports() -> Result<[u16; 3]> {
    let listeners = [(); 3].map(|()| TcpListener::bind(("127.0.0.1", 0)));
    let mut ports = [0; 3];
    for (port, listener) in ports.iter_mut().zip(&listeners) {
        *port = listener.as_ref().map_err(ToString::to_string)?.local_addr()?.port();
    }
    Ok(ports)
}
