//! Figures of Jobs.

use k8s_openapi::api::batch::v1::Job;

use super::about::{condition_states, count, created, named, one};
use super::table::Figures;
use crate::exporter::{Family, Kind, Line};

pub const FIGURES: Figures<Job> = Figures {
    families: &[
        Family { name: "kube_job_created", help: "Unix creation timestamp.", kind: Kind::Gauge, of: created },
        Family {
            name: "kube_job_spec_completions",
            help: "The desired number of successfully finished pods the job should be run with.",
            kind: Kind::Gauge,
            of: |job| count(job.spec.as_ref().and_then(|spec| spec.completions)),
        },
        Family {
            name: "kube_job_status_active",
            help: "The number of actively running pods.",
            kind: Kind::Gauge,
            of: |job| pods(job.status.as_ref().and_then(|status| status.active)),
        },
        Family {
            name: "kube_job_status_succeeded",
            help: "The number of pods which reached Phase Succeeded.",
            kind: Kind::Gauge,
            of: |job| pods(job.status.as_ref().and_then(|status| status.succeeded)),
        },
        Family {
            name: "kube_job_status_failed",
            help: "The number of pods which reached Phase Failed.",
            kind: Kind::Gauge,
            of: |job| pods(job.status.as_ref().and_then(|status| status.failed)),
        },
        Family {
            name: "kube_job_complete",
            help: "The job has completed its execution.",
            kind: Kind::Gauge,
            of: |job| condition(job, "Complete"),
        },
        Family {
            name: "kube_job_failed",
            help: "The job has failed its execution.",
            kind: Kind::Gauge,
            of: |job| condition(job, "Failed"),
        },
    ],
    labels: |job| named(job, "job_name"),
};

fn pods(number: Option<i32>) -> Vec<Line> {
    one(number.unwrap_or_default().into())
}

fn condition(job: &Job, name: &str) -> Vec<Line> {
    let conditions = job.status.as_ref().and_then(|status| status.conditions.as_ref());
    let condition = conditions.and_then(|all| all.iter().find(|condition| condition.type_ == name));
    condition.map(|condition| condition_states("condition", &condition.status)).unwrap_or_default()
}
