//! Lists and watches, and waits where the API server does not answer, until nothing would help.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::changes::follow;
use super::list::list;
use super::query;
use super::trouble::Trouble;
use crate::api::Client;
use crate::stream::{Closed, End, Subscriber, Watch};

const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// An API server that was just started refuses rights and resources that it does not know yet.
const STARTING: Duration = Duration::from_secs(5);
/// A watch that ends sooner is no watch that ran out.
const SHORT: Duration = Duration::from_secs(1);

pub async fn run(client: &Client, request: &Watch, page: &Subscriber) -> Result<End, Closed> {
    if let Err(message) = query::check(request) {
        return Ok(End::failed(400, message));
    }
    let mut outage = Outage::default();
    loop {
        match list_and_follow(client, request, &mut outage, page).await {
            Trouble::Closed => return Err(Closed),
            Trouble::Expired => outage.wait().await,
            Trouble::Lost(message) => {
                outage.begin(&message, page).await?;
                outage.wait().await;
            }
            Trouble::Refused { code, message } => {
                if outage.is_over_for(STARTING) {
                    return Ok(End::failed(code, message));
                }
                outage.wait().await;
            }
        }
    }
}

async fn list_and_follow(client: &Client, request: &Watch, outage: &mut Outage, page: &Subscriber) -> Trouble {
    let mut version = match list(client, request, page).await {
        Ok(version) => version,
        Err(trouble) => return trouble,
    };
    outage.told = false;
    loop {
        let started = Instant::now();
        if let Err(trouble) = follow(client, request, &mut version, page).await {
            if started.elapsed() > SHORT {
                outage.end();
            }
            return trouble;
        }
        if started.elapsed() > SHORT {
            outage.end();
        } else {
            outage.wait().await;
        }
    }
}

/// Since when, and for how often, something has not worked.
#[derive(Default)]
struct Outage {
    /// The page knows.
    told: bool,
    wait: Option<Duration>,
    /// Since when it is refused what worked before the API server was lost.
    refused: Option<Instant>,
    lost: bool,
}

impl Outage {
    async fn begin(&mut self, message: &str, page: &Subscriber) -> Result<(), Closed> {
        (self.lost, self.refused) = (true, None);
        if std::mem::replace(&mut self.told, true) {
            return Ok(());
        }
        let message = serde_json::to_string(message).map_err(|_| Closed)?;
        page.tell("lost", &format!(r#"{{"message":{message}}}"#)).await
    }

    fn end(&mut self) {
        *self = Self::default();
    }

    fn is_over_for(&mut self, duration: Duration) -> bool {
        !self.lost || self.refused.get_or_insert_with(Instant::now).elapsed() > duration
    }

    async fn wait(&mut self) {
        let wait = self.wait.unwrap_or(FIRST_WAIT);
        self.wait = Some((wait * 2).min(LONGEST_WAIT));
        sleep(wait).await;
    }
}
