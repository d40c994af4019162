//! What can go wrong with images.

use std::io;
use std::path::PathBuf;

use crate::engine::EngineError;
use crate::fault::{Fault, Kind};
use crate::yaml::YamlError;

/// An image that could not be made. Displays read after "failed to build the image:".
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    #[error("no image named `{name}`; there are {}", known.join(", "))]
    Unknown { name: String, known: Vec<String> },
    #[error("`images/{folder}/image.yaml` is not understood")]
    Recipe {
        folder: String,
        #[source]
        source: YamlError,
    },
    #[error("`images/{folder}` needs `{need}`, which is not there")]
    NeedUnknown { folder: String, need: String },
    #[error("`images/{folder}` needs itself through what it needs")]
    Circle { folder: String },
    #[error("`{}` can't be read", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("`{}` can't be written", path.display())]
    Unwritable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{program} is needed for `{image}` and is not installed{}", container_note(.container))]
    NoProgram { program: String, image: String, container: Option<String> },
    #[error("{program} could not be started")]
    NotStarted {
        program: String,
        #[source]
        source: io::Error,
    },
    #[error("`{command}` failed ({status}) while making `{image}`")]
    Command { image: String, command: String, status: String, output: String },
    #[error("the bake of `{image}` failed with exit code {code}")]
    Bake { image: String, code: i64, output: String },
    #[error("the Dockerfile of `{image}` failed")]
    Dockerfile {
        image: String,
        output: String,
        #[source]
        source: EngineError,
    },
    #[error("the engine failed at `{image}`")]
    Engine {
        image: String,
        #[source]
        source: EngineError,
    },
    #[error("the container engine does not answer")]
    NoEngine {
        #[source]
        source: EngineError,
    },
    #[error("interrupted while making `{image}`")]
    Interrupted { image: String },
}

/// Result of work on images.
pub type Result<T> = std::result::Result<T, ImageError>;

fn container_note(container: &Option<String>) -> String {
    container
        .as_ref()
        .map_or_else(String::new, |image| format!(", nor could the image `{image}` that has it be pulled"))
}

impl ImageError {
    /// Wraps an engine's error with the image that it is about.
    pub fn engine(image: &str) -> impl FnOnce(EngineError) -> Self {
        let image = image.to_owned();
        move |source| Self::Engine { image, source }
    }
}

impl Fault for ImageError {
    fn kind(&self) -> Kind {
        match self {
            Self::Unknown { .. } | Self::Recipe { .. } | Self::NeedUnknown { .. } | Self::Circle { .. } => Kind::User,
            Self::Unreadable { .. }
            | Self::Unwritable { .. }
            | Self::NoProgram { .. }
            | Self::NotStarted { .. }
            | Self::Command { .. }
            | Self::Bake { .. }
            | Self::Dockerfile { .. } => Kind::Environment,
            Self::Engine { source, .. } | Self::NoEngine { source } => source.kind(),
            Self::Interrupted { .. } => Kind::Interrupted,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoProgram { program, .. } => Some(how_to_install(program)),
            Self::Command { output, .. } if lacks_release_key(output) => Some(
                "get the release's signing key with `sudo apt-get install --only-upgrade debian-archive-keyring`"
                    .to_owned(),
            ),
            Self::Engine { source, .. } | Self::NoEngine { source } | Self::Dockerfile { source, .. } => source.hint(),
            Self::Unwritable { path, .. } => {
                Some(format!("see how much space is left with `df -h {}`", path.display()))
            }
            Self::Unknown { .. }
            | Self::Recipe { .. }
            | Self::NeedUnknown { .. }
            | Self::Circle { .. }
            | Self::Unreadable { .. }
            | Self::NotStarted { .. }
            | Self::Command { .. }
            | Self::Bake { .. }
            | Self::Interrupted { .. } => None,
        }
    }

    fn output(&self) -> Option<&str> {
        match self {
            Self::Command { output, .. } | Self::Bake { output, .. } | Self::Dockerfile { output, .. } => Some(output),
            _ => None,
        }
    }
}

fn lacks_release_key(output: &str) -> bool {
    output.contains("NO_PUBKEY") || output.contains("Missing key")
}

fn how_to_install(program: &str) -> String {
    let note = match program {
        "go" => "any Go from 1.21 on gets the version that is needed by itself; ",
        "cargo" => "or as https://rustup.rs says; ",
        _ => "",
    };
    let package = match program {
        "go" => "golang-go",
        "cc" => "gcc libc6-dev",
        "pip3" => "python3-pip",
        "node" => "nodejs npm",
        other => other,
    };
    format!("install it ({note}on Debian and Ubuntu: `sudo apt-get install {package}`)")
}
