//! What kubelet asks of the plugin: who it is (package pluginregistration), to prepare claims (DRAPlugin), and how its devices
//! are (DRAResourceHealth).

use std::path::Path;

use hyper::Request;
use hyper::body::Incoming;

use super::devices::DRIVER_NAME;
use super::health::Health;
use super::messages::{ClaimsRequest, Empty, PluginInfo, RegistrationStatus};
use super::prepare::Claims;
use crate::error::Error;
use crate::gpu::offered;
use crate::grpc::{Answer, Server, serve, streaming, unary, unary_later, unknown_method};
use crate::log;

/// kubelet calls who makes a socket here, and calls again when it begins anew.
pub const FOLDER: &str = "/var/lib/kubelet/plugins_registry";
/// kubelet sends the path, with `%2F` for `/`, as the name of the host that it calls, and hyper refuses such a name: percent
/// signs may be in a user's name alone, which ends with `@`.
const SOCKET: &str = "/var/lib/kubelet/plugins_registry/devcluster@gpu.nvidia.com.sock";
const VERSIONS: [&str; 2] = ["v1.DRAPlugin", "v1alpha1.DRAResourceHealth"];

/// Answers kubelet until the server is dropped.
pub fn serve_kubelet(claims: Claims, health: Health) -> Result<Server, Error> {
    serve(Path::new(SOCKET), move |request| answer(claims.clone(), health.clone(), request))
}

async fn answer(claims: Claims, health: Health, request: Request<Incoming>) -> Answer {
    match request.uri().path() {
        "/pluginregistration.Registration/GetInfo" => unary(request, |_: Empty| Ok(info())).await,
        "/pluginregistration.Registration/NotifyRegistrationStatus" => {
            unary(request, |status| Ok(take_status(&status))).await
        }
        "/k8s.io.kubelet.pkg.apis.dra.v1.DRAPlugin/NodePrepareResources" => {
            unary_later(request, |request| claims.prepare(request)).await
        }
        "/k8s.io.kubelet.pkg.apis.dra.v1.DRAPlugin/NodeUnprepareResources" => {
            unary(request, |request: ClaimsRequest| Ok(claims.unprepare(&request))).await
        }
        "/v1alpha1.DRAResourceHealth/NodeWatchResources" => streaming::<Empty, _, _>(request, health.reports()).await,
        _ => unknown_method(&request),
    }
}

fn info() -> PluginInfo {
    PluginInfo {
        kind: "DRAPlugin".to_owned(),
        name: DRIVER_NAME.to_owned(),
        endpoint: SOCKET.to_owned(),
        supported_versions: VERSIONS.map(str::to_owned).into(),
    }
}

fn take_status(status: &RegistrationStatus) -> Empty {
    if status.registered {
        offered::mark();
        log::line(&format!("kubelet knows {DRIVER_NAME}"));
    } else {
        log::line(&format!("kubelet does not take {DRIVER_NAME}: {}", status.error));
    }
    Empty {}
}

#[cfg(test)]
mod tests {
    use http::uri::Authority;

    use super::*;

    #[test]
    fn the_name_that_kubelet_calls_is_taken() {
        let called = SOCKET.replace('/', "%2F");
        assert!(called.parse::<Authority>().is_ok());
        assert!(called.replace('@', "-").parse::<Authority>().is_err(), "hyper takes any name now");
    }
}
