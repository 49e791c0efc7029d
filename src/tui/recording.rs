//! What happened to the inspector, as JSON Lines: what it was started with, then keys, pastes, the mouse
//! and sizes. The same recording gives the same screen again.

use std::io::Write;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::model::json::to_json;
use crate::tui::Language;
use crate::tui::headless::Headless;
use crate::tui::input::{Button, Mouse};
use crate::tui::key::Key;
use crate::tui::line::Ambiguous;
use crate::tui::text::columns;

/// The first line: what the screens depend on besides the corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Beginning {
    /// The version of the program.
    jianbao: String,
    /// What it was called with, the recording itself left out.
    arguments: Vec<String>,
    size: (u16, u16),
    english: bool,
    ascii: bool,
}

/// A thing that happened, and after how many milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    ms: u64,
    #[serde(flatten)]
    happened: Happened,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// By its name.
    Key(String),
    Paste(String),
    Click(u16, u16),
    /// A notch of the wheel, up or down.
    Wheel(bool, u16, u16),
    Size(u16, u16),
    /// The terminal said that characters of ambiguous width are two columns wide.
    Wide(bool),
}

impl From<Mouse> for Happened {
    fn from(mouse: Mouse) -> Self {
        let (x, y) = mouse.at;
        match mouse.button {
            Button::Left => Self::Click(x, y),
            wheel => Self::Wheel(wheel == Button::WheelUp, x, y),
        }
    }
}

/// Where a recording goes.
pub type Sink = Box<dyn Write + Send>;

/// Writes a recording while things happen. One that cannot be written any more is given up.
pub struct Recorder {
    sink: Option<Sink>,
    arguments: Vec<String>,
    began: Instant,
}

impl Recorder {
    /// A recorder of a program that was called with these arguments; without a sink it records nothing.
    pub fn new(sink: Option<Sink>, arguments: Vec<String>) -> Self {
        Self { sink, arguments, began: Instant::now() }
    }

    /// Writes what the screens begin with.
    pub fn begin(&mut self, size: (u16, u16), language: Language, ascii: bool) {
        let jianbao = env!("CARGO_PKG_VERSION").to_owned();
        let arguments = std::mem::take(&mut self.arguments);
        let english = language == Language::English;
        self.write(&Beginning { jianbao, arguments, size, english, ascii });
    }

    /// Writes what happened.
    pub fn note(&mut self, happened: Happened) {
        let ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.write(&Entry { ms, happened });
    }

    fn write(&mut self, line: &impl Serialize) {
        let Some(sink) = &mut self.sink else { return };
        let written = to_json(line).map_err(std::io::Error::other);
        // Each line by itself: of a program that breaks off, the last keys are wanted most.
        if written.and_then(|line| writeln!(sink, "{line}").and_then(|()| sink.flush())).is_err() {
            self.sink = None;
        }
    }
}

/// A recording that cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    #[error("line {line} of the recording: {source}")]
    Line { line: usize, source: serde_json::Error },
    #[error("line {line} of the recording: no such key: {key:?}")]
    NoSuchKey { line: usize, key: String },
    #[error("the recording is empty")]
    Empty,
}

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    beginning: Beginning,
    entries: Vec<Entry>,
}

impl Recording {
    /// Reads a recording. A last line that was cut off is left out.
    ///
    /// # Errors
    /// When a line is none of a recording.
    pub fn parse(text: &str) -> Result<Self, RecordingError> {
        let whole = text.rfind('\n').and_then(|end| text.get(..end)).unwrap_or(text);
        let mut lines = whole.lines().enumerate();
        let failed = |line: usize| move |source| RecordingError::Line { line: line + 1, source };
        let (number, first) = lines.next().filter(|(_, line)| !line.is_empty()).ok_or(RecordingError::Empty)?;
        let beginning = serde_json::from_str(first).map_err(failed(number))?;
        let entries: Result<Vec<Entry>, RecordingError> =
            lines.map(|(number, line)| serde_json::from_str(line).map_err(failed(number))).collect();
        let entries = entries?;
        let unknown = |entry: &Entry| match &entry.happened {
            Happened::Key(name) if Key::named(name).is_none() => Some(name.clone()),
            _ => None,
        };
        match entries.iter().enumerate().find_map(|(n, entry)| Some((n, unknown(entry)?))) {
            Some((n, key)) => Err(RecordingError::NoSuchKey { line: n + 2, key }),
            None => Ok(Self { beginning, entries }),
        }
    }

    /// What the program was called with.
    pub fn arguments(&self) -> &[String] {
        &self.beginning.arguments
    }

    pub fn size(&self) -> (u16, u16) {
        self.beginning.size
    }

    pub fn language(&self) -> Language {
        if self.beginning.english { Language::English } else { Language::Chinese }
    }

    /// Whether lines were drawn in ASCII, at the end at the latest.
    pub fn ascii(&self) -> bool {
        self.beginning.ascii || self.entries.iter().any(|entry| entry.happened == Happened::Wide(true))
    }

    /// Lets everything happen again.
    pub(super) fn replay(&self, headless: &mut Headless) {
        for entry in &self.entries {
            match &entry.happened {
                Happened::Key(name) => {
                    if let Some(key) = Key::named(name) {
                        headless.press(key);
                    }
                }
                Happened::Paste(text) => headless.paste(text),
                Happened::Click(x, y) => headless.point(Mouse { button: Button::Left, at: (*x, *y) }),
                Happened::Wheel(up, x, y) => {
                    let button = if *up { Button::WheelUp } else { Button::WheelDown };
                    headless.point(Mouse { button, at: (*x, *y) });
                }
                Happened::Size(width, height) => headless.resize((*width, *height)),
                Happened::Wide(wide) => {
                    columns::measure_as(if *wide { Ambiguous::Wide } else { Ambiguous::Narrow });
                    headless.measure_anew();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::tui::fixture::{inspector, press, shown};

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn recorded(happened: &[Happened]) -> String {
        let kept = Kept::default();
        let mut recorder = Recorder::new(Some(Box::new(kept.clone())), vec!["--view".into(), "flags".into()]);
        recorder.begin((100, 30), Language::English, true);
        happened.iter().cloned().for_each(|happened| recorder.note(happened));
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_was_recorded_happens_again() {
        let keys = ["g", "f", "enter", "/"].map(|key| Happened::Key(key.into()));
        let paste = [Happened::Paste("政府\n\"信息\"".into()), Happened::Key("enter".into()), Happened::Click(3, 5)];
        let all = [&keys[..], &paste, &[Happened::Wheel(false, 70, 6), Happened::Size(120, 36)]].concat();
        let text = recorded(&all);
        let recording = Recording::parse(&text).unwrap();
        assert_eq!((recording.size(), recording.language(), recording.ascii()), ((100, 30), Language::English, true));
        assert_eq!(recording.arguments(), ["--view", "flags"]);
        let found: Vec<_> = recording.entries.iter().map(|entry| entry.happened.clone()).collect();
        assert_eq!(found, all);
        let (mut one, mut other) = (inspector((100, 30)), inspector((100, 30)));
        recording.replay(&mut one);
        press(&mut other, "g f enter /");
        other.paste("政府\n\"信息\"");
        press(&mut other, "enter");
        other.point(Mouse { button: Button::Left, at: (3, 5) });
        other.point(Mouse { button: Button::WheelDown, at: (70, 6) });
        other.resize((120, 36));
        assert_eq!(shown(&one), shown(&other));
    }

    #[test]
    fn every_key_has_a_name() {
        let named = |key: Key| Key::named(&key.name()) == Some(key);
        assert!(('\u{20}'..'\u{7f}').chain(['政', '、', '𠮷']).map(Key::Char).all(named));
        assert!(('a'..='z').chain([' ']).map(Key::Ctrl).all(named));
        assert!((1..=12).map(Key::F).all(named));
        assert!([Key::Esc, Key::BackTab, Key::PageDown, Key::Home, Key::Delete].into_iter().all(named));
    }

    #[test]
    fn what_is_no_recording_is_named() {
        let check = |text: &str, expected: &str| {
            let error = Recording::parse(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?}: {error}");
        };
        check("", "empty");
        check("{}\n", "line 1");
        let begun = recorded(&[]);
        check(&format!("{begun}{{\"ms\":1,\"key\":\"entr\"}}\n"), "line 2 of the recording: no such key");
        check(&format!("{begun}nonsense\n"), "line 2");
        assert!(Recording::parse(&format!("{begun}{{\"ms\":1,\"ke")).is_ok(), "cut off");
    }
}
