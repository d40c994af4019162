//! Images by the user's own `docker build`, so that BuildKit, caches and secrets work as they know them.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::process::Command;

use super::BuildFlags;
use crate::app::ImageSpec;
use crate::app::trusted_build::{ensure_image, with_certificates};
use crate::engine::{Engine, EngineError};
use crate::fault::{Fault, Kind};
use crate::image::transfer::{Reference, TransferError};
use crate::report::{Reporter, Step};

/// Build arguments that Docker knows without a line in the Dockerfile.
const PROXIES: [&str; 6] = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];
const KEPT_LINES: usize = 40;

/// An image that was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// As it was named.
    pub image: String,
    /// The engine's id of it.
    pub id: String,
}

/// A build that failed.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("there is no Dockerfile in `{path}`")]
    NoDockerfile { path: PathBuf },
    #[error("there is no Dockerfile `{path}`")]
    NoSuchDockerfile { path: PathBuf },
    #[error("the app has no image `{name}`; it has {}", known.join(", "))]
    NotOfApp { name: String, known: Vec<String> },
    #[error("there is no folder `{path}`")]
    NoFolder { path: PathBuf },
    #[error("`{path}` can't be read")]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the docker client could not be run")]
    NoClient(#[source] std::io::Error),
    #[error("the Dockerfile of `{image}` failed")]
    Failed { image: String, folder: PathBuf, output: String },
    #[error("`docker build` ended well, but the engine has no image `{image}`")]
    Missing { image: String },
    #[error(transparent)]
    Name(TransferError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Fault for BuildError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoDockerfile { .. }
            | Self::NoSuchDockerfile { .. }
            | Self::NotOfApp { .. }
            | Self::NoFolder { .. }
            | Self::Unreadable { .. }
            | Self::Failed { .. } => Kind::User,
            Self::NoClient(_) | Self::Missing { .. } => Kind::Environment,
            Self::Name(error) => error.kind(),
            Self::Engine(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoDockerfile { .. } => Some("see how one looks with `devcluster new flask-api`".to_owned()),
            Self::Unreadable { path, .. } => Some(format!("look at it with `ls -l {}`", path.display())),
            Self::NotOfApp { known, .. } => {
                Some(format!("build one of them with `devcluster build -t {}`", known.first().map_or("", String::as_str)))
            }
            Self::NoFolder { .. } | Self::NoSuchDockerfile { .. } => Some("see what is there with `ls`".to_owned()),
            Self::NoClient(_) => Some("install it; on Debian and Ubuntu: `sudo apt-get install docker-cli`, or docker.io before Debian 13".to_owned()),
            Self::Failed { image, folder, .. } => Some(format!("see all of its output with `docker build -t {image} {}`", folder.display())),
            Self::Missing { .. } => Some("see whether docker builds elsewhere: `docker context ls`, `docker buildx ls`; a builder in a container needs `devcluster build -- --load`".to_owned()),
            Self::Name(error) => error.hint(),
            Self::Engine(error) => error.hint(),
        }
    }

    fn output(&self) -> Option<&str> {
        if let Self::Failed { output, .. } = self { Some(output) } else { None }
    }
}

/// Builds an image; its instructions trust the authorities `trusted` (PEM) where given. `None` where the flags say that
/// the result goes elsewhere than into the engine.
pub async fn build(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    image: &ImageSpec,
    trusted: Option<&str>,
    flags: &BuildFlags,
) -> Result<Option<Built>, BuildError> {
    let reference = Reference::parse(&image.name).map_err(BuildError::Name)?;
    let file = flags.dockerfile.as_deref().unwrap_or(&image.dockerfile);
    check(&image.context, file)?;
    let step = Step::start(reporter, format!("build image {reference}"));
    let dockerfile = match trusted {
        Some(certificates) => Some(trusting_dockerfile(engine, file, certificates).await?),
        None => None,
    };
    let mut command = Command::new("docker");
    command.args(arguments(image, dockerfile.is_none().then_some(file), flags));
    run(&mut command, dockerfile, &step, &image.context, &image.name).await?;
    if flags.leaves_engine {
        step.done();
        return Ok(None);
    }
    let id = engine.find_image(&image.name).await?;
    let id = id.ok_or_else(|| BuildError::Missing { image: image.name.clone() })?.id;
    step.done_with(id.trim_start_matches("sha256:").chars().take(12).collect::<String>());
    Ok(Some(Built { image: image.name.clone(), id }))
}

/// The docker client's words; without a `file` the Dockerfile comes by standard input.
fn arguments(image: &ImageSpec, file: Option<&Path>, flags: &BuildFlags) -> Vec<OsString> {
    // The classic builder would leave the container of an instruction that failed; BuildKit ignores the flag.
    let mut words: Vec<OsString> = ["build", "--force-rm", "--tag", &image.name].map(OsString::from).to_vec();
    // Without a value docker takes the variable's own; the instructions see them, the image does not keep them.
    for name in PROXIES.iter().filter(|name| std::env::var_os(name).is_some()) {
        words.extend(["--build-arg".into(), name.into()]);
    }
    for (name, value) in &image.args {
        words.extend(["--build-arg".into(), format!("{name}={value}").into()]);
    }
    if let Some(target) = &image.target {
        words.extend(["--target".into(), target.into()]);
    }
    words.extend(["--file".into(), file.map_or_else(|| "-".into(), |file| file.as_os_str().to_owned())]);
    // Last, so that they have the last word.
    words.extend(flags.words.iter().cloned());
    words.push(image.context.clone().into());
    words
}

/// Whether there is something to build.
fn check(context: &Path, dockerfile: &Path) -> Result<(), BuildError> {
    if !context.is_dir() {
        return Err(BuildError::NoFolder { path: context.to_owned() });
    }
    if dockerfile.is_file() {
        return Ok(());
    }
    let is_the_usual = dockerfile == context.join("Dockerfile");
    let path = if is_the_usual { context } else { dockerfile }.to_owned();
    Err(if is_the_usual { BuildError::NoDockerfile { path } } else { BuildError::NoSuchDockerfile { path } })
}

async fn trusting_dockerfile(engine: &dyn Engine, path: &Path, certificates: &str) -> Result<String, BuildError> {
    let text =
        std::fs::read_to_string(path).map_err(|source| BuildError::Unreadable { path: path.to_owned(), source })?;
    Ok(with_certificates(&text, &ensure_image(engine, certificates).await?))
}

/// Runs the docker client, with `input` on its standard input.
async fn run(
    command: &mut Command,
    input: Option<String>,
    step: &Step,
    folder: &Path,
    image: &str,
) -> Result<(), BuildError> {
    let stdin = if input.is_some() { Stdio::piped() } else { Stdio::null() };
    command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(BuildError::NoClient)?;
    if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
        // A client that ends before it has read all says why itself.
        let _ = stdin.write_all(input.as_bytes()).await;
    }
    let kept = Mutex::new(VecDeque::new());
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    tokio::join!(follow(stdout, step, &kept), follow(stderr, step, &kept));
    if child.wait().await.map_err(BuildError::NoClient)?.success() {
        return Ok(());
    }
    let output = Vec::from(kept.into_inner().unwrap_or_default()).join("\n");
    Err(BuildError::Failed { image: image.to_owned(), folder: folder.to_owned(), output })
}

async fn follow(stream: Option<impl AsyncRead + Unpin>, step: &Step, kept: &Mutex<VecDeque<String>>) {
    let Some(stream) = stream else { return };
    let mut lines = BufReader::new(stream).lines();
    // A line that is no text ends the showing, not the build.
    while let Ok(Some(line)) = lines.next_line().await {
        // The classic builder colours errors also where no terminal is.
        let line = console::strip_ansi_codes(&line).into_owned();
        step.output(line.as_str());
        if let Ok(mut kept) = kept.lock()
            && !line.trim().is_empty()
        {
            kept.push_back(line);
            if kept.len() > KEPT_LINES {
                kept.pop_front();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_image_is_built_as_described_and_flags_come_last() {
        let image = ImageSpec {
            name: "web:v1".into(),
            context: "web".into(),
            dockerfile: "web/Dockerfile".into(),
            target: Some("prod".into()),
            args: BTreeMap::from([("PORT".to_owned(), "80".to_owned())]),
        };
        let flags = BuildFlags::of(vec!["--secret".into(), "id=a".into()]);
        let words = arguments(&image, Some(&image.dockerfile), &flags);
        let words: Vec<_> = words.iter().filter_map(|word| word.to_str()).collect();
        let words = words.join(" ");
        assert!(words.starts_with("build --force-rm --tag web:v1"), "{words}");
        let end = "--build-arg PORT=80 --target prod --file web/Dockerfile --secret id=a web";
        assert!(words.ends_with(end), "{words}");
    }
}
