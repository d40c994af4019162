//! Figures of PersistentVolumeClaims.

use k8s_openapi::api::core::v1::PersistentVolumeClaim;

use super::about::{named, one, states, text};
use super::table::Figures;
use crate::exporter::{Family, Kind, Line};
use crate::quantity;

const PHASES: [&str; 3] = ["Lost", "Bound", "Pending"];

pub const FIGURES: Figures<PersistentVolumeClaim> = Figures {
    families: &[
        Family {
            name: "kube_persistentvolumeclaim_info",
            help: "Information about persistent volume claim.",
            kind: Kind::Gauge,
            of: info,
        },
        Family {
            name: "kube_persistentvolumeclaim_status_phase",
            help: "The phase the persistent volume claim is currently in.",
            kind: Kind::Gauge,
            of: |claim| {
                let phase = claim.status.as_ref().and_then(|status| status.phase.as_ref());
                states("phase", &PHASES, &text(phase))
            },
        },
        Family {
            name: "kube_persistentvolumeclaim_resource_requests_storage_bytes",
            help: "The capacity of storage requested by the persistent volume claim.",
            kind: Kind::Gauge,
            of: request,
        },
    ],
    labels: |claim| named(claim, "persistentvolumeclaim"),
};

fn info(claim: &PersistentVolumeClaim) -> Vec<Line> {
    let Some(spec) = &claim.spec else { return Vec::new() };
    let labels = vec![
        ("storageclass", text(spec.storage_class_name.as_ref())),
        ("volumename", text(spec.volume_name.as_ref())),
        ("volumemode", text(spec.volume_mode.as_ref())),
    ];
    vec![Line::new(labels, 1.0)]
}

fn request(claim: &PersistentVolumeClaim) -> Vec<Line> {
    let requests = claim.spec.as_ref().and_then(|spec| spec.resources.as_ref()?.requests.as_ref());
    let storage = requests.and_then(|requests| quantity::value(&requests.get("storage")?.0));
    storage.map(one).unwrap_or_default()
}
