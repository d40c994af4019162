//! The command line's connection, from both ends.

use serde_json::{Value, json};

use super::{Dashboard, Double, Page, refused};

fn hello(ticket: Option<&str>, token: &str) -> Value {
    let secret = |letter: &str| letter.repeat(43);
    json!({"session": secret("s"), "cookie": secret("c"), "ticket": ticket.map(secret),
        "app": {"name": "shop", "folder": "/shop"}, "credentials": {"token": token}})
}

async fn command_line(dashboard: &Dashboard, hello: &Value) -> Page {
    let mut command_line = Page::connect(dashboard, "/api/host", &[]).await.unwrap();
    command_line.say(hello).await;
    command_line
}

async fn page(dashboard: &Dashboard) -> Page {
    let port = dashboard.address.port();
    let (cookie, origin) = (format!("devcluster_{port}={}", "c".repeat(43)), dashboard.origin());
    Page::connect(dashboard, "/api/stream", &[("cookie", &cookie), ("origin", &origin)]).await.unwrap()
}

#[tokio::test]
async fn a_ticket_opens_the_page_once() {
    let double = Double::start(|_| refused(500, "")).await;
    let dashboard = Dashboard::start(&double).await;
    let mut command_line = command_line(&dashboard, &hello(Some("t"), "good")).await;
    command_line.expect(&json!({"registered": {"user": "dev"}})).await;
    let path = format!("/open?ticket={}", "t".repeat(43));
    let opened = dashboard.send("GET", &path, &[], "").await;
    assert_eq!((opened.status().as_u16(), &opened.headers()["location"]), (303, &"/".parse().unwrap()));
    let cookie = opened.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let again = dashboard.send("GET", &path, &[], "").await;
    assert_eq!(again.status(), 403);
    assert!(String::from_utf8_lossy(again.body()).contains("<code>devcluster dashboard</code>"));
    assert!(!again.headers().contains_key("set-cookie"));
    let session = dashboard.send("GET", "/api/session", &[("cookie", &cookie)], "").await;
    let session: Value = serde_json::from_slice(session.body()).unwrap();
    assert_eq!((&session["host"], &session["app"]["name"]), (&json!(true), &json!("shop")));
}

#[tokio::test]
async fn work_goes_there_and_back() {
    let double = Double::start(|_| refused(500, "")).await;
    let dashboard = Dashboard::start(&double).await;
    let mut command_line = command_line(&dashboard, &hello(None, "good")).await;
    command_line.hear().await;
    let mut page = page(&dashboard).await;
    page.say(&json!({"id": 5, "open": {"host": {"do": "addon.enable", "name": "metrics", "set": {}}}})).await;
    let asked = command_line.hear().await;
    assert_eq!(asked["request"], json!({"do": "addon.enable", "name": "metrics", "set": {}}));
    let id = &asked["id"];
    command_line.say(&json!({"id": id, "event": {"step": {"name": "a"}}})).await;
    command_line.say(&json!({"id": id, "ended": {"error": "failed to b", "hint": "run c"}})).await;
    page.expect(&json!({"id": 5, "host": {"step": {"name": "a"}}})).await;
    page.expect(&json!({"id": 5, "ended": {"code": null, "message": "failed to b", "hint": "run c"}})).await;
    page.say(&json!({"id": 6, "open": {"host": {"do": "forward"}}})).await;
    let id = command_line.hear().await["id"].clone();
    page.say(&json!({"id": 6, "close": {}})).await;
    command_line.expect(&json!({"id": id, "cancel": {}})).await;
}

#[tokio::test]
async fn a_lost_command_line_is_told_and_comes_back() {
    let double = Double::start(|_| refused(500, "")).await;
    let dashboard = Dashboard::start(&double).await;
    let mut first = command_line(&dashboard, &hello(None, "good")).await;
    first.hear().await;
    let mut page = page(&dashboard).await;
    page.say(&json!({"id": 1, "open": {"host": {"do": "app.up"}}})).await;
    first.hear().await;
    drop(first);
    let ended = page.hear().await;
    assert!(ended["ended"]["message"].as_str().unwrap().contains("connection was lost"), "{ended}");
    page.say(&json!({"id": 2, "open": {"host": {"do": "images"}}})).await;
    let ended = page.hear().await;
    assert!(ended["ended"]["message"].as_str().unwrap().starts_with("no command line is connected"), "{ended}");
    let mut second = command_line(&dashboard, &hello(None, "good")).await;
    second.expect(&json!({"registered": {"user": "dev"}})).await;
    page.say(&json!({"id": 3, "open": {"host": {"do": "images"}}})).await;
    assert_eq!(second.hear().await["request"]["do"], "images");
}

#[tokio::test]
async fn who_can_not_prove_it_is_not_let_in() {
    let double = Double::start(|_| refused(500, "")).await;
    let dashboard = Dashboard::start(&double).await;
    let mut stranger = command_line(&dashboard, &hello(None, "bad")).await;
    assert!(stranger.hear().await["refused"]["message"].is_string());
    assert!(stranger.is_closed().await);
    let mut odd = command_line(&dashboard, &json!({"session": "short", "credentials": {"token": "good"}})).await;
    let message = odd.hear().await["refused"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("devcluster addon enable dashboard") && !message.contains("good"), "{message}");
    let mut owner = command_line(&dashboard, &hello(None, "good")).await;
    owner.hear().await;
    let mut thief = hello(Some("x"), "good");
    thief["cookie"] = "d".repeat(43).into();
    let mut thief = command_line(&dashboard, &thief).await;
    thief.expect(&json!({"refused": {"message": "the session exists with another cookie"}})).await;
}
