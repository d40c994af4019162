//! What others try gets nothing, and does not reach the API server.

use http::StatusCode;

use super::{Dashboard, Double, Page, json as answer};

async fn start() -> (Double, Dashboard, String) {
    let double = Double::start(|_| answer(&serde_json::json!({"secret": 1}))).await;
    let dashboard = Dashboard::start(&double).await;
    let cookie = dashboard.sign_in().await;
    (double, dashboard, cookie)
}

#[tokio::test]
async fn a_rebound_name_gets_nothing() {
    let (double, dashboard, cookie) = start().await;
    let host = format!("evil.example:{}", dashboard.address.port());
    for path in ["/", "/api/session", "/api/kube/api/v1/secrets", "/open?ticket=a"] {
        let response = dashboard.send("GET", path, &[("host", &host), ("cookie", &cookie)], "").await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
        assert!(response.headers().contains_key("content-security-policy"));
    }
    assert!(double.seen().is_empty());
}

#[tokio::test]
async fn another_page_gets_nothing_even_with_the_cookie() {
    let (double, dashboard, cookie) = start().await;
    let port = dashboard.address.port();
    let other = format!("http://127.0.0.1:{}", port.wrapping_add(1));
    for origin in ["http://evil.example", "null", &other, &format!("http://localhost:{port}")] {
        for method in ["GET", "POST", "DELETE"] {
            let headers = [("origin", origin), ("cookie", &cookie), ("content-type", "text/plain")];
            let response = dashboard.send(method, "/api/kube/api/v1/pods", &headers, "{}").await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{origin}");
        }
        for path in ["/api/stream", "/api/exec?namespace=a&pod=b&container=c&command=sh", "/api/host"] {
            let connected = Page::connect(&dashboard, path, &[("origin", origin), ("cookie", &cookie)]).await;
            assert_eq!(connected.err(), Some(403), "{origin} {path}");
        }
    }
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "cross-site")];
    assert_eq!(dashboard.send("GET", "/api/kube/x", &headers, "").await.status(), StatusCode::FORBIDDEN);
    assert_eq!(dashboard.send("POST", "/api/kube/x", &headers[..1], "").await.status(), StatusCode::FORBIDDEN);
    assert_eq!(Page::connect(&dashboard, "/api/stream", &[("cookie", &cookie)]).await.err(), Some(403));
    assert!(double.seen().is_empty());
}

#[tokio::test]
async fn without_a_session_there_is_nothing() {
    let (double, dashboard, cookie) = start().await;
    let origin = dashboard.origin();
    let guess = format!("devcluster_{}={}", dashboard.address.port(), "a".repeat(43));
    for cookie in ["", "devcluster=1", &guess, &cookie.replace("devcluster_", "devcluster_0")] {
        let headers = [("origin", origin.as_str()), ("cookie", cookie)];
        for path in ["/api/session", "/api/kube/api/v1/secrets", "/api/none"] {
            let response = dashboard.send("GET", path, &headers, "").await;
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
        }
        assert_eq!(Page::connect(&dashboard, "/api/stream", &headers).await.err(), Some(401));
    }
    let headers = [("origin", origin.as_str()), ("content-type", "application/json")];
    for body in [r#"{"token": "bad"}"#, r#"{"token": ""}"#, r#"{"token": "good\r\nx: y"}"#] {
        let response = dashboard.send("POST", "/api/session", &headers, body).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{body}");
        assert!(!response.headers().contains_key("set-cookie"));
    }
    assert!(double.seen().is_empty());
}

#[tokio::test]
async fn a_session_that_ended_takes_its_sockets_with_it() {
    let (_double, dashboard, cookie) = start().await;
    let origin = dashboard.origin();
    let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
    let mut page = Page::connect(&dashboard, "/api/stream", &headers).await.unwrap();
    assert_eq!(dashboard.send("DELETE", "/api/session", &headers, "").await.status(), StatusCode::NO_CONTENT);
    assert!(page.is_closed().await);
    assert_eq!(dashboard.send("GET", "/api/session", &headers, "").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn files_outside_the_folder_stay_there() {
    let (_double, dashboard, _) = start().await;
    std::fs::write(dashboard.assets.path().join(".hidden.txt"), "secret").unwrap();
    for path in ["/%2e%2e/%2e%2e/etc/hostname.txt", "/..%2f..%2fx.txt", "/.hidden.txt", "/assets/%2e%2e/.hidden.txt"] {
        let response = dashboard.send("GET", path, &[], "").await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(dashboard.send("POST", "/", &[], "").await.status(), StatusCode::FORBIDDEN);
}
