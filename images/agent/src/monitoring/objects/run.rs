//! Watches the cluster's objects and answers Prometheus.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use kube::Client;
use tokio::net::TcpListener;

use super::table::Table;
use super::{claim, job, namespace, node, pod, workload};
use crate::api::in_cluster;
use crate::error::{Error, Failure};
use crate::process::until_told;
use crate::{exporter, log};

/// That of kube-state-metrics.
const PORT: u16 = 8080;

pub fn run() -> Result<(), Failure> {
    log::start();
    until_told(serve()).map_err(|source| Failure {
        what: "tell figures of the cluster's objects",
        hint: "it runs in a pod of the addon: `devcluster addon enable monitoring`",
        source,
    })
}

async fn serve() -> Result<(), Error> {
    let client = Client::try_from(in_cluster()?);
    let client = client.map_err(|error| Error::Api { action: "ask the API server", source: Box::new(error) })?;
    let listener = TcpListener::bind(("0.0.0.0", PORT)).await;
    let listener = listener.map_err(|error| Error::Unfit(format!("port {PORT}: {error}")))?;
    let tables = Arc::new(tables(&client));
    log::line(&format!("answering on port {PORT}"));
    exporter::serve(listener, move |request| answer(request, Arc::clone(&tables))).await;
    Ok(())
}

fn tables(client: &Client) -> [Table; 8] {
    [
        Table::follow(client, node::FIGURES),
        Table::follow(client, pod::FIGURES),
        Table::follow(client, workload::DEPLOYMENTS),
        Table::follow(client, workload::STATEFUL_SETS),
        Table::follow(client, workload::DAEMON_SETS),
        Table::follow(client, job::FIGURES),
        Table::follow(client, claim::FIGURES),
        Table::follow(client, namespace::FIGURES),
    ]
}

/// Before all kinds have been listed once there is no answer: an alert would take what is missing for gone.
async fn answer(request: Request<Incoming>, tables: Arc<[Table; 8]>) -> Response<Full<Bytes>> {
    if !tables.iter().all(Table::is_whole) {
        return exporter::answer(StatusCode::SERVICE_UNAVAILABLE, "objects are being listed\n".to_owned());
    }
    match request.uri().path() {
        "/healthz" => exporter::answer(StatusCode::OK, "ok\n".to_owned()),
        "/metrics" => {
            let mut text = String::new();
            tables.iter().for_each(|table| table.write(&mut text));
            exporter::answer(StatusCode::OK, text)
        }
        _ => exporter::answer(StatusCode::NOT_FOUND, "figures are at /metrics\n".to_owned()),
    }
}
