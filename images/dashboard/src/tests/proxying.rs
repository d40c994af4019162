//! What passes to the API server and back.

use axum::response::IntoResponse;
use http::StatusCode;
use serde_json::json;

use super::{Dashboard, Double, json as answer, refused};

#[tokio::test]
async fn requests_pass_with_the_sessions_credentials() {
    let double = Double::start(|_| answer(&json!({"ok": true}))).await;
    let dashboard = Dashboard::start(&double).await;
    let (cookie, origin) = (dashboard.sign_in().await, dashboard.origin());
    let headers = [
        ("cookie", cookie.as_str()),
        ("origin", &origin),
        ("content-type", "application/apply-patch+yaml"),
        ("accept", "application/json;as=Table"),
        ("authorization", "Bearer other"),
        ("impersonate-user", "root"),
        ("x-remote-user", "root"),
    ];
    let path = "/api/kube/apis/apps/v1/namespaces/a/deployments/b%2Fc?fieldManager=d&force=true";
    let response = dashboard.send("PATCH", path, &headers, "a: b").await;
    assert_eq!((response.status(), response.body().as_ref()), (StatusCode::OK, br#"{"ok":true}"#.as_slice()));
    assert_eq!(response.headers()["content-type"], "application/json");
    let seen = double.seen().remove(0);
    assert_eq!((seen.method.as_str(), &seen.body[..]), ("PATCH", b"a: b".as_slice()));
    assert_eq!(
        (&*seen.path, &*seen.query),
        ("/apis/apps/v1/namespaces/a/deployments/b%2Fc", "fieldManager=d&force=true")
    );
    let mut names: Vec<_> = seen.headers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "accept-encoding", "authorization", "content-length", "content-type", "host"]);
    assert_eq!(seen.headers["authorization"], "Bearer good");
    assert_eq!(seen.headers["accept"], "application/json;as=Table");
}

#[tokio::test]
async fn answers_are_never_pages() {
    let double = Double::start(|_| {
        let headers = [("content-type", "text/html"), ("set-cookie", "devcluster_1=x"), ("location", "http://evil/")];
        (headers, "<script>alert(1)</script>").into_response()
    })
    .await;
    let dashboard = Dashboard::start(&double).await;
    let cookie = dashboard.sign_in().await;
    let path = "/api/kube/api/v1/namespaces/a/pods/b/proxy/";
    let response = dashboard.send("GET", path, &[("cookie", &cookie)], "").await;
    assert_eq!(response.headers()["content-type"], "application/octet-stream");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert!(response.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert!(!response.headers().contains_key("set-cookie") && !response.headers().contains_key("location"));
}

#[tokio::test]
async fn refusals_pass_and_silence_is_told() {
    let double = Double::start(|_| refused(409, "it changed")).await;
    let dashboard = Dashboard::start(&double).await;
    let (cookie, origin) = (dashboard.sign_in().await, dashboard.origin());
    let headers = [("cookie", cookie.as_str()), ("origin", &origin)];
    let response = dashboard.send("PUT", "/api/kube/api/v1/x", &headers, "{}").await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    assert!(String::from_utf8_lossy(response.body()).contains("it changed"));
    let response = dashboard.send("OPTIONS", "/api/kube/api/v1/x", &headers, "").await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    let silent = Double::start(|_| ().into_response()).await;
    let dashboard = Dashboard::start(&silent).await;
    let cookie = dashboard.sign_in().await;
    silent.stop().await;
    let response = dashboard.send("GET", "/api/kube/api/v1/x", &[("cookie", &cookie)], "").await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert!(String::from_utf8_lossy(response.body()).contains("the API server does not answer"));
}

#[tokio::test]
async fn files_are_served_as_the_browser_wants_them() {
    let double = Double::start(|_| ().into_response()).await;
    let dashboard = Dashboard::start(&double).await;
    let assets = dashboard.assets.path().join("assets");
    std::fs::create_dir(&assets).unwrap();
    std::fs::write(assets.join("a.js"), "plain").unwrap();
    std::fs::write(assets.join("a.js.br"), "small").unwrap();
    let page = dashboard.send("GET", "/pods/default/web.0", &[], "").await;
    assert_eq!(
        (page.body().as_ref(), &page.headers()["cache-control"]),
        (b"<p>page".as_slice(), &"no-cache".parse().unwrap())
    );
    let tag = page.headers()["etag"].to_str().unwrap().to_owned();
    let again = dashboard.send("GET", "/", &[("if-none-match", &tag)], "").await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let script = dashboard.send("GET", "/assets/a.js", &[("accept-encoding", "gzip, br")], "").await;
    assert_eq!(
        (script.body().as_ref(), &script.headers()["content-encoding"]),
        (b"small".as_slice(), &"br".parse().unwrap())
    );
    assert!(script.headers()["cache-control"].to_str().unwrap().ends_with("immutable"));
    assert_eq!(dashboard.send("GET", "/assets/a.js", &[], "").await.body().as_ref(), b"plain");
    assert_eq!(dashboard.send("GET", "/assets/b.js", &[], "").await.status(), StatusCode::NOT_FOUND);
}
