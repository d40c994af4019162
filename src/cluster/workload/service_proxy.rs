//! Requests to a Service by way of the API server, which reaches it from wherever we are.

use futures::io::AsyncBufRead;
use http::Request;

use crate::cluster::{Kube, ServiceError, api_reason};

/// A Service that answers by HTTP.
#[derive(Debug, Clone, Copy)]
pub struct ProxiedService {
    pub namespace: &'static str,
    pub name: &'static str,
    /// Name of its port.
    pub port: &'static str,
}

/// Gets a path of a Service with the pairs of a query; its answer as it comes.
pub async fn ask_service(
    kube: &Kube,
    service: ProxiedService,
    path: &str,
    query: &[(&str, String)],
) -> Result<impl AsyncBufRead + Unpin + use<>, ServiceError> {
    let ProxiedService { namespace, name, port } = service;
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    let uri = format!("/api/v1/namespaces/{namespace}/services/{name}:{port}/proxy/{path}?{query}");
    // Not POST with the query as its body: the API server then breaks one answer in thirty off.
    let request = Request::get(uri).body(Vec::new());
    let request = request.map_err(|error| ServiceError::Server { reason: error.to_string() })?;
    let answer = kube.client.request_stream(request).await;
    answer.map_err(|error| ServiceError::Server { reason: api_reason(error) })
}
