//! Who the API server takes a client for.

use k8s_openapi::api::authentication::v1::SelfSubjectReview;
use kube::Api;
use kube::api::PostParams;

use crate::cluster::{ClusterError, Kube};

/// A user as the API server knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub name: String,
    pub groups: Vec<String>,
}

/// Asks the API server who we are.
pub async fn who_am_i(kube: &Kube) -> Result<User, ClusterError> {
    let api: Api<SelfSubjectReview> = Api::all(kube.client.clone());
    let review = api
        .create(&PostParams::default(), &SelfSubjectReview::default())
        .await
        .map_err(|source| ClusterError::Api { action: "tell who we are".to_owned(), source: Box::new(source) })?;
    let info = review.status.and_then(|status| status.user_info).unwrap_or_default();
    Ok(User { name: info.username.unwrap_or_default(), groups: info.groups.unwrap_or_default() })
}
