//! Figures of namespaces.

use k8s_openapi::api::core::v1::Namespace;

use super::about::{created, states, text};
use super::table::Figures;
use crate::exporter::{Family, Kind};

pub const FIGURES: Figures<Namespace> = Figures {
    families: &[
        Family { name: "kube_namespace_created", help: "Unix creation timestamp.", kind: Kind::Gauge, of: created },
        Family {
            name: "kube_namespace_status_phase",
            help: "kubernetes namespace status phase.",
            kind: Kind::Gauge,
            of: |namespace| {
                let phase = namespace.status.as_ref().and_then(|status| status.phase.as_ref());
                states("phase", &["Active", "Terminating"], &text(phase))
            },
        },
    ],
    labels: |namespace| vec![("namespace", text(namespace.metadata.name.as_ref()))],
};
