//! Asks the API server whom it takes the bearer of credentials for.

use axum::body::Body;
use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde::{Deserialize, Serialize};

use super::body::read_all;
use super::client::Client;
use super::failure::Failure;

const JSON: &str = "application/json";
const ANONYMOUS: &str = "system:anonymous";

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    pub name: String,
    pub groups: Vec<String>,
}

#[derive(Deserialize)]
struct Review {
    status: ReviewStatus,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReviewStatus {
    user_info: UserInfo,
}

#[derive(Deserialize)]
struct UserInfo {
    #[serde(default)]
    username: String,
    #[serde(default)]
    groups: Vec<String>,
}

pub async fn who_is(client: &Client) -> Result<User, Failure> {
    let review = r#"{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}"#;
    let request = Request::post("/apis/authentication.k8s.io/v1/selfsubjectreviews")
        .header(ACCEPT, JSON)
        .header(CONTENT_TYPE, JSON)
        .body(Body::from(review));
    let answer = read_all(client.succeed(request).await?, 1 << 20).await?;
    let review: Review = serde_json::from_slice(&answer)
        .map_err(|error| Failure::Unreachable(format!("its SelfSubjectReview can't be read: {error}")))?;
    let UserInfo { username: name, groups } = review.status.user_info;
    // A cluster that lets anyone in would take any certificate that it does not know.
    if name.is_empty() || name == ANONYMOUS {
        return Err(Failure::Refused {
            code: 401,
            message: "the API server does not know these credentials".to_owned(),
        });
    }
    Ok(User { name, groups })
}
