//! Images in a node's containerd: which are there, and one more taken in.

use std::collections::BTreeMap;

use super::{Reference, TransferError};
use crate::engine::{ByteStream, Engine, ExecOutput, ExecRequest};

/// Label of an image in containerd: the id that it has where it came from. Containerd drops it when another image
/// takes the name, so it never speaks of an image that is gone.
const ID_LABEL: &str = "devcluster.dev/image-id=";
const IMPORT: &str = include_str!("import.sh");
/// Exit code of the script when the node holds something else than what was sent (sysexits' EX_DATAERR).
const STALE: i64 = 65;

/// A node that takes images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Kubernetes name, for people.
    pub name: String,
    /// The engine's container.
    pub container: String,
}

/// An image under way: its name, and the id that says whether a node has it already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub reference: Reference,
    pub id: String,
}

/// Whether the node has all of `images` already.
pub async fn has_all(engine: &dyn Engine, node: &Node, images: &[Wanted]) -> Result<bool, TransferError> {
    let mut command = vec!["ctr", "--namespace", "k8s.io", "images", "ls"];
    let filters: Vec<_> = images.iter().map(|image| format!("name==\"{}\"", image.reference.as_str())).collect();
    command.extend(filters.iter().map(String::as_str));
    let output = engine.exec(ExecRequest::new(&node.container, &command)).await?;
    if output.exit_code != 0 {
        return Err(refused(node, &output));
    }
    let ids = loaded_ids(&String::from_utf8_lossy(&output.stdout));
    Ok(images.iter().all(|image| ids.get(image.reference.as_str()) == Some(&image.id)))
}

/// Takes an archive that holds `images` into the node and checks that they are there under their names.
pub async fn import(
    engine: &dyn Engine,
    node: &Node,
    archive: ByteStream,
    images: &[Wanted],
) -> Result<(), TransferError> {
    let mut command = ["sh", "-c", IMPORT, "import"].map(str::to_owned).to_vec();
    command.extend(images.iter().flat_map(|image| [image.reference.as_str().to_owned(), image.id.clone()]));
    let request = ExecRequest { container: node.container.clone(), command, stdin: Some(archive) };
    let output = engine.exec(request).await?;
    outcome(node, &output)
}

/// What the end of a script in a node means.
pub(super) fn outcome(node: &Node, output: &ExecOutput) -> Result<(), TransferError> {
    match output.exit_code {
        0 => Ok(()),
        STALE => Err(TransferError::Stale {
            node: node.name.clone(),
            container: node.container.clone(),
            output: text(output),
        }),
        _ => Err(refused(node, output)),
    }
}

fn refused(node: &Node, output: &ExecOutput) -> TransferError {
    TransferError::Refused { node: node.name.clone(), container: node.container.clone(), output: text(output) }
}

/// What went wrong; ctr's warnings on the host would only hide it.
fn text(output: &ExecOutput) -> String {
    let whole = String::from_utf8_lossy(&output.stderr);
    whole.lines().filter(|line| !line.contains(" level=warning ")).collect::<Vec<_>>().join("\n")
}

/// Names and recorded ids from the table of `ctr images ls`: the name is its first column, labels its last.
fn loaded_ids(table: &str) -> BTreeMap<String, String> {
    let row = |line: &str| {
        let name = line.split_whitespace().next()?;
        let labels = line.split_whitespace().last()?;
        let id = labels.split(',').find_map(|label| label.strip_prefix(ID_LABEL))?;
        Some((name.to_owned(), id.to_owned()))
    };
    table.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_from_the_labels() {
        let table = "REF TYPE DIGEST SIZE PLATFORMS LABELS\n\
            docker.io/library/app:v1 application/vnd.oci.image.manifest.v1+json sha256:aa 1.2 MiB linux/amd64 devcluster.dev/image-id=sha256:bb,io.cri-containerd.image=managed\n\
            docker.io/library/old:v1 application/vnd.oci.image.manifest.v1+json sha256:cc 1.2 MiB linux/amd64 io.cri-containerd.image=managed\n";
        assert_eq!(
            loaded_ids(table),
            BTreeMap::from([("docker.io/library/app:v1".to_owned(), "sha256:bb".to_owned())])
        );
    }
}
