//! Splits a body that comes in pieces into its lines, and holds no more than the longest line it allows.

/// More room than this is given back once a long line is done.
const KEPT: usize = 64 * 1024;

pub struct Lines {
    buffer: Vec<u8>,
    /// What of the buffer was handed out.
    start: usize,
    /// Up to where no end of line is.
    searched: usize,
    longest: usize,
    /// The rest of a line that was too long is skipped.
    skipping: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Line<'a> {
    pub bytes: &'a [u8],
    /// The line went on, but is longer than allowed.
    pub cut: bool,
}

impl Lines {
    pub fn new(longest: usize) -> Self {
        Self { buffer: Vec::new(), start: 0, searched: 0, longest, skipping: false }
    }

    pub fn push(&mut self, data: &[u8]) {
        self.compact();
        self.buffer.extend_from_slice(data);
    }

    /// The next whole line, or the beginning of one that is too long.
    pub fn next_line(&mut self) -> Option<Line<'_>> {
        loop {
            let end = self.buffer[self.searched..].iter().position(|byte| *byte == b'\n').map(|at| self.searched + at);
            let start = self.start;
            match end {
                Some(end) => {
                    (self.start, self.searched) = (end + 1, end + 1);
                    if std::mem::take(&mut self.skipping) {
                        continue;
                    }
                    let cut = end - start > self.longest;
                    let end = end.min(start + self.longest);
                    return Some(Line { bytes: &self.buffer[start..end], cut });
                }
                None if self.skipping => {
                    (self.start, self.searched) = (self.buffer.len(), self.buffer.len());
                    return None;
                }
                None if self.buffer.len() - start > self.longest => {
                    self.skipping = true;
                    (self.start, self.searched) = (self.buffer.len(), self.buffer.len());
                    return Some(Line { bytes: &self.buffer[start..start + self.longest], cut: true });
                }
                None => {
                    self.searched = self.buffer.len();
                    return None;
                }
            }
        }
    }

    /// What is left when the body ends without an end of line.
    pub fn last_line(&mut self) -> Option<Line<'_>> {
        let start = std::mem::replace(&mut self.start, self.buffer.len());
        self.searched = self.start;
        (!self.skipping && start < self.buffer.len()).then(|| Line { bytes: &self.buffer[start..], cut: false })
    }

    fn compact(&mut self) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.searched -= self.start;
            self.start = 0;
        }
        if self.buffer.len() < KEPT && self.buffer.capacity() > 4 * KEPT {
            self.buffer.shrink_to(KEPT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(pieces: &[&str], longest: usize) -> Vec<(String, bool)> {
        let mut lines = Lines::new(longest);
        let mut found = Vec::new();
        let mut take = |line: Line<'_>| found.push((String::from_utf8_lossy(line.bytes).into_owned(), line.cut));
        for piece in pieces {
            lines.push(piece.as_bytes());
            while let Some(line) = lines.next_line() {
                take(line);
            }
        }
        if let Some(line) = lines.last_line() {
            take(line);
        }
        found
    }

    fn whole(lines: &[&str]) -> Vec<(String, bool)> {
        lines.iter().map(|line| ((*line).to_owned(), false)).collect()
    }

    #[test]
    fn lines_come_whole_however_they_arrive() {
        assert_eq!(split(&["one\ntw", "o\n\nth", "ree"], 10), whole(&["one", "two", "", "three"]));
        assert_eq!(split(&[""], 10), whole(&[]));
        assert_eq!(split(&["a\n", "\n"], 10), whole(&["a", ""]));
    }

    #[test]
    fn what_is_too_long_is_cut_once() {
        let expected = vec![("abcd".to_owned(), true), ("next".to_owned(), false)];
        assert_eq!(split(&["abcdefgh\nnext\n"], 4), expected);
        assert_eq!(split(&["abc", "def", "gh", "ij\nnext"], 4), expected);
    }

    #[test]
    fn the_room_for_a_long_line_is_given_back() {
        let mut lines = Lines::new(1 << 20);
        lines.push(&[b'x'; 900_000]);
        assert_eq!(lines.next_line(), None);
        lines.push(b"\n");
        assert_eq!(lines.next_line().map(|line| line.bytes.len()), Some(900_000));
        lines.push(b"y");
        assert!(lines.buffer.capacity() < 2 * KEPT);
    }
}
