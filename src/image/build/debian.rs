//! The Debian base image: pulled, or made of Debian's signed packages where no registry answers.

use tokio::process::Command;
use tokio_util::io::ReaderStream;

use futures::TryStreamExt;

use super::Builder;
use super::command::{Program, is_installed};
use super::compile::host_architecture;
use super::store::unwritable;
use crate::engine::EngineError;
use crate::image::catalogue::Folder;
use crate::image::error::{ImageError, Result};
use crate::image::recipe::Bootstrap;
use crate::report::Step;

const PROGRAM: &str = "mmdebstrap";
/// Where Debian and Ubuntu keep Debian's keys. Ubuntu's apt does not trust them by itself.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

impl Builder {
    /// Makes a base image.
    pub(super) async fn debian(&self, folder: &Folder, bootstrap: &Bootstrap, step: &Step) -> Result<()> {
        let fail = || ImageError::engine(&folder.name);
        let pull = async { Ok(self.engine.pull_image(&bootstrap.image).await) };
        match self.unless_cancelled(folder, pull).await? {
            Err(EngineError::Pull { reason, .. }) => {
                step.output(format!("{} can't be pulled ({reason}): making it of Debian's packages", bootstrap.image));
                self.bootstrap(folder, bootstrap, step).await
            }
            pulled => {
                pulled.map_err(fail())?;
                step.output(format!("pulled {}", bootstrap.image));
                self.engine.tag_image(&bootstrap.image, &folder.tag()).await.map_err(fail())
            }
        }
    }

    async fn bootstrap(&self, folder: &Folder, bootstrap: &Bootstrap, step: &Step) -> Result<()> {
        if !is_installed(PROGRAM) || host_architecture() != self.architecture {
            let container = Some(bootstrap.image.clone());
            return Err(ImageError::NoProgram { program: PROGRAM.to_owned(), image: folder.name.clone(), container });
        }
        let archive = self.store.scratch(folder, "rootfs.tar");
        let directory = self.store.write_sources(folder)?;
        let program = Program { image: &folder.name, step, cancel: &self.cancel };
        let mut command = command(bootstrap);
        // A file, not a pipe: an archive that ends too early must not become an image.
        command.arg(&bootstrap.suite).arg(archive.path()).args(&bootstrap.sources);
        program.run(PROGRAM, &mut command, &directory).await?;
        let file = tokio::fs::File::open(archive.path()).await.map_err(unwritable(archive.path()))?;
        let body = ReaderStream::with_capacity(file, 1 << 20).map_err(|source| EngineError::Broken {
            action: "import a file system".to_owned(),
            source: Box::new(source),
        });
        let import = async {
            self.engine.import_image(&folder.tag(), Box::pin(body)).await.map_err(ImageError::engine(&folder.name))
        };
        self.unless_cancelled(folder, import).await
    }
}

fn command(bootstrap: &Bootstrap) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["--variant=minbase", "--format=tar", "--quiet"]);
    command.arg("--aptopt=Acquire::Languages \"none\"").arg("--aptopt=APT::Install-Recommends \"false\"");
    if std::path::Path::new(KEYRING).is_file() {
        command.arg(format!("--keyring={KEYRING}"));
    }
    command.args(bootstrap.leave_out.iter().map(|pattern| format!("--dpkgopt=path-exclude={pattern}")));
    command.args(bootstrap.keep.iter().map(|pattern| format!("--dpkgopt=path-include={pattern}")));
    command
}
