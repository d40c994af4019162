//! YAML: values by serde for what others define, trees whose values know their place for what a person writes for us.

pub mod decode;
mod marked;
mod place;
mod problem;
mod spans;
mod values;

pub use marked::{Content, Key, Node, Scalar, ScalarKind, parse_marked};
pub use place::{Located, Place};
pub use problem::{Problem, Problems, shown};
pub use spans::{Part, Spanned, spans};
pub use values::{YamlError, parse, parse_all, parse_numbered, render};
