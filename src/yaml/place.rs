//! Where a value was written.

/// Where a value was written. In order: what stands outside of the text, then by line and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Not in the text, and what to call it instead: the flag `--port`.
    Outside(&'static str),
    /// In the text; line and column count characters from 1, `width` those on this line that the value takes.
    Text { line: usize, column: usize, width: usize },
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    pub value: T,
    pub place: Place,
}

impl<T> Located<T> {
    /// A value that was not written in the text.
    pub fn outside(name: &'static str, value: T) -> Self {
        Self { value, place: Place::Outside(name) }
    }
}
