//! Sets of numbers as ranges: IPv4 addresses, ports.

use std::net::Ipv4Addr;

/// Ranges with first and last number, in order, none of which touches the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    pub fn all() -> Self {
        Self(vec![(0, u32::MAX)])
    }

    /// The addresses of a block, `10.0.0.0/8`; `None` where it is none of IPv4.
    pub fn block(cidr: &str) -> Option<Self> {
        let (address, length) = cidr.split_once('/')?;
        let (address, length): (Ipv4Addr, u32) = (address.parse().ok()?, length.parse().ok()?);
        let hosts = u32::MAX.checked_shr(length).unwrap_or_default();
        let first = u32::from(address) & !hosts;
        (length <= 32).then_some(Self(vec![(first, first | hosts)]))
    }

    pub fn is_all(&self) -> bool {
        self.is_only(0u32, u32::MAX)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is this range and nothing else.
    pub fn is_only(&self, first: impl Into<u32>, last: impl Into<u32>) -> bool {
        self.0 == [(first.into(), last.into())]
    }

    pub fn contains(&self, number: impl Into<u32>) -> bool {
        let number = number.into();
        let next = self.0.partition_point(|(first, _)| *first <= number);
        next > 0 && self.0[next - 1].1 >= number
    }

    pub fn add(&mut self, other: Self) {
        if !other.is_empty() {
            *self = std::mem::take(&mut self.0).into_iter().chain(other.0).collect();
        }
    }

    pub fn without(self, other: &Self) -> Self {
        other.0.iter().fold(self, |left, gap| left.0.iter().flat_map(|range| cut(*range, *gap)).collect())
    }

    /// `10.0.0.1, 10.0.0.4-10.0.0.9`, each number as `show` has it.
    pub fn show<T: ToString>(&self, show: impl Fn(u32) -> T) -> String {
        let range = |(first, last): &(u32, u32)| {
            if first == last {
                return show(*first).to_string();
            }
            format!("{}-{}", show(*first).to_string(), show(*last).to_string())
        };
        self.0.iter().map(range).collect::<Vec<_>>().join(", ")
    }
}

impl FromIterator<(u32, u32)> for Ranges {
    fn from_iter<I: IntoIterator<Item = (u32, u32)>>(ranges: I) -> Self {
        let mut ranges: Vec<_> = ranges.into_iter().collect();
        ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (first, last) in ranges {
            match joined.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => joined.push((first, last)),
            }
        }
        Self(joined)
    }
}

impl FromIterator<Ipv4Addr> for Ranges {
    fn from_iter<I: IntoIterator<Item = Ipv4Addr>>(addresses: I) -> Self {
        addresses.into_iter().map(|address| (u32::from(address), u32::from(address))).collect()
    }
}

/// What a range has below and above a gap.
fn cut((first, last): (u32, u32), gap: (u32, u32)) -> impl Iterator<Item = (u32, u32)> {
    let below = gap.0.checked_sub(1).map(|end| (first, last.min(end)));
    let above = gap.1.checked_add(1).map(|start| (first.max(start), last));
    [below, above].into_iter().flatten().filter(|(first, last)| first <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(cidr: &str) -> Ranges {
        Ranges::block(cidr).unwrap()
    }

    fn shown(ranges: &Ranges) -> String {
        ranges.show(Ipv4Addr::from)
    }

    #[test]
    fn blocks_are_ranges() {
        assert_eq!(shown(&block("10.1.2.3/32")), "10.1.2.3");
        assert_eq!(shown(&block("10.1.2.3/24")), "10.1.2.0-10.1.2.255");
        assert!(block("0.0.0.0/0").is_all());
        for wrong in ["10.0.0.0", "10.0.0.0/33", "fd00::/8", "10.0.0/8", "/8"] {
            assert_eq!(Ranges::block(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_touches_is_one() {
        let addresses =
            ["10.0.0.4", "10.0.0.1", "10.0.0.3", "10.0.0.3"].map(|address| address.parse::<Ipv4Addr>().unwrap());
        let mut ranges: Ranges = addresses.into_iter().collect();
        assert_eq!(shown(&ranges), "10.0.0.1, 10.0.0.3-10.0.0.4");
        ranges.add(block("10.0.0.2/31"));
        assert_eq!(shown(&ranges), "10.0.0.1-10.0.0.4");
        ranges.add(block("255.0.0.0/8"));
        ranges.add(block("255.255.255.255/32"));
        assert_eq!(shown(&ranges), "10.0.0.1-10.0.0.4, 255.0.0.0-255.255.255.255");
    }

    #[test]
    fn exceptions_are_cut_out() {
        let ranges = block("10.0.0.0/24").without(&block("10.0.0.0/30")).without(&block("10.0.0.128/25"));
        assert_eq!(shown(&ranges), "10.0.0.4-10.0.0.127");
        assert!(!ranges.contains(Ipv4Addr::new(10, 0, 0, 3)) && ranges.contains(Ipv4Addr::new(10, 0, 0, 4)));
        assert!(ranges.contains(Ipv4Addr::new(10, 0, 0, 127)) && !ranges.contains(Ipv4Addr::new(10, 0, 0, 128)));
        assert!(block("10.0.0.0/24").without(&Ranges::all()).is_empty());
        assert_eq!(shown(&Ranges::all().without(&block("0.0.0.0/1"))), "128.0.0.0-255.255.255.255");
    }
}
