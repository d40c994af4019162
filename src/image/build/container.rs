//! Compiles in a container, where the host has no compiler: sources go in and binaries come out through the engine,
//! so that it works with engines on other machines too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use futures::TryStreamExt;

use super::Builder;
use super::archive;
use super::script::Script;
use super::store::unwritable;
use super::temporary;
use crate::engine::{ContainerSpec, EngineError, Mount};
use crate::image::catalogue::Folder;
use crate::image::error::{ImageError, Result};
use crate::report::Step;

/// Where a script leaves binaries in the container.
pub const OUTPUT: &str = "/build/output";
/// Where a compiler keeps what it compiled, in the container.
pub const CACHE: &str = "/build/cache";
const SOURCES: &str = "build/source";
const CA_BUNDLE: &str = "build/ca-certificates.crt";
const SHOWN_LINES: usize = 40;

/// Settings of the host that downloads in the container need too.
const PASSED_ON: [&str; 16] = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "GOPROXY",
    "GONOPROXY",
    "GOPRIVATE",
    "GOSUMDB",
    "GONOSUMDB",
    "GOINSECURE",
    "CARGO_HTTP_PROXY",
    "CARGO_NET_RETRY",
    "PIP_INDEX_URL",
    "npm_config_registry",
];
/// Names the file of certificate authorities that this host trusts, where a company's proxy adds its own.
const CA_VARIABLE: &str = "SSL_CERT_FILE";

/// Runs `script` in a container of its image, in `sources`, and leaves its output in `output`.
pub async fn run(
    builder: &Builder,
    folder: &Folder,
    step: &Step,
    script: &Script,
    sources: &Path,
    output: &Path,
) -> Result<()> {
    let fail = || ImageError::engine(&folder.name);
    builder.unless_cancelled(folder, pull_compiler(builder, folder, step, script)).await?;
    let container = temporary::create(builder, folder, spec(script)).await.map_err(fail())?;
    step.output(format!("in a container of {}", script.image));
    let work = async {
        builder.engine.upload(container.name(), "/", upload(sources.to_path_buf())).await.map_err(fail())?;
        builder.engine.start_container(container.name()).await.map_err(fail())?;
        match builder.engine.wait_container(container.name()).await.map_err(fail())? {
            0 => take_output(builder, folder, container.name(), output).await,
            code => Err(ImageError::Command {
                image: folder.name.clone(),
                command: format!("{} in a container of {}", script.name, script.image),
                status: format!("exit code {code}"),
                output: builder.engine.container_logs(container.name(), SHOWN_LINES).await.unwrap_or_default(),
            }),
        }
    };
    let result = builder.unless_cancelled(folder, work).await;
    let removed = container.remove().await.map_err(fail());
    result.and(removed)
}

async fn pull_compiler(builder: &Builder, folder: &Folder, step: &Step, script: &Script) -> Result<()> {
    let fail = ImageError::engine(&folder.name);
    if builder.engine.find_image(script.image).await.map_err(fail)?.is_some() {
        return Ok(());
    }
    step.output(format!("pulling {}, for a compiler that this host lacks", script.image));
    match builder.engine.pull_image(script.image).await {
        Err(EngineError::Pull { .. }) => Err(ImageError::NoProgram {
            program: script.programs.first().copied().unwrap_or("a compiler").to_owned(),
            image: folder.name.clone(),
            container: Some(script.image.to_owned()),
        }),
        result => result.map_err(ImageError::engine(&folder.name)),
    }
}

fn spec(script: &Script) -> ContainerSpec {
    let mut environment: Vec<String> =
        PASSED_ON.iter().filter_map(|name| Some(format!("{name}={}", std::env::var(name).ok()?))).collect();
    if ca_bundle().is_some() {
        environment.push(format!("{CA_VARIABLE}=/{CA_BUNDLE}"));
        environment.push(format!("CARGO_HTTP_CAINFO=/{CA_BUNDLE}"));
        environment.push(format!("PIP_CERT=/{CA_BUNDLE}"));
        environment.push(format!("NODE_EXTRA_CA_CERTS=/{CA_BUNDLE}"));
    }
    let mounts = script.caches.iter().map(|&(volume, target)| Mount {
        volume: Some(volume.to_owned()),
        target: target.to_owned(),
        labels: BTreeMap::new(),
    });
    ContainerSpec {
        image: script.image.to_owned(),
        command: vec!["sh".to_owned(), "-euc".to_owned(), format!("cd /{SOURCES}\n{}", script.text)],
        environment,
        mounts: mounts.collect(),
        ..ContainerSpec::default()
    }
}

fn upload(sources: PathBuf) -> crate::engine::ByteStream {
    archive::stream(move |archive| {
        archive.folder("build/output/")?;
        if let Some(bundle) = ca_bundle() {
            archive.file_on_disk(CA_BUNDLE, &bundle)?;
        }
        archive.contents(&format!("{SOURCES}/"), &sources)
    })
}

fn ca_bundle() -> Option<PathBuf> {
    std::env::var_os(CA_VARIABLE).map(PathBuf::from).filter(|path| path.is_file())
}

/// Unpacks the container's output folder; the archive has the folder's own name first in each path.
async fn take_output(builder: &Builder, folder: &Folder, container: &str, output: &Path) -> Result<()> {
    let stream = builder.engine.download(container, OUTPUT).await.map_err(ImageError::engine(&folder.name))?;
    let parts: Vec<_> = stream.try_collect().await.map_err(ImageError::engine(&folder.name))?;
    let target = output.to_path_buf();
    let unpacked = tokio::task::spawn_blocking(move || {
        let bytes = parts.concat();
        tar::Archive::new(bytes.as_slice()).entries()?.try_for_each(|entry| {
            let mut entry = entry?;
            let path: PathBuf = entry.path()?.components().skip(1).collect();
            if path.as_os_str().is_empty() {
                return Ok(());
            }
            entry.unpack(target.join(path)).map(|_| ())
        })
    });
    unpacked.await.map_err(std::io::Error::other).flatten().map_err(unwritable(output))
}
