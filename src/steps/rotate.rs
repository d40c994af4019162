//! `kubeconfig rotate`: the user gets a new certificate and key.

use std::path::Path;
use std::sync::Arc;

use super::StepError;
use super::renew::renew_admin;
use crate::cluster::kubeconfig::Current;
use crate::cluster::{SystemImages, host_kubeconfig, kubeconfig, require_there};
use crate::engine::Engine;
use crate::report::{Reporter, Step};

/// Makes them, and writes them into the control planes' admin.conf and into the file `kubeconfig`.
pub async fn rotate_kubeconfig(
    engine: &dyn Engine,
    reporter: &Arc<dyn Reporter>,
    cluster: &str,
    images: &SystemImages,
    kubeconfig: &Path,
) -> Result<(), StepError> {
    kubeconfig::check(kubeconfig)?;
    let state = require_there(engine, cluster).await?;
    let step = Step::start(reporter, "renew the admin's certificate");
    renew_admin(engine, images, &state).await?;
    kubeconfig::merge(kubeconfig, &host_kubeconfig(engine, &state).await?, Current::Kept)?;
    step.done_with(kubeconfig.display().to_string());
    Ok(())
}
