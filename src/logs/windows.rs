//! Cuts a time into pieces of so few lines that each can be held in memory and sorted.

use super::LogsError;
use super::range::Range;
use super::store::Store;

/// A time of which it is known how many lines were written in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub range: Range,
    pub lines: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    OldestFirst,
    NewestFirst,
}

/// Lines of a window, at most; more only where they were written in the same millisecond.
const MOST_LINES: u64 = 10_000;
/// Periods of one count.
const PERIODS: i128 = 64;
const SHORTEST: i128 = 1_000_000;

/// The pieces, cut only when their turn comes.
pub(super) struct Windows {
    /// The next one is the last.
    pending: Vec<Piece>,
    order: Order,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Uncounted(Range),
    Counted(Window),
}

impl Windows {
    pub fn new(range: Range, order: Order) -> Self {
        Self { pending: vec![Piece::Uncounted(range)], order }
    }

    pub async fn next(&mut self, store: &Store<'_>) -> Result<Option<Window>, LogsError> {
        while let Some(piece) = self.pending.pop() {
            match piece {
                Piece::Counted(window) => return Ok(Some(window)),
                Piece::Uncounted(range) => {
                    let step = step(range);
                    let mut pieces = cut(range, step, &store.counts(range, step).await?);
                    if self.order == Order::OldestFirst {
                        pieces.reverse();
                    }
                    self.pending.extend(pieces);
                }
            }
        }
        Ok(None)
    }
}

fn step(range: Range) -> i128 {
    ((range.end - range.start) / PERIODS).max(SHORTEST)
}

/// Joins neighbours that are small enough together; what is too large for itself is counted again, in shorter periods.
fn cut(range: Range, step: i128, counts: &[(i128, u64)]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for &(begin, lines) in counts {
        let period = Range { start: begin.max(range.start), end: (begin + step).min(range.end) };
        match pieces.last_mut() {
            _ if lines > MOST_LINES && step > SHORTEST => pieces.push(Piece::Uncounted(period)),
            Some(Piece::Counted(window)) if window.lines + lines <= MOST_LINES => {
                *window = Window { range: Range { end: period.end, ..window.range }, lines: window.lines + lines };
            }
            _ => pieces.push(Piece::Counted(Window { range: period, lines })),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i128 = 1_000_000_000;

    fn range(start: i128, end: i128) -> Range {
        Range { start: start * SECOND, end: end * SECOND }
    }

    fn counted(start: i128, end: i128, lines: u64) -> Piece {
        Piece::Counted(Window { range: range(start, end), lines })
    }

    #[test]
    fn pieces_are_small_and_few() {
        let counts = [(0, 4000), (10, 6000), (20, 1), (40, 20_000), (50, 5), (60, 7)];
        let counts: Vec<_> = counts.map(|(begin, lines)| (begin * SECOND, lines)).into();
        let pieces = cut(range(3, 65), 10 * SECOND, &counts);
        let expected =
            [counted(3, 20, 10_000), counted(20, 30, 1), Piece::Uncounted(range(40, 50)), counted(50, 65, 12)];
        assert_eq!(pieces, expected);
    }

    #[test]
    fn a_millisecond_is_cut_no_more() {
        let range = Range { start: 0, end: SHORTEST };
        assert_eq!(step(range), SHORTEST);
        let pieces = cut(range, SHORTEST, &[(0, 1_000_000)]);
        assert_eq!(pieces, [Piece::Counted(Window { range, lines: 1_000_000 })]);
        assert_eq!(step(super::Range { start: 0, end: 64 * SECOND }), SECOND);
    }
}
