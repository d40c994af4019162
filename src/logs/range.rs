//! A stretch of time.

/// In nanoseconds since 1970; `end` is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub start: i128,
    pub end: i128,
}
