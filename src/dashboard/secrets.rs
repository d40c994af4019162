//! What a session is known by. It is made here, so that the same can be said again to a server that has forgotten all.

use super::DashboardError;

/// A session's name, the browser's cookie, and what the browser gets it for, once; 256 random bits each.
pub struct Secrets {
    pub session: String,
    pub cookie: String,
    pub ticket: String,
}

impl Secrets {
    /// New ones.
    pub fn new() -> Result<Self, DashboardError> {
        Ok(Self { session: secret()?, cookie: secret()?, ticket: secret()? })
    }
}

fn secret() -> Result<String, DashboardError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(DashboardError::Randomness)?;
    Ok(hex::encode(bytes))
}
