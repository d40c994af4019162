//! `devcluster image list`.

use serde::Serialize;

use crate::cli::table::table;
use crate::cli::{CommandError, Context};
use crate::image::Catalogue;

/// List the images that clusters are made of, and which of them are in the engine
#[derive(clap::Args)]
pub struct Args {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    name: String,
    tag: String,
    /// Bytes, uncompressed; none where it is not in the engine.
    size: Option<i64>,
    about: String,
}

pub async fn run(_args: Args, context: &Context) -> Result<(), CommandError> {
    let catalogue = Catalogue::load()?;
    let mut rows = Vec::new();
    for folder in catalogue.folders().filter(|folder| folder.has_image()) {
        rows.push(Row {
            name: folder.name.clone(),
            size: context.engine.find_image(&folder.tag()).await?.map(|image| image.size),
            tag: folder.tag(),
            about: folder.recipe.about.clone(),
        });
    }
    context.output.print(&rows, |rows| {
        let cells = rows.iter().map(|row| {
            let size = row.size.map_or_else(|| "not built".to_owned(), |bytes| format!("{} MB", bytes / 1_000_000));
            vec![row.name.clone(), row.tag.clone(), size, row.about.clone()]
        });
        table(&["NAME", "TAG", "SIZE", "WHAT"], cells)
    })
}
