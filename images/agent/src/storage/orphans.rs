//! What a run that was cut short left behind: folders that no volume got, and removals that were not finished.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{PersistentVolume, PersistentVolumeClaim};
use kube::api::ListParams;
use kube::{Api, Client, ResourceExt};

use super::act::ask;
use super::error::StorageError;
use super::folders::Folders;
use crate::log;

/// Tidies up before anything is made. A folder that no volume and no claim accounts for is removed only if it is empty:
/// it may be what a volume with policy Retain left when its object was deleted, and that is the user's.
pub async fn clear(client: &Client, folders: &Folders) -> Result<(), StorageError> {
    let (volumes, begun) = folders.volumes()?;
    if volumes.is_empty() && begun.is_empty() {
        return Ok(());
    }
    // Claims first: one that gets its volume between the two lists is then in both.
    let claims = Api::<PersistentVolumeClaim>::all(client.clone());
    let claims = ask("list the claims", claims.list(&ListParams::default())).await?;
    let objects = Api::<PersistentVolume>::all(client.clone());
    let objects = ask("list the volumes", objects.list(&ListParams::default())).await?;
    let used = used(&claims.items, &objects.items, folders);
    for volume in volumes.iter().filter(|volume| !used.contains(*volume)) {
        folders.remove_empty(volume)?;
    }
    // Where the object is still there, the removal goes on as it began.
    for volume in begun.into_iter().filter(|volume| !used.contains(volume)) {
        finish_removal(folders.clone(), volume);
    }
    Ok(())
}

/// In the background: it may be much.
fn finish_removal(folders: Folders, volume: String) {
    tokio::task::spawn_blocking(move || match folders.remove(&volume) {
        Ok(()) => log::line(&format!("removed what was left of volume {volume}")),
        Err(error) => log::line(&error.in_full()),
    });
}

/// The volumes that are there, will be there, or whose folder another volume uses.
fn used(claims: &[PersistentVolumeClaim], objects: &[PersistentVolume], folders: &Folders) -> BTreeSet<String> {
    let wanted = claims.iter().filter_map(|claim| Some(format!("pvc-{}", claim.uid()?)));
    let there = objects.iter().map(ResourceExt::name_any);
    let elsewhere = objects.iter().filter_map(|volume| {
        let spec = volume.spec.as_ref()?;
        let local = spec.local.as_ref().map(|local| &local.path);
        let path = local.or_else(|| spec.host_path.as_ref().map(|host| &host.path))?;
        folders.owner(path.as_ref())
    });
    wanted.chain(there).chain(elsewhere).collect()
}

#[cfg(test)]
mod tests {
    use k8s_openapi::serde_json::{Value, from_value, json};

    use super::*;

    #[test]
    fn folders_of_volumes_and_claims_are_used_whoever_made_the_volume() {
        let parent = tempfile::tempdir().unwrap();
        let folders = Folders::prepare(parent.path()).unwrap();
        let volume = |name: &str, source: Value| -> PersistentVolume {
            let mut spec = source;
            spec["accessModes"] = json!(["ReadWriteOnce"]);
            from_value(json!({ "metadata": { "name": name }, "spec": spec })).unwrap()
        };
        let inside = |path: &str| parent.path().join(path);
        let volumes = [
            volume("pvc-1", json!({})),
            volume("by-hand", json!({ "local": { "path": inside("pvc-2") } })),
            volume("deeper", json!({ "hostPath": { "path": inside("pvc-3/folder") } })),
            volume("outside", json!({ "hostPath": { "path": "/srv" } })),
        ];
        let claim: PersistentVolumeClaim = from_value(json!({ "metadata": { "name": "data", "uid": "4" } })).unwrap();
        let expected = ["by-hand", "deeper", "outside", "pvc-1", "pvc-2", "pvc-3", "pvc-4"].map(str::to_owned);
        assert_eq!(used(&[claim], &volumes, &folders), BTreeSet::from(expected));
    }
}
