//! Images that a load is measured with: some layers that stay, and a last one of a million bytes that changes.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Result;

pub const NAME: &str = "devcluster-bench:v1";
const LAYERS: usize = 4;
const LAST: usize = 1_000_000;

/// Takes the image away whichever way the measurement ends.
pub struct Image<'a> {
    folder: &'a Path,
}

impl<'a> Image<'a> {
    /// Builds it; what it is made of lies in `folder`.
    pub fn build(folder: &'a Path, megabytes: usize) -> Result<Self> {
        let mut dockerfile = String::from("FROM scratch\n");
        for layer in 0..LAYERS {
            std::fs::write(
                folder.join(format!("layer{layer}")),
                content(layer as u64, megabytes * 1_000_000 / LAYERS),
            )?;
            dockerfile += &format!("COPY layer{layer} /\n");
        }
        std::fs::write(folder.join("Dockerfile"), dockerfile + "COPY last /\n")?;
        let image = Self { folder };
        image.change(0)?;
        Ok(image)
    }

    /// Builds it again with another last layer.
    pub fn change(&self, number: u64) -> Result<()> {
        std::fs::write(self.folder.join("last"), content(1000 + number, LAST))?;
        let mut build = Command::new("docker");
        build.args(["build", "--quiet", "--tag", NAME]).arg(self.folder);
        let status = build.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if status.success() { Ok(()) } else { Err("docker could not build the image".into()) }
    }
}

impl Drop for Image<'_> {
    fn drop(&mut self) {
        let _ = Command::new("docker").args(["rmi", "--force", NAME]).output();
    }
}

/// Bytes of which half compress well, as programs do.
fn content(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&state.to_le_bytes());
        bytes
    };
    std::iter::repeat_with(&mut next).flatten().take(length).collect()
}
