//! Who asks, by the token that they show.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use k8s_openapi::api::authorization::v1::{
    NonResourceAttributes, SelfSubjectAccessReview, SelfSubjectAccessReviewSpec,
};
use kube::api::PostParams;
use kube::config::AuthInfo;
use kube::{Api, Client, Config};

pub struct Token(String);

impl Token {
    /// None where none is shown.
    pub fn shown(headers: &HeaderMap) -> Option<Self> {
        let token = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
        Some(Self(token.to_owned()))
    }

    pub fn as_auth(&self) -> AuthInfo {
        AuthInfo { token: Some(self.0.clone().into()), ..AuthInfo::default() }
    }

    /// Whether its bearer may read figures; the API server is asked in the bearer's name.
    pub async fn may_read_figures(&self, cluster: &Config) -> Result<bool, kube::Error> {
        let mut config = cluster.clone();
        config.auth_info = self.as_auth();
        let client = Client::try_from(config)?;
        let figures = NonResourceAttributes { path: Some("/metrics".into()), verb: Some("get".into()) };
        let spec = SelfSubjectAccessReviewSpec { non_resource_attributes: Some(figures), ..Default::default() };
        let question = SelfSubjectAccessReview { spec, ..Default::default() };
        match Api::all(client).create(&PostParams::default(), &question).await {
            Ok(answer) => Ok(answer.status.is_some_and(|status| status.allowed)),
            // Whose token the API server does not know is told so by 401.
            Err(kube::Error::Api(status)) if [401, 403].contains(&status.code) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearers_token_is_one() {
        let shown = |value: &'static str| {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, http::HeaderValue::from_static(value))]);
            Token::shown(&headers).map(|token| token.0)
        };
        assert_eq!(shown("Bearer abc"), Some("abc".to_owned()));
        assert_eq!(shown("Basic abc"), None);
        assert!(Token::shown(&HeaderMap::new()).is_none());
    }
}
