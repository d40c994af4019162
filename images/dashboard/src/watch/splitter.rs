//! Takes a list in JSON apart while it comes, element by element, so that no more than one element is held.

use bytes::Bytes;

/// etcd holds objects of up to 1.5 MiB; some API servers of their own have more.
pub const LARGEST: usize = 32 << 20;
/// More room than this is given back once a large element is done.
const KEPT: usize = 64 * 1024;

#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// A field of the list itself, as its JSON.
    Field(String, Vec<u8>),
    /// An element of the array, as its JSON.
    Element(Vec<u8>),
    /// The list is whole.
    End,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    #[error("it is not a list in JSON")]
    NotAList,
    #[error("an object is larger than {} MiB", LARGEST >> 20)]
    TooLarge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the list's `{`.
    Start,
    /// Before a field's name, or the list's `}`.
    Fields,
    Name,
    Colon,
    /// Before a field's value.
    Before,
    Value,
    /// Between elements of the array.
    Array,
    Element,
    Done,
}

pub struct Splitter {
    array: &'static str,
    state: State,
    input: Bytes,
    name: Vec<u8>,
    value: Vec<u8>,
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl Splitter {
    /// `array` is the field that has the elements.
    pub fn new(array: &'static str) -> Self {
        let (name, value, input) = (Vec::new(), Vec::new(), Bytes::new());
        Self { array, state: State::Start, input, name, value, depth: 0, in_text: false, escaped: false }
    }

    /// More of the list. All pieces of what came before have to be taken.
    pub fn push(&mut self, data: Bytes) {
        self.input = data;
    }

    /// The next piece; None where more of the list is needed.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, SplitError> {
        while let Some(byte) = self.input.first().copied() {
            match self.state {
                State::Value | State::Element => {
                    if let Some(piece) = self.inside()? {
                        return Ok(Some(piece));
                    }
                    continue;
                }
                State::Name => self.take_name(byte)?,
                _ if byte.is_ascii_whitespace() => {}
                State::Start if byte == b'{' => self.state = State::Fields,
                State::Fields if byte == b'"' => {
                    self.name.clear();
                    self.state = State::Name;
                }
                State::Fields if byte == b',' => {}
                State::Fields if byte == b'}' => {
                    let _ = self.input.split_to(1);
                    self.state = State::Done;
                    return Ok(Some(Piece::End));
                }
                State::Colon if byte == b':' => self.state = State::Before,
                State::Before if byte == b'[' && self.name == self.array.as_bytes() => self.state = State::Array,
                State::Before => {
                    self.state = State::Value;
                    continue;
                }
                State::Array if byte == b',' => {}
                State::Array if byte == b']' => self.state = State::Fields,
                State::Array if byte == b'{' => {
                    self.state = State::Element;
                    continue;
                }
                _ => return Err(SplitError::NotAList),
            }
            let _ = self.input.split_to(1);
        }
        Ok(None)
    }

    fn take_name(&mut self, byte: u8) -> Result<(), SplitError> {
        match byte {
            b'"' => self.state = State::Colon,
            // No field of a list has a name like that.
            b'\\' => return Err(SplitError::NotAList),
            _ if self.name.len() > 256 => return Err(SplitError::NotAList),
            _ => self.name.push(byte),
        }
        Ok(())
    }

    /// Takes what of the input belongs to the value, and the value where that is its end.
    fn inside(&mut self) -> Result<Option<Piece>, SplitError> {
        let (mut end, mut whole) = (self.input.len(), false);
        for (at, byte) in self.input.iter().copied().enumerate() {
            if self.in_text {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_text = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' | b',' if self.depth == 0 => {
                    // The end of a number or word is what follows it.
                    (end, whole) = (at, true);
                    break;
                }
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        (end, whole) = (at + 1, true);
                        break;
                    }
                }
                _ => {}
            }
        }
        if self.value.len() + end > LARGEST {
            return Err(SplitError::TooLarge);
        }
        self.value.extend_from_slice(&self.input.split_to(end));
        Ok(whole.then(|| self.finish()))
    }

    fn finish(&mut self) -> Piece {
        let room = self.value.len().min(KEPT);
        let value = std::mem::replace(&mut self.value, Vec::with_capacity(room));
        if self.state == State::Element {
            self.state = State::Array;
            return Piece::Element(value);
        }
        self.state = State::Fields;
        Piece::Field(String::from_utf8_lossy(&self.name).into_owned(), value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"{"kind":"PodList", "apiVersion": "v1","metadata":{"resourceVersion":"7","a":[1,{}]},"items":[
        {"metadata":{"name":"a}],\"{"}},{"b":[[]]} ,{}], "n": 1.5, "text": "x,\\", "none":null}"#;

    fn split(list: &str, step: usize) -> Result<Vec<String>, SplitError> {
        let mut splitter = Splitter::new("items");
        let mut pieces = Vec::new();
        for data in list.as_bytes().chunks(step) {
            splitter.push(Bytes::copy_from_slice(data));
            while let Some(piece) = splitter.next_piece()? {
                pieces.push(match piece {
                    Piece::Field(name, value) => format!("{name}={}", String::from_utf8(value).unwrap().trim()),
                    Piece::Element(value) => String::from_utf8(value).unwrap(),
                    Piece::End => "end".to_owned(),
                });
            }
        }
        Ok(pieces)
    }

    #[test]
    fn a_list_comes_apart_however_it_arrives() {
        let expected = [
            "kind=\"PodList\"",
            "apiVersion=\"v1\"",
            "metadata={\"resourceVersion\":\"7\",\"a\":[1,{}]}",
            r#"{"metadata":{"name":"a}],\"{"}}"#,
            "{\"b\":[[]]}",
            "{}",
            "n=1.5",
            "text=\"x,\\\\\"",
            "none=null",
            "end",
        ];
        for step in [1, 2, 3, 7, 1000] {
            assert_eq!(split(LIST, step).unwrap(), expected, "{step}");
        }
    }

    #[test]
    fn no_items_are_no_elements() {
        assert_eq!(split(r#"{"items":[]}"#, 5).unwrap(), ["end"]);
        assert_eq!(split(r#"{"items":null}"#, 5).unwrap(), ["items=null", "end"]);
        assert!(split(r#"{"items":["#, 5).unwrap().is_empty());
    }

    #[test]
    fn what_is_no_list_is_noticed() {
        for text in ["<html>", "[]", "ok", r#"{"items":[1]}"#, "{x"] {
            assert_eq!(split(text, 100), Err(SplitError::NotAList), "{text}");
        }
    }
}
