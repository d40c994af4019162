//! Takes a list in protobuf apart while it comes, element by element, so that no more than one element is held.

use bytes::{Buf, Bytes, BytesMut};
use prost::decode_length_delimiter;

use super::splitter::LARGEST;
use crate::api::protobuf::{MAGIC, RAW};

/// Of all lists.
const METADATA: u8 = 1;
const ITEMS: u8 = 2;
/// Bytes of the longest length.
const LONGEST_LENGTH: usize = 10;

#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    Metadata(Bytes),
    Element(Bytes),
    /// The list is whole.
    End,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    #[error("it is not a list in protobuf")]
    NotAList,
    #[error("an object is larger than {} MiB", LARGEST >> 20)]
    TooLarge,
}

/// Where in the answer the next field is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    Start,
    Envelope,
    /// With so many bytes to come.
    List(usize),
}

#[derive(Default)]
pub struct Frames {
    place: Place,
    input: BytesMut,
}

impl Frames {
    /// More of the list.
    pub fn push(&mut self, data: &[u8]) {
        self.input.extend_from_slice(data);
    }

    /// The next frame; None where more of the list is needed.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FrameError> {
        loop {
            match self.place {
                Place::Start if self.input.len() < MAGIC.len() => return Ok(None),
                Place::Start if !self.input.starts_with(MAGIC) => return Err(FrameError::NotAList),
                Place::Start => {
                    self.input.advance(MAGIC.len());
                    self.place = Place::Envelope;
                }
                Place::List(0) => return Ok(Some(Frame::End)),
                Place::Envelope | Place::List(_) => {
                    let Some(Header { field, size, length }) = Header::read(&self.input)? else { return Ok(None) };
                    if self.place == Place::Envelope && field == RAW {
                        self.input.advance(size);
                        self.place = Place::List(length);
                        continue;
                    }
                    if length > LARGEST {
                        return Err(FrameError::TooLarge);
                    }
                    if self.input.len() < size + length {
                        return Ok(None);
                    }
                    self.input.advance(size);
                    let value = self.input.split_to(length).freeze();
                    let Place::List(left) = &mut self.place else { continue };
                    *left = left.checked_sub(size + length).ok_or(FrameError::NotAList)?;
                    match field {
                        METADATA => return Ok(Some(Frame::Metadata(value))),
                        ITEMS => return Ok(Some(Frame::Element(value))),
                        _ => {}
                    }
                }
            }
        }
    }
}

/// What is before a field's value. All fields of lists and of the envelope have few numbers and a length.
struct Header {
    field: u8,
    /// Bytes of the header itself.
    size: usize,
    /// Bytes of the value.
    length: usize,
}

impl Header {
    fn read(input: &[u8]) -> Result<Option<Self>, FrameError> {
        let Some((key, rest)) = input.split_first() else { return Ok(None) };
        if key & 0b1000_0111 != 0b010 {
            return Err(FrameError::NotAList);
        }
        let Some(last) = rest.iter().take(LONGEST_LENGTH).position(|byte| byte & 0x80 == 0) else {
            return if rest.len() < LONGEST_LENGTH { Ok(None) } else { Err(FrameError::NotAList) };
        };
        let length = decode_length_delimiter(&rest[..=last]).map_err(|_| FrameError::NotAList)?;
        Ok(Some(Self { field: key >> 3, size: last + 2, length }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A field with a length of up to 127.
    fn field(number: u8, value: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, u8::try_from(value.len()).unwrap()], value].concat()
    }

    fn list() -> Vec<u8> {
        let list = [field(1, b"meta"), field(2, b""), field(2, &[7; 100]), field(9, b"new")].concat();
        let length = [0x80 | u8::try_from(list.len() & 0x7f).unwrap(), u8::try_from(list.len() >> 7).unwrap()];
        [MAGIC, &field(1, b"type"), &[RAW << 3 | 2], &length, &list, &field(3, b""), &field(4, b"")].concat()
    }

    fn frames(list: &[u8], step: usize) -> Result<Vec<Frame>, FrameError> {
        let (mut frames, mut all) = (Frames::default(), Vec::new());
        for data in list.chunks(step) {
            frames.push(data);
            while let Some(frame) = frames.next_frame()? {
                all.push(frame);
                if all.last() == Some(&Frame::End) {
                    return Ok(all);
                }
            }
        }
        Ok(all)
    }

    #[test]
    fn a_list_comes_apart_however_it_arrives() {
        let expected = [
            Frame::Metadata(Bytes::from_static(b"meta")),
            Frame::Element(Bytes::new()),
            Frame::Element(Bytes::from_static(&[7; 100])),
            Frame::End,
        ];
        for step in [1, 2, 3, 7, 1000] {
            assert_eq!(frames(&list(), step).unwrap(), expected, "{step}");
        }
        let broken_off = &list()[..50];
        assert_eq!(frames(broken_off, 7).unwrap(), expected[..2]);
    }

    #[test]
    fn what_is_no_list_is_noticed() {
        let others: [&[u8]; 4] =
            [b"{\"kind\":", b"k8s\0\x08\x01", b"k8s\0\x12\x03\x0a\x7fxx", &[MAGIC, &[0x12], &[0xff; 10]].concat()];
        for other in others {
            // A field that is longer than its list is known when it is there.
            let whole = [other, &[0; 127]].concat();
            assert_eq!(frames(&whole, 1000), Err(FrameError::NotAList), "{other:?}");
        }
        let large = [MAGIC, &[0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]].concat();
        assert_eq!(frames(&large, 1000), Err(FrameError::TooLarge));
    }
}
