//! Compiles a folder's binaries: on the host where it has the compiler, else in a container that has it.

use std::path::Path;

use tokio::process::Command;

use super::command::{Program, is_installed};
use super::container;
use super::script::{Place, Script};
use super::{Builder, cargo, cc, go, npm, python};
use crate::image::catalogue::Folder;
use crate::image::error::Result;
use crate::report::Step;

/// Whether sources are only fetched or compiled too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Fetch,
    Compile,
}

impl Builder {
    /// Gets a folder's sources, so that its compile waits for no network while others compile.
    pub(super) async fn fetch(&self, folder: &Folder) -> Result<()> {
        let step = self.step(format!("Fetching sources of {}", folder.name));
        let mut on_host = false;
        for script in scripts(folder, self.place(Path::new(""), Path::new("")), Stage::Fetch) {
            on_host |= self.runs_on_host(folder, &script).await?;
        }
        if !on_host {
            step.skipped("no compiler on this host");
            return Ok(());
        }
        let _lock = self.lock(folder, &step).await?;
        self.run_scripts(folder, &step, Stage::Fetch).await?;
        step.done();
        Ok(())
    }

    /// Makes a folder's binaries and keeps them.
    pub(super) async fn compile(&self, folder: &Folder) -> Result<()> {
        let step = self.step(format!("Compiling {}", folder.name));
        let _lock = self.lock(folder, &step).await?;
        if self.store.binaries(folder).exists() {
            step.skipped("another process did");
            return Ok(());
        }
        self.run_scripts(folder, &step, Stage::Compile).await?;
        self.store.finish(folder)?;
        step.done();
        Ok(())
    }

    async fn run_scripts(&self, folder: &Folder, step: &Step, stage: Stage) -> Result<()> {
        let output = self.store.begin(folder)?;
        let cache = self.store.compiler_cache(folder);
        let scripts = scripts(folder, self.place(&output, &cache), stage);
        let sources = self.source_folder(folder)?;
        let directory = self.store.write_sources(sources)?;
        let inside = self.place(Path::new(container::OUTPUT), Path::new(container::CACHE));
        let program = Program { image: &folder.name, step, cancel: &self.cancel };
        for (script, inside) in scripts.iter().zip(self::scripts(folder, inside, stage)) {
            if self.runs_on_host(folder, script).await? {
                program.run(script.name, &mut shell(&script.text), &directory).await?;
            } else if stage == Stage::Compile {
                container::run(self, folder, step, &inside, &directory, &output).await?;
            }
        }
        Ok(())
    }

    /// Whether the host has what a script needs, for the machine that the engine runs on.
    async fn runs_on_host(&self, folder: &Folder, script: &Script) -> Result<bool> {
        let same_machine = std::env::consts::OS == "linux" && host_architecture() == self.architecture;
        if !(script.crosses || same_machine) || !script.programs.iter().all(|program| is_installed(program)) {
            return Ok(false);
        }
        Ok(!script.programs.contains(&"go") || self.go_is_new_enough(folder).await?)
    }

    /// Whether the host's Go is, or can get, the version that go.mod asks for.
    async fn go_is_new_enough(&self, folder: &Folder) -> Result<bool> {
        let directory = self.store.write_sources(self.source_folder(folder)?)?;
        let output = Command::new("go").args(["list", "-m"]).current_dir(directory).kill_on_drop(true).output().await;
        Ok(output.is_ok_and(|output| output.status.success()))
    }

    /// The folder whose sources a folder is compiled of.
    fn source_folder<'a>(&'a self, folder: &'a Folder) -> Result<&'a Folder> {
        match &folder.recipe.cc {
            Some(cc) => self.catalogue.folder(&cc.sources.folder),
            None => Ok(folder),
        }
    }

    fn place<'a>(&'a self, output: &'a Path, cache: &'a Path) -> Place<'a> {
        Place { output, cache, architecture: &self.architecture }
    }
}

fn scripts(folder: &Folder, place: Place<'_>, stage: Stage) -> Vec<Script> {
    let recipe = &folder.recipe;
    match stage {
        Stage::Fetch => {
            let go = recipe.go.as_ref().map(|go| go::fetch(go, place));
            let cc = recipe.cc.as_ref().map(cc::fetch);
            let cargo = recipe.cargo.as_ref().map(|_| cargo::fetch(place));
            let python = recipe.python.as_ref().map(|python| python::fetch(python, place));
            let npm = recipe.npm.as_ref().map(|npm| npm::fetch(npm, place));
            [go, cc, cargo, python, npm].into_iter().flatten().collect()
        }
        Stage::Compile => {
            let go = recipe.go.as_ref().map(|go| go::compile(go, place));
            let cc = recipe.cc.as_ref().map(|cc| cc::compile(cc, place));
            let cargo = recipe.cargo.as_ref().map(|cargo| cargo::compile(cargo, place));
            let python = recipe.python.as_ref().map(|python| python::compile(python, place));
            let npm = recipe.npm.as_ref().map(|npm| npm::compile(npm, place));
            [go, cc, cargo, python, npm].into_iter().flatten().collect()
        }
    }
}

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-euc", script]);
    command
}

/// Go's name of this machine.
pub fn host_architecture() -> &'static str {
    go_architecture(std::env::consts::ARCH)
}

/// Go's name of a machine for the kernel's.
pub fn go_architecture(machine: &str) -> &'static str {
    match machine {
        "aarch64" | "arm64" => "arm64",
        _ => "amd64",
    }
}
