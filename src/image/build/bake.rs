//! Node images: a container of the base imports and unpacks images, and becomes an image itself.

use std::collections::BTreeMap;

use serde_json::json;
use tokio::io::AsyncWriteExt;

use futures::TryStreamExt;

use super::Builder;
use super::archive;
use super::store::unwritable;
use super::temporary;
use crate::engine::{ContainerSpec, Mount, Privileges};
use crate::image::catalogue::Folder;
use crate::image::error::{ImageError, Result};
use crate::image::recipe::Bake;
use crate::report::Step;

const ARCHIVE: &str = "images.tar";
const SHOWN_LINES: usize = 40;
/// The agent's subcommand, and what the image runs when it is a node.
const BAKE_COMMAND: &str = "bake";
const NODE_COMMAND: &str = "CMD [\"init\"]";
/// containerd's data has to be off the container's overlay for the time of the bake, and the archives are not to be
/// part of the result: both are volumes.
const VOLUMES: [&str; 2] = ["/var/lib/containerd", "/bake"];

impl Builder {
    /// Bakes images into a node image.
    pub(super) async fn bake(&self, folder: &Folder, bake: &Bake, step: &Step) -> Result<()> {
        let fail = || ImageError::engine(&folder.name);
        let mount = |target: &str| Mount { volume: None, target: target.to_owned(), labels: BTreeMap::new() };
        let spec = ContainerSpec {
            image: self.catalogue.folder(&bake.base)?.tag(),
            command: vec![BAKE_COMMAND.to_owned()],
            mounts: VOLUMES.into_iter().map(mount).collect(),
            privileges: Privileges::Node,
            ..ContainerSpec::default()
        };
        let container = temporary::create(self, folder, spec).await.map_err(fail())?;
        let work = async {
            step.output("saving the images");
            self.upload_images(folder, bake, container.name()).await?;
            step.output("unpacking them in the node");
            self.engine.start_container(container.name()).await.map_err(fail())?;
            let code = self.engine.wait_container(container.name()).await.map_err(fail())?;
            if code != 0 {
                let output = self.engine.container_logs(container.name(), SHOWN_LINES).await.unwrap_or_default();
                return Err(ImageError::Bake { image: folder.name.clone(), code, output });
            }
            step.output("making an image of the node");
            self.engine.commit(container.name(), &folder.tag(), &[NODE_COMMAND.to_owned()]).await.map_err(fail())
        };
        let result = self.unless_cancelled(folder, work).await;
        let removed = container.remove().await.map_err(fail());
        result.and(removed)
    }

    /// Puts one archive of all images, so that a layer which several share is in it once, and the list of them into
    /// the container.
    async fn upload_images(&self, folder: &Folder, bake: &Bake, container: &str) -> Result<()> {
        let list = serde_json::to_vec(&self.list(bake)?).unwrap_or_default();
        let tags = bake.images.iter().map(|name| Ok(self.catalogue.folder(name)?.tag()));
        let tags = tags.collect::<Result<Vec<_>>>()?;
        let scratch = self.store.scratch(folder, ARCHIVE);
        let path = scratch.path();
        let mut images = self.engine.save_images(&tags).await.map_err(ImageError::engine(&folder.name))?;
        // On disk first: the archive around it needs to know its size.
        let mut file = tokio::fs::File::create(path).await.map_err(unwritable(path))?;
        while let Some(chunk) = images.try_next().await.map_err(ImageError::engine(&folder.name))? {
            file.write_all(&chunk).await.map_err(unwritable(path))?;
        }
        file.flush().await.map_err(unwritable(path))?;
        let source = path.to_path_buf();
        let scripts: Vec<_> =
            bake.scripts.iter().filter_map(|name| Some((name.clone(), folder.file(name)?.content.clone()))).collect();
        let upload = archive::stream(move |archive| {
            archive.file("images.json", false, &list)?;
            for (name, text) in &scripts {
                archive.file(name, true, text)?;
            }
            archive.file_on_disk(ARCHIVE, &source)
        });
        self.engine.upload(container, "/bake", upload).await.map_err(ImageError::engine(&folder.name))
    }

    /// What the agent reads: which image of the archive gets which name, and which files of the node are links.
    fn list(&self, bake: &Bake) -> Result<serde_json::Value> {
        let mut images = Vec::new();
        for name in &bake.images {
            let image = self.catalogue.folder(name)?;
            images.push(json!({"archive": ARCHIVE, "image": image.tag(), "reference": image.reference()}));
        }
        let mut links = serde_json::Map::new();
        for (path, link) in &bake.links {
            let reference = self.catalogue.folder(&link.image)?.reference();
            links.insert(path.clone(), json!({"reference": reference, "path": link.path}));
        }
        Ok(json!({"images": images, "links": links, "scripts": bake.scripts}))
    }
}
