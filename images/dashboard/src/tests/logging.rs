//! Logs, with a page that reads and one that does not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::response::IntoResponse;
use bytes::Bytes;
use futures::stream::unfold;
use serde_json::{Value, json};

use super::{Dashboard, Double, Feed, Page, refused};

fn open() -> Value {
    let logs = json!({"namespace": "a", "pod": "b", "container": "c", "tail": 10, "follow": true});
    json!({"id": 1, "open": {"logs": logs}})
}

#[tokio::test]
async fn lines_come_with_their_times() {
    let feed = Feed::new();
    let log = feed.clone();
    let double = Double::start(move |_| log.answer()).await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open()).await;
    let time = "2026-01-01T00:00:00.000000001Z";
    feed.sender.send(format!("{time} one\n{time} t").into()).await.unwrap();
    page.expect(&json!({"id": 1, "lines": [{"time": time, "text": "one"}]})).await;
    assert_eq!(double.seen()[0].path, "/api/v1/namespaces/a/pods/b/log");
    double.stop().await;
    let ended = page.hear().await;
    assert_eq!(ended["ended"]["code"], 502, "{ended}");
}

#[tokio::test]
async fn the_end_says_why() {
    let double = Double::start(|_| refused(400, "container \"c\" is waiting to start: ContainerCreating")).await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open()).await;
    let message = "container \"c\" is waiting to start: ContainerCreating";
    page.expect(&json!({"id": 1, "ended": {"code": 400, "message": message}})).await;
    let double = Double::start(|_| "2026-01-01T00:00:00Z last".into_response()).await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open()).await;
    page.expect(&json!({"id": 1, "lines": [{"time": "2026-01-01T00:00:00Z", "text": "last"}]})).await;
    page.expect(&json!({"id": 1, "ended": {"code": null, "message": null}})).await;
}

#[tokio::test]
async fn a_page_that_does_not_read_stops_the_reading() {
    const PIECE: usize = 64 * 1024;
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = taken.clone();
    let double = Double::start(move |_| {
        let line = format!("2026-01-01T00:00:00Z {}\n", "x".repeat(PIECE - 22));
        let endless = unfold((counted.clone(), Bytes::from(line)), |(counted, line)| async {
            counted.fetch_add(PIECE, Ordering::SeqCst);
            Some((Ok::<_, std::io::Error>(line.clone()), (counted, line)))
        });
        Body::from_stream(endless).into_response()
    })
    .await;
    let mut page = Page::open(&Dashboard::start(&double).await).await;
    page.say(&open()).await;
    let mut before = usize::MAX;
    while before != taken.load(Ordering::SeqCst) {
        before = taken.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    // The kernel's buffers on both ways have most of it.
    assert!(before < 32 << 20, "{before} bytes were read for a page that reads none");
    for _ in 0..200 {
        assert_eq!(page.hear().await["lines"][0]["text"].as_str().unwrap().len(), PIECE - 22);
    }
}
