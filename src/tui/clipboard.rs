//! Text on its way to the clipboard of the terminal, over any line: OSC 52, framed so that it passes
//! tmux and screen. Whether a terminal takes it cannot be known; so it is sent, not copied.

use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;

/// More bytes than this are more than some terminals take (100,000 in base64).
pub const LONGEST: usize = 74_994;
/// As many bytes screen passes on in one piece.
const PIECE_FOR_SCREEN: usize = 240;

/// What stands between us and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    Direct,
    Tmux,
    Screen,
}

impl Route {
    /// The route of this process.
    pub fn of_environment() -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        Self::of(set("TMUX"), set("STY"), &std::env::var("TERM").unwrap_or_default())
    }

    /// The variables that tmux and screen set; over a line only TERM tells of them.
    fn of(tmux: bool, screen: bool, term: &str) -> Self {
        match () {
            () if tmux || term.starts_with("tmux") => Self::Tmux,
            () if screen || term.starts_with("screen") => Self::Screen,
            () => Self::Direct,
        }
    }
}

/// The bytes that send a text; `None` where it is too long.
pub fn sequence(text: &str, route: Route) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut plain = String::new();
    CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain).ok()?;
    Some(match route {
        Route::Direct => plain.into_bytes(),
        // tmux takes the plain one with `set-clipboard on`, the framed one with `allow-passthrough on`.
        Route::Tmux => format!("{plain}\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b")).into_bytes(),
        Route::Screen => {
            // Its frames end where the sequence would end: it ends with a bell instead.
            let bell = plain.trim_end_matches("\x1b\\").to_owned() + "\x07";
            bell.as_bytes().chunks(PIECE_FOR_SCREEN).flat_map(|piece| [b"\x1bP", piece, b"\x1b\\"].concat()).collect()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str, route: Route) -> String {
        String::from_utf8(sequence(text, route).unwrap()).unwrap()
    }

    #[test]
    fn framed_for_what_is_between() {
        // 政府 in base64.
        assert_eq!(sent("政府", Route::Direct), "\x1b]52;c;5pS/5bqc\x1b\\");
        let tmux = "\x1b]52;c;5pS/5bqc\x1b\\\x1bPtmux;\x1b\x1b]52;c;5pS/5bqc\x1b\x1b\\\x1b\\";
        assert_eq!(sent("政府", Route::Tmux), tmux);
        assert_eq!(sent("政府", Route::Screen), "\x1bP\x1b]52;c;5pS/5bqc\x07\x1b\\");
    }

    #[test]
    fn screen_gets_it_in_pieces_that_make_one_sequence() {
        let long = "政".repeat(400);
        let framed = sent(&long, Route::Screen);
        let pieces: Vec<&str> = framed.split("\x1b\\").filter(|piece| !piece.is_empty()).collect();
        assert!(pieces.len() > 5 && pieces.iter().all(|piece| piece.len() <= PIECE_FOR_SCREEN + 2));
        let joined: String = pieces.iter().map(|piece| piece.strip_prefix("\x1bP").unwrap()).collect();
        assert_eq!(joined, sent(&long, Route::Direct).replace("\x1b\\", "\x07"));
    }

    #[test]
    fn what_is_too_long_is_not_sent() {
        assert!(sequence(&"a".repeat(LONGEST), Route::Direct).is_some_and(|bytes| bytes.len() <= 100_020));
        assert!(sequence(&"a".repeat(LONGEST + 1), Route::Direct).is_none());
    }

    #[test]
    fn the_route() {
        assert_eq!(Route::of(false, false, "xterm-256color"), Route::Direct);
        assert_eq!(Route::of(true, false, "screen-256color"), Route::Tmux);
        assert_eq!(Route::of(false, false, "tmux-256color"), Route::Tmux);
        assert_eq!(Route::of(false, true, "xterm"), Route::Screen);
    }
}
