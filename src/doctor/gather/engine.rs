//! What the engine says of itself, or why it does not, and what its clock shows.

use time::{Duration, OffsetDateTime};

use crate::doctor::facts::Silence;
use crate::engine::{Engine, EngineInfo};
use crate::fault::Fault;

/// An engine that was asked.
pub struct Asked {
    pub info: Result<EngineInfo, Silence>,
    /// How far its clock is ahead of this host's.
    pub clock_skew: Option<Duration>,
}

/// Asks it.
pub async fn ask(engine: &dyn Engine) -> Asked {
    let before = OffsetDateTime::now_utc();
    let info = engine.info().await.map_err(|error| silence(&error));
    let after = OffsetDateTime::now_utc();
    let time = info.as_ref().ok().and_then(|info| info.time);
    Asked { clock_skew: time.map(|time| skew(before, time, after)), info }
}

/// Nothing, where the engine's time lies between the question and the answer.
fn skew(before: OffsetDateTime, there: OffsetDateTime, after: OffsetDateTime) -> Duration {
    if there < before {
        there - before
    } else if there > after {
        there - after
    } else {
        Duration::ZERO
    }
}

fn silence(error: &dyn Fault) -> Silence {
    let causes = std::iter::successors(error.source(), |&cause| cause.source()).last();
    let cause = causes.map(|cause| format!(": {cause}")).unwrap_or_default();
    Silence { message: format!("{error}{cause}"), remedy: error.hint() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_takes_its_time_is_no_skew() {
        let at = |seconds| OffsetDateTime::UNIX_EPOCH + Duration::seconds(seconds);
        assert_eq!(skew(at(100), at(101), at(103)), Duration::ZERO);
        assert_eq!(skew(at(100), at(40), at(103)), Duration::seconds(-60));
        assert_eq!(skew(at(100), at(163), at(103)), Duration::seconds(60));
    }
}
