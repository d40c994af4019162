//! A subscription of the page to a work of the command line.

use serde_json::value::RawValue;

use super::link::Event;
use crate::sessions::Session;
use crate::stream::{Closed, End, Subscriber};

const ABSENT: &str = "no command line is connected: run `devcluster dashboard` in a terminal and keep it running";
const LOST: &str = "the command line's connection was lost before this was done: run `devcluster dashboard` again, \
                    and see what was done";

pub async fn relay(session: &Session, request: &RawValue, page: &Subscriber) -> Result<End, Closed> {
    let Some(link) = session.link() else { return Ok(End::failed(503, ABSENT)) };
    let Some(mut asked) = link.ask(request).await else { return Ok(End::failed(503, ABSENT)) };
    loop {
        match asked.next().await {
            Some(Event::Told(event)) => page.tell("host", event.get()).await?,
            Some(Event::Ended(end)) => return Ok(End { code: None, message: end.error, hint: end.hint }),
            None => return Ok(End::failed(503, LOST)),
        }
    }
}
