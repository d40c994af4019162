//! What containerd adds to containers that are given the machine's GPUs: its driver's libraries, programs and devices.

use std::path::Path;

use super::program::{CTK, output};
use crate::error::Error;
use crate::files;
use crate::gpu::cdi;

/// Has nvidia-ctk write the specification, with devices under their UUIDs.
pub async fn describe() -> Result<(), Error> {
    if let Some(folder) = Path::new(cdi::PATH).parent() {
        files::make_folder(folder)?;
    }
    let output_flag = format!("--output={}", cdi::PATH);
    // What containerd runs for a container is on the node: nvidia-ctk has these hooks too.
    let hooks = format!("--nvidia-cdi-hook-path={CTK}");
    output(CTK, &["cdi", "generate", "--format=json", "--device-name-strategy=uuid", &hooks, &output_flag]).await?;
    Ok(())
}
