//! A moment as both encodings have it.

use prost::Message;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub struct Moment {
    /// Since 1970.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let moment = OffsetDateTime::parse(&text, &Rfc3339).map_err(D::Error::custom)?;
        Ok(Self { seconds: moment.unix_timestamp() })
    }
}

/// As RFC 3339; null where no calendar has it.
impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let moment = OffsetDateTime::from_unix_timestamp(self.seconds).ok();
        moment.and_then(|moment| moment.format(&Rfc3339).ok()).serialize(serializer)
    }
}
