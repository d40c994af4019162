//! Lists, watches, and what happens when the API server forgets or goes away.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::response::IntoResponse;
use http::StatusCode;
use prost::Message;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::views::Pod;

use super::{Dashboard, Double, Feed, Page, Seen, json as answer, refused};

fn object(name: &str, version: u32) -> Value {
    json!({"kind": "Widget", "metadata": {"name": name, "uid": name, "resourceVersion": version.to_string()}})
}

fn list(objects: &[Value], version: u32) -> Value {
    let metadata = json!({"resourceVersion": version.to_string()});
    json!({"kind": "WidgetList", "apiVersion": "v1", "metadata": metadata, "items": objects})
}

fn shown(name: &str, version: u32) -> Value {
    let mut object = object(name, version);
    object["apiVersion"] = "v1".into();
    object
}

fn open(view: &str) -> Value {
    json!({"id": 1, "open": {"watch": {"path": "/api/v1/widgets", "view": view}}})
}

fn is_watch(seen: &Seen) -> bool {
    seen.query.contains("watch=true")
}

#[tokio::test]
async fn a_list_comes_whole_and_then_its_changes() {
    let feed = Feed::new();
    let watch = feed.clone();
    let double = Double::start(move |seen| match () {
        () if is_watch(seen) => watch.answer(),
        () => answer(&list(&[object("a", 1), object("b", 2)], 3)),
    })
    .await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open("object")).await;
    page.expect(&json!({"id": 1, "reset": {}})).await;
    page.expect(&json!({"id": 1, "rows": [shown("a", 1), shown("b", 2)]})).await;
    page.expect(&json!({"id": 1, "synced": {}})).await;
    feed.event("MODIFIED", &object("a", 4)).await;
    feed.event("MODIFIED", &object("a", 5)).await;
    feed.event("DELETED", &object("b", 6)).await;
    let mut last = page.hear().await;
    // They may come in more than one batch.
    while last["changes"]["removed"] != json!(["b"]) {
        last = page.hear().await;
    }
    let queries: Vec<_> = double.seen().into_iter().map(|seen| seen.query).collect();
    assert_eq!(queries[1], "watch=true&allowWatchBookmarks=true&resourceVersion=3");
}

/// A field of protobuf with a length.
fn field(number: u8, value: &[u8]) -> Vec<u8> {
    let mut field = vec![number << 3 | 2];
    prost::encode_length_delimiter(value.len(), &mut field).unwrap();
    [field, value.to_vec()].concat()
}

/// An answer in protobuf, as <https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding> has it.
fn enveloped(object: &[u8]) -> Vec<u8> {
    [b"k8s\0".to_vec(), field(1, b""), field(2, object), field(4, b"")].concat()
}

#[tokio::test]
async fn pods_are_listed_as_protobuf() {
    let feed = Feed::new();
    let watch = feed.clone();
    let pod = json!({"metadata": {"name": "web-0", "uid": "u", "creationTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"containers": [{"name": "web", "resources": {"requests": {"cpu": "100m"}}}]}, "status": {"phase": "Pending"}});
    let first: Pod = serde_json::from_value(pod.clone()).unwrap();
    let list = enveloped(&[field(1, &field(2, b"3")), field(2, &first.encode_to_vec())].concat());
    let double =
        Double::start(move |seen| if is_watch(seen) { watch.answer() } else { list.clone().into_response() }).await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open("pod")).await;
    page.expect(&json!({"id": 1, "reset": {}})).await;
    let row = page.hear().await["rows"][0].take();
    assert_eq!(row["created"], "2026-01-01T00:00:00Z");
    page.expect(&json!({"id": 1, "synced": {}})).await;
    feed.event("MODIFIED", &pod).await;
    // The same from either encoding.
    assert_eq!(page.hear().await["changes"]["changed"][0], row);
    assert!(double.seen()[1].query.ends_with("&resourceVersion=3"));
}

#[tokio::test]
async fn a_refusal_in_protobuf_is_read_too() {
    let status = enveloped(&[field(3, b"pods is forbidden"), vec![6 << 3, 0x93, 0x03]].concat());
    let double = Double::start(move |_| (StatusCode::FORBIDDEN, status.clone()).into_response()).await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open("pod")).await;
    page.expect(&json!({"id": 1, "ended": {"code": 403, "message": "pods is forbidden"}})).await;
}

#[tokio::test]
async fn what_the_api_server_forgot_is_listed_again() {
    let lists = AtomicUsize::new(0);
    let feed = Feed::new();
    let watch = feed.clone();
    let double = Double::start(move |seen| {
        if is_watch(seen) {
            return watch.answer();
        }
        match lists.fetch_add(1, Ordering::SeqCst) {
            0 => answer(&list(&[object("a", 1)], 1)),
            1 => refused(410, "expired"),
            _ => answer(&list(&[object("c", 3)], 3)),
        }
    })
    .await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open("object")).await;
    for expected in [json!({"reset": {}}), json!({"rows": [shown("a", 1)]}), json!({"synced": {}})] {
        let mut expected = expected;
        expected["id"] = 1.into();
        page.expect(&expected).await;
    }
    feed.event("ERROR", &json!({"kind": "Status", "code": 410, "message": "too old"})).await;
    page.expect(&json!({"id": 1, "reset": {}})).await;
    page.expect(&json!({"id": 1, "rows": [shown("c", 3)]})).await;
    page.expect(&json!({"id": 1, "synced": {}})).await;
}

#[tokio::test]
async fn an_api_server_that_goes_away_is_waited_for() {
    let feed = Feed::new();
    let watch = feed.clone();
    let double =
        Double::start(move |seen| if is_watch(seen) { watch.answer() } else { answer(&list(&[object("a", 1)], 1)) })
            .await;
    let address: SocketAddr = double.address;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open("object")).await;
    page.hear().await;
    page.hear().await;
    page.expect(&json!({"id": 1, "synced": {}})).await;
    double.stop().await;
    let lost = page.hear().await;
    assert!(lost["lost"]["message"].as_str().unwrap().starts_with("the API server does not answer: "), "{lost}");
    // One that starts again does not know everything at once.
    let asked = AtomicUsize::new(0);
    let again = Feed::new();
    let _double = Double::start_at(address, move |seen| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => refused(403, "forbidden"),
        1 => refused(404, "not found"),
        _ if is_watch(seen) => again.answer(),
        _ => answer(&list(&[object("b", 2)], 2)),
    })
    .await;
    page.expect(&json!({"id": 1, "reset": {}})).await;
    page.expect(&json!({"id": 1, "rows": [shown("b", 2)]})).await;
    page.expect(&json!({"id": 1, "synced": {}})).await;
}

#[tokio::test]
async fn a_watch_that_runs_out_goes_on_where_it_was() {
    let watches = AtomicUsize::new(0);
    let line = |event: &Value| format!("{event}\n").into_response();
    let double = Double::start(move |seen| {
        if !is_watch(seen) {
            return answer(&list(&[], 1));
        }
        match watches.fetch_add(1, Ordering::SeqCst) {
            0 => line(&json!({"type": "BOOKMARK", "object": {"metadata": {"resourceVersion": "9"}}})),
            1 => line(&json!({"type": "ADDED", "object": object("a", 10)})),
            _ => Feed::new().answer(),
        }
    })
    .await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open("object")).await;
    page.expect(&json!({"id": 1, "reset": {}})).await;
    page.expect(&json!({"id": 1, "synced": {}})).await;
    page.expect(&json!({"id": 1, "changes": {"changed": [object("a", 10)], "removed": []}})).await;
}

#[tokio::test]
async fn a_table_has_columns_before_rows() {
    let columns = json!([{"name": "Name", "type": "string", "format": "name", "priority": 0, "description": "d"}]);
    let given = columns.clone();
    let row = |name: &str| json!({"cells": [name], "object": {"metadata": {"name": name, "uid": name}}});
    let feed = Feed::new();
    let watch = feed.clone();
    let double = Double::start(move |seen| {
        assert!(seen.headers["accept"].to_str().unwrap().starts_with("application/json;as=Table"));
        assert!(seen.query.starts_with("includeObject=Metadata"));
        if is_watch(seen) {
            return watch.answer();
        }
        let metadata = json!({"resourceVersion": "1"});
        answer(&json!({"kind": "Table", "metadata": metadata, "columnDefinitions": given, "rows": [row("a")]}))
    })
    .await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open("table")).await;
    let shown = |name: &str| json!({"uid": name, "namespace": "", "name": name, "created": null, "cells": [name], "labels": {}});
    page.expect(&json!({"id": 1, "reset": {}})).await;
    page.expect(&json!({"id": 1, "columns": columns})).await;
    page.expect(&json!({"id": 1, "rows": [shown("a")]})).await;
    page.expect(&json!({"id": 1, "synced": {}})).await;
    feed.event("ADDED", &json!({"kind": "Table", "columnDefinitions": null, "rows": [row("b")]})).await;
    page.expect(&json!({"id": 1, "changes": {"changed": [shown("b")], "removed": []}})).await;
}

#[tokio::test]
async fn what_is_refused_ends_with_the_api_servers_words() {
    let double = Double::start(|_| refused(403, "widgets is forbidden")).await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open("object")).await;
    page.expect(&json!({"id": 1, "ended": {"code": 403, "message": "widgets is forbidden"}})).await;
    page.say(&json!({"id": 2, "open": {"watch": {"path": "/metrics", "view": "object"}}})).await;
    assert_eq!(page.hear().await["ended"]["code"], 400);
    page.say(&json!({"id": 3, "open": {"fry": {}}})).await;
    assert_eq!(page.hear().await["ended"]["code"], 400);
}

#[tokio::test]
async fn one_that_is_closed_is_told_nothing_more() {
    let feed = Feed::new();
    let watch = feed.clone();
    let double = Double::start(move |seen| if is_watch(seen) { watch.answer() } else { answer(&list(&[], 1)) }).await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open("object")).await;
    page.expect(&json!({"id": 1, "reset": {}})).await;
    page.expect(&json!({"id": 1, "synced": {}})).await;
    feed.event("ADDED", &object("a", 2)).await;
    page.expect(&json!({"id": 1, "changes": {"changed": [object("a", 2)], "removed": []}})).await;
    page.say(&json!({"id": 1, "close": {}})).await;
    page.say(&json!({"id": 2, "open": {"host": {"do": "images"}}})).await;
    assert_eq!(page.hear().await["id"], 2);
    // The request is given up, so its answer has nobody to go to.
    timeout(Duration::from_secs(10), feed.sender.closed()).await.unwrap();
}
