//! One request to the API server, with a limit and an error that says what for.

use std::fmt::Debug;
use std::future::Future;
use std::time::Duration;

use k8s_openapi::serde_json::Value;
use kube::Api;
use kube::api::{Patch, PatchParams};
use serde::de::DeserializeOwned;

use crate::storage::error::StorageError;

const LIMIT: Duration = Duration::from_secs(20);

/// Waits for an answer. `action` reads after "failed to".
pub async fn ask<T>(
    action: impl Into<String>,
    request: impl Future<Output = Result<T, kube::Error>>,
) -> Result<T, StorageError> {
    match tokio::time::timeout(LIMIT, request).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(source)) => Err(StorageError::Api { action: action.into(), source: Box::new(source) }),
        Err(_) => Err(StorageError::NoAnswer { action: action.into(), limit: LIMIT }),
    }
}

/// Changes an object.
pub async fn patch<K>(action: String, api: Api<K>, name: &str, patch: Patch<Value>) -> Result<(), StorageError>
where
    K: Clone + DeserializeOwned + Debug,
{
    ask(action, api.patch(name, &PatchParams::default(), &patch)).await.map(drop)
}
