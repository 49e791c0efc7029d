//! Links to a report, a place in one, or a flag, as they are sent to somebody else: `jianbao://ID`,
//! `jianbao://ID/t3.granted.total`, `jianbao://ID/overview`, `jianbao://flag/FINGERPRINT`. Only their writing is known
//! here; `reference` finds what they name.

use std::fmt;
use std::fmt::Write as _;

/// What a link begins with.
const SCHEME: &str = "jianbao://";
/// Stands where an id would, in a link to a flag.
const FLAG: &str = "flag";

/// What a link names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    Report(String),
    /// A report by its id, and in it a cell, a row, a place of its statistics table or a section.
    Place(String, String),
    /// A flag by its fingerprint.
    Flag(String),
}

/// Why a text that begins like a link is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    #[error(
        "it names nothing; it is written as jianbao://ID, jianbao://ID/t3.granted.total or jianbao://flag/FINGERPRINT"
    )]
    Empty,
    #[error("%-escapes in it are no UTF-8")]
    Escapes,
}

impl Link {
    /// Whether a text is written like a link. Schemes are read in any case (RFC 3986, 3.1).
    pub fn is_one(text: &str) -> bool {
        text.get(..SCHEME.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEME))
    }

    /// Reads a link; `None` for a text that is not written like one.
    pub fn read(text: &str) -> Option<Result<Self, LinkError>> {
        let text = text.trim();
        Self::is_one(text).then(|| Self::of(text.get(SCHEME.len()..).unwrap_or_default()))
    }

    fn of(rest: &str) -> Result<Self, LinkError> {
        let (id, place) = rest.split_once('/').unwrap_or((rest, ""));
        let place = unescaped(place.trim_end_matches('/'))?;
        // An id that is this word is written with an escape.
        if id == FLAG {
            return if place.is_empty() { Err(LinkError::Empty) } else { Ok(Self::Flag(place)) };
        }
        match (unescaped(id)?, place) {
            (id, _) if id.is_empty() => Err(LinkError::Empty),
            (id, place) if place.is_empty() => Ok(Self::Report(id)),
            (id, place) => Ok(Self::Place(id, place)),
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SCHEME)?;
        let id = |f: &mut fmt::Formatter<'_>, id: &str| match id.strip_prefix('f').filter(|_| id == FLAG) {
            Some(rest) => write!(f, "%66{rest}"),
            None => escape(f, id),
        };
        match self {
            Self::Report(report) => id(f, report),
            Self::Place(report, place) => {
                id(f, report)?;
                f.write_char('/')?;
                escape(f, place)
            }
            Self::Flag(name) => {
                write!(f, "{FLAG}/")?;
                escape(f, name)
            }
        }
    }
}

/// Writes a text so that nothing in it ends a link or is read as an escape: ids of foreign corpora may hold anything.
fn escape(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => f.write_char(char::from(byte))?,
            _ => write!(f, "%{byte:02X}")?,
        }
    }
    Ok(())
}

/// Reads %-escapes; a `%` without two digits behind it stands for itself.
fn unescaped(text: &str) -> Result<String, LinkError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.first_chunk::<2>().filter(|_| *first == b'%').and_then(|digits| {
            let digits =
                std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
            u8::from_str_radix(digits, 16).ok()
        });
        bytes.push(digits.unwrap_or(*first));
        rest = if digits.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    String::from_utf8(bytes).map_err(|_| LinkError::Escapes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn report(id: &str) -> Link {
        Link::Report(id.into())
    }

    fn place(id: &str, place: &str) -> Link {
        Link::Place(id.into(), place.into())
    }

    #[test]
    fn links_are_read() {
        let check =
            |text: &str, expected: Result<Link, LinkError>| assert_eq!(Link::read(text), Some(expected), "{text}");
        check("jianbao://k7q2abcdefgh", Ok(report("k7q2abcdefgh")));
        check(" JIANBAO://k7q2/ ", Ok(report("k7q2")));
        check("jianbao://k7q2/t3.new_received.total", Ok(place("k7q2", "t3.new_received.total")));
        check("jianbao://k7q2/old.网络申请数", Ok(place("k7q2", "old.网络申请数")));
        check("jianbao://a%2Fb/overview/", Ok(place("a/b", "overview")));
        check("jianbao://flag/aaaabbbbccccdddd", Ok(Link::Flag("aaaabbbbccccdddd".into())));
        check("jianbao://%66lag/overview", Ok(place("flag", "overview")));
        check("jianbao://a%zz%", Ok(report("a%zz%")));
        for empty in ["jianbao://", "jianbao:///t3.granted", "jianbao://flag", "jianbao://flag/"] {
            check(empty, Err(LinkError::Empty));
        }
        check("jianbao://%ff", Err(LinkError::Escapes));
        for other in ["", "jianbao", "https://k7q2", "检报://k7q2", "k7q2 t3.granted"] {
            assert_eq!(Link::read(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_written_can_be_pasted_anywhere() {
        let check = |link: &Link, expected: &str| assert_eq!(link.to_string(), expected);
        check(&report("k7q2abcdefgh-2"), "jianbao://k7q2abcdefgh-2");
        check(&place("k7q2", "t3.granted.total"), "jianbao://k7q2/t3.granted.total");
        check(&place("flag", "old.3"), "jianbao://%66lag/old.3");
        check(&report("云/1 %"), "jianbao://%E4%BA%91%2F1%20%25");
        check(&Link::Flag("aaaa".into()), "jianbao://flag/aaaa");
    }

    proptest! {
        #[test]
        fn links_are_read_as_they_were_written(id in ".{1,12}", at in ".{1,12}", nth in 0..3_usize) {
            let link = [Link::Report(id.clone()), Link::Place(id.clone(), at), Link::Flag(id)].into_iter().nth(nth).unwrap();
            let text = link.to_string();
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
            prop_assert_eq!(Link::read(&text), Some(Ok(link)));
        }

        #[test]
        fn no_text_makes_it_fail(text in ".{0,20}") {
            let _ = (Link::read(&text), Link::read(&format!("jianbao://{text}")));
        }
    }
}
