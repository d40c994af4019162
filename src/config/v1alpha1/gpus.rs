//! GPUs of a group of nodes.

use crate::config::gpus::{GpuAllocation, GpuCount};
use crate::config::syntax::{self, MOST_REPLICAS};
use crate::yaml::decode::{Fields, integer, located, scalar, text};
use crate::yaml::{Located, Node, Place, Problems};

pub(super) const FIELDS: &[&str] = &["count", "model", "memory", "replicas", "profile", "allocation"];

/// GPUs as a user writes them.
#[derive(Debug, Clone)]
pub struct Gpus {
    pub place: Place,
    pub count: Option<GpuCount>,
    pub model: Option<Located<String>>,
    /// Bytes.
    pub memory: Option<Located<u64>>,
    pub replicas: Option<u32>,
    pub profile: Option<Located<String>>,
    pub allocation: Option<Located<GpuAllocation>>,
    /// Whether a value was noted as a problem: what values mean together is not asked then.
    pub doubtful: bool,
}

impl Gpus {
    /// GPUs without anything special.
    pub fn new(place: Place, count: GpuCount) -> Self {
        Self {
            place,
            count: Some(count),
            model: None,
            memory: None,
            replicas: Some(1),
            profile: None,
            allocation: None,
            doubtful: false,
        }
    }
}

pub(super) fn decode(node: &Node, problems: &mut Problems) -> Option<Gpus> {
    let before = problems.count();
    let gpus = read(node, problems)?;
    Some(Gpus { doubtful: problems.count() > before, ..gpus })
}

fn read(node: &Node, problems: &mut Problems) -> Option<Gpus> {
    let mut fields = Fields::of(node, FIELDS, problems)?;
    Some(Gpus {
        place: fields.place(),
        count: fields.required("count", scalar(syntax::gpu_count)),
        model: fields.optional("model", located(text(syntax::gpu_model))),
        memory: fields.optional("memory", located(scalar(syntax::bytes))),
        replicas: fields.or("replicas", || 1, integer(1..=MOST_REPLICAS)),
        profile: fields.optional("profile", located(text(|text| Ok(text.to_owned())))),
        allocation: fields.optional("allocation", located(text(syntax::gpu_allocation))),
        doubtful: false,
    })
}
