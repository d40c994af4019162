//! Why a list or a watch came to an end.

use crate::api::Failure;
use crate::stream::Closed;

#[derive(Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The page is gone.
    Closed,
    /// The version that is known is too old: a new list is needed, and nothing is wrong.
    Expired,
    /// The API server does not answer, or is overloaded: it may again.
    Lost(String),
    /// Asking again would not help.
    Refused { code: u16, message: String },
}

impl From<Closed> for Trouble {
    fn from(_: Closed) -> Self {
        Self::Closed
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused { code: 410, .. } => Self::Expired,
            Failure::Refused { code, message } if code == 429 || code >= 500 || code == 0 => Self::Lost(message),
            Failure::Refused { code, message } => Self::Refused { code, message },
            Failure::Unreachable(_) => Self::Lost(failure.to_string()),
        }
    }
}

/// For `map_err`: what the API server sent can't be read, and won't be the next time either.
pub fn unreadable(error: impl std::fmt::Display) -> Trouble {
    Trouble::Refused { code: 502, message: format!("the API server's answer can't be read: {error}") }
}
