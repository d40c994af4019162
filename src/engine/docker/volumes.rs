//! Volumes of the Docker API.

use bollard::Docker;
use bollard::query_parameters::{ListVolumesOptionsBuilder, RemoveVolumeOptionsBuilder};

use super::{convert, errors};
use crate::engine::{Labels, Result, Volume};

pub async fn list(client: &Docker, labels: &Labels) -> Result<Vec<Volume>> {
    let options = ListVolumesOptionsBuilder::new().filters(&convert::label_filter(labels)).build();
    let answer = client.list_volumes(Some(options)).await.map_err(errors::on("list volumes"))?;
    let volumes = answer.volumes.unwrap_or_default().into_iter();
    Ok(volumes.map(|volume| Volume { name: volume.name, labels: volume.labels.into_iter().collect() }).collect())
}

pub async fn remove(client: &Docker, name: &str) -> Result<()> {
    let options = RemoveVolumeOptionsBuilder::new().build();
    match client.remove_volume(name, Some(options)).await {
        Err(error) if !errors::is_missing(&error) => Err(errors::on(&format!("remove volume `{name}`"))(error)),
        _ => Ok(()),
    }
}
