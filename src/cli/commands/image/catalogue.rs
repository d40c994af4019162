//! `devcluster image build --list`: the images that clusters are made of.

use futures::future::try_join_all;
use serde::Serialize;

use crate::cli::table::table;
use crate::cli::{CommandError, Context};
use crate::engine::EngineError;
use crate::image::Catalogue;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    name: String,
    tag: String,
    /// Bytes, uncompressed; none where it is not in the engine.
    size: Option<i64>,
    about: String,
}

/// Prints which there are, and which of them are in the engine.
pub async fn print(context: &Context) -> Result<(), CommandError> {
    let catalogue = Catalogue::load()?;
    let rows = catalogue.folders().filter(|folder| folder.has_image()).map(async |folder| {
        let image = context.engine.find_image(&folder.tag()).await?;
        Ok(Row {
            name: folder.name.clone(),
            tag: folder.tag(),
            size: image.map(|image| image.size),
            about: folder.recipe.about.clone(),
        })
    });
    let rows = try_join_all(rows).await.map_err(|error: EngineError| CommandError::from(error))?;
    context.output.print(&rows, |rows| {
        let cells = rows.iter().map(|row| {
            let size = row.size.map_or_else(|| "not built".to_owned(), |bytes| format!("{} MB", bytes / 1_000_000));
            vec![row.name.clone(), row.tag.clone(), size, row.about.clone()]
        });
        table(&["NAME", "TAG", "SIZE", "WHAT"], cells)
    })
}
