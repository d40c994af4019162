//! The steps of a bake, in order, each with what to try when it fails.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use super::daemon::{Daemon, Role};
use super::request::Request;
use super::{copy, dedupe, import, links};
use crate::baked::{self, Index};
use crate::error::{Error, Failure};
use crate::files;
use crate::log::{self, step};
use crate::process::Reaper;

const REQUEST: &str = "/bake/images.json and its archives are uploaded by `devcluster image build node`: run it again";
const IMAGES: &str = "an image must be for this machine's platform, with exactly one layer: see its Dockerfile, and \
    `docker history IMAGE`";
const CONTAINERD: &str =
    "see /var/log/containerd.log in this container: `docker cp CONTAINER:/var/log/containerd.log -`";
const DISK: &str = "the disk of the container engine may be full: see `docker system df`";
const LINKS: &str = "the `links` of images/node/image.yaml must name files that are in the images";

const SCRIPTS: &str = "the scripts are in the folder of the node image: see `scripts` in images/node/image.yaml";

pub fn run() -> Result<(), Failure> {
    log::start();
    let reaper = step("listen for the ends of processes", DISK, || {
        Reaper::start().map_err(Error::file("listen for signals in", Path::new("/proc/self")))
    })?;
    let request =
        step("read images.json", REQUEST, || files::read_json(Path::new(Request::FOLDER).join("images.json")))?;
    let index = bake_images(&request, &reaper)?;
    step("lay out /opt/baked", DISK, || copy::lay_out(&index, &reaper))?;
    step("link identical files", DISK, || dedupe::link_identical(&baked::snapshots()))?;
    step("link the host's binaries", LINKS, || links::link(&request.links, &chains(&index)))?;
    for script in &request.scripts {
        step("run a script", SCRIPTS, || run_script(script, &reaper))?;
    }
    step("clean up", DISK, clean_up)?;
    log::line(&format!("{} images, {} snapshots", index.images.len(), index.snapshots.len()));
    Ok(())
}

/// containerd runs twice. First without its CRI plugin, which answers each new name of an image with names of its own
/// while names are still changing. Then with it, so that those names are there once for all nodes, and as the proof that
/// it takes images whose layers are no longer there.
fn bake_images(request: &Request, reaper: &Arc<Reaper>) -> Result<Index, Failure> {
    let daemon = step("start containerd for the import", CONTAINERD, || Daemon::start(Role::Import, reaper))?;
    let index = step("import the images", IMAGES, || import::import(request, reaper))?;
    step("drop the layers' archives", CONTAINERD, || import::drop_layers(&index, reaper))?;
    daemon.stop();
    let daemon = step("start containerd as nodes do", CONTAINERD, || Daemon::start(Role::Check, reaper))?;
    step("see that kubelet would find the images", CONTAINERD, || import::wait_for_cri(&index, reaper))?;
    daemon.stop();
    Ok(index)
}

fn run_script(name: &str, reaper: &Reaper) -> Result<(), Error> {
    let said = reaper.run(Command::new("sh").arg(Path::new(Request::FOLDER).join(name)))?;
    said.lines().for_each(log::line);
    Ok(())
}

/// The chain ID behind each reference.
fn chains(index: &Index) -> HashMap<&str, &str> {
    index.images.iter().map(|image| (image.reference.as_str(), image.chain_id.as_str())).collect()
}

/// What would only make the node image larger; the request's folder is a volume, which is no part of an image.
fn clean_up() -> Result<(), Error> {
    for folder in ["/run/devcluster", "/run/containerd"] {
        files::remove_folder(folder)?;
    }
    files::remove_file("/var/log/containerd.log")
}
