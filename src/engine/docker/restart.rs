//! Starting and stopping a container, which also says whether the engine starts it again by itself.
//!
//! While it is meant to run its policy is `always`. `unless-stopped` does not bring it back where the engine itself was
//! killed: without live restore the engine then ends the containers that outlived it, and takes that for a stop by hand
//! (`HasBeenManuallyStopped`, <https://github.com/moby/moby/issues/41302>). What was stopped stays stopped, which `always`
//! would not mean, so it gets the other policy meanwhile.

use bollard::Docker;
use bollard::models::{ContainerUpdateBody, RestartPolicy, RestartPolicyNameEnum};
use bollard::query_parameters::{InspectContainerOptions, StartContainerOptions, StopContainerOptionsBuilder};

use super::errors;
use crate::engine::Result;

/// Of a container that is meant to run.
pub const RUNS: RestartPolicyNameEnum = RestartPolicyNameEnum::ALWAYS;
/// Of one that was stopped.
const STOPPED: RestartPolicyNameEnum = RestartPolicyNameEnum::UNLESS_STOPPED;

pub async fn start(client: &Docker, name: &str) -> Result<()> {
    // Before it runs: of a running container the engine would write all limits anew.
    let changed = replace(client, name, STOPPED, RUNS).await?;
    match client.start_container(name, None::<StartContainerOptions>).await {
        Err(error) if !errors::is_done_already(&error) => {
            let error = errors::on(&format!("start container `{name}`"))(error);
            if changed {
                // The error of the start is the one to tell.
                let _ = replace(client, name, RUNS, STOPPED).await;
            }
            Err(error)
        }
        _ => Ok(()),
    }
}

pub async fn stop(client: &Docker, name: &str, grace_seconds: i32) -> Result<()> {
    let options = StopContainerOptionsBuilder::new().t(grace_seconds).build();
    match client.stop_container(name, Some(options)).await {
        Err(error) if !errors::is_done_already(&error) => {
            return Err(errors::on(&format!("stop container `{name}`"))(error));
        }
        _ => {}
    }
    replace(client, name, RUNS, STOPPED).await.map(drop)
}

/// Gives a container another policy where it has that one; whether it had.
async fn replace(client: &Docker, name: &str, from: RestartPolicyNameEnum, to: RestartPolicyNameEnum) -> Result<bool> {
    let found = client.inspect_container(name, None::<InspectContainerOptions>).await;
    let found = found.map_err(errors::on(&format!("inspect container `{name}`")))?;
    let policy = found.host_config.and_then(|host| host.restart_policy).and_then(|policy| policy.name);
    if policy != Some(from) {
        return Ok(false);
    }
    let restart_policy = Some(RestartPolicy { name: Some(to), maximum_retry_count: None });
    let body = ContainerUpdateBody { restart_policy, ..ContainerUpdateBody::default() };
    let updated = client.update_container(name, body).await;
    updated.map_err(errors::on(&format!("set the restart policy of container `{name}`")))?;
    Ok(true)
}
