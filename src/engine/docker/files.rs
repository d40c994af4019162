//! Files of containers.

use bollard::Docker;
use bollard::query_parameters::{
    ContainerArchiveInfoOptionsBuilder, DownloadFromContainerOptionsBuilder, UploadToContainerOptionsBuilder,
};
use futures::TryStreamExt;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{convert, errors};
use crate::engine::{ByteStream, Result};

pub async fn upload(client: &Docker, container: &str, path: &str, archive: ByteStream) -> Result<()> {
    let options = UploadToContainerOptionsBuilder::new().path(path).build();
    client
        .upload_to_container(container, Some(options), bollard::body_try_stream(convert::chunks(archive)))
        .await
        .map_err(errors::on(&format!("unpack files in container `{container}`")))
}

pub fn download(client: &Docker, container: &str, path: &str) -> ByteStream {
    let options = DownloadFromContainerOptionsBuilder::new().path(path).build();
    let fail = errors::on(&format!("read `{path}` of container `{container}`"));
    Box::pin(client.clone().download_from_container(container, Some(options)).map_err(fail))
}

/// A time that can't be read is that of a file that was always there.
pub async fn modified(client: &Docker, container: &str, path: &str) -> Result<Option<OffsetDateTime>> {
    let options = ContainerArchiveInfoOptionsBuilder::new().path(path).build();
    match client.get_container_archive_info(container, Some(options)).await {
        Ok(file) => {
            let time = file.modification_time.and_then(|time| OffsetDateTime::parse(&time, &Rfc3339).ok());
            Ok(Some(time.unwrap_or(OffsetDateTime::UNIX_EPOCH)))
        }
        Err(error) if errors::is_missing(&error) => Ok(None),
        Err(error) => Err(errors::on(&format!("look at `{path}` of container `{container}`"))(error)),
    }
}
