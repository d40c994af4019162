//! Engines that are not there, too old, or not for this user.

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::process::Command;

use crate::process::run;
use crate::world::World;

pub fn absent(world: &World) {
    let socket = world.home().join("nothing.sock");
    let mut command = world.command(&["start"]);
    let stderr = run(command.env("DOCKER_HOST", format!("unix://{}", socket.display()))).fails_with(3);
    assert!(stderr.contains("no container engine answers at `unix://") && stderr.contains("hint: "), "{stderr}");
}

/// Something that speaks the engine's API, in a version that is too old.
pub fn too_old(world: &World) {
    let socket = world.home().join("old.sock");
    let listener = UnixListener::bind(&socket).expect("a socket");
    // Ends with the test process.
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                while stream.read(&mut request).is_ok_and(|length| length > 0) {
                    let body = r#"{"Version":"18.09.1","ApiVersion":"1.39","MinAPIVersion":"1.12","Os":"linux","OSType":"linux"}"#;
                    let answer = format!(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    if stream.write_all(answer.as_bytes()).is_err() {
                        return;
                    }
                }
            });
        }
    });
    let mut command = world.command(&["start"]);
    let stderr = run(command.env("DOCKER_HOST", format!("unix://{}", socket.display()))).fails_with(3);
    assert!(stderr.contains("18.09.1") && stderr.contains("too old") && stderr.contains("hint: "), "{stderr}");
}

/// As a user who may not open the socket. Root may open everything, so root becomes nobody for it.
pub fn not_permitted(world: &World) {
    let folder =
        tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o755)).tempdir().expect("a folder");
    let socket = folder.path().join("barred.sock");
    let _listener = UnixListener::bind(&socket).expect("a socket");
    std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o000)).expect("permissions");
    // Where the program was built, nobody else may be let in.
    let program = folder.path().join("devcluster");
    std::fs::copy(env!("CARGO_BIN_EXE_devcluster"), &program).expect("a copy");
    let mut command = if rustix::process::geteuid().is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
        command
    } else {
        Command::new(&program)
    };
    world.environment(&mut command);
    command
        .arg("start")
        .env("HOME", folder.path())
        .env("KUBECONFIG", folder.path().join("config"))
        .env("XDG_CACHE_HOME", folder.path());
    let stderr = run(command.env("DOCKER_HOST", format!("unix://{}", socket.display()))).fails_with(3);
    assert!(
        stderr.contains("no permission to use the container engine's socket") && stderr.contains("hint: "),
        "{stderr}"
    );
}
