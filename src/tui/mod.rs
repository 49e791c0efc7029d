//! The interactive inspector: state, updates, layout and drawing are pure; `app` and `terminal` alone
//! know of a terminal, `jobs` and `work` of threads.

mod about;
pub mod action;
#[cfg(test)]
mod ahead_tests;
mod alike;
mod app;
mod arranged;
mod asking;
mod beside;
mod border;
mod broken;
#[cfg(test)]
mod byte_tests;
mod chain;
mod clipboard;
mod colour;
mod company;
#[cfg(test)]
mod compare_tests;
mod copying;
mod custom;
mod deciding;
mod desk;
mod draw;
mod dump;
mod editor;
mod effect;
mod entries;
#[cfg(test)]
mod evidence_tests;
mod exporting;
mod figured;
#[cfg(test)]
mod figured_tests;
mod filtering;
#[cfg(test)]
pub(crate) mod fixture;
mod flagged;
mod glyph;
mod goto;
mod grid;
#[cfg(test)]
mod growth_tests;
mod headless;
#[cfg(test)]
mod hostile_tests;
mod indexed;
mod input;
mod jobs;
mod key;
pub mod keymap;
mod layout;
mod lending;
mod lens;
mod line;
mod look;
#[cfg(test)]
mod monkey_tests;
mod nodes;
mod noting;
mod offer;
mod outside;
mod pace;
mod page;
mod paint;
mod painter;
mod palettes;
mod panes;
mod panics;
mod pointing;
mod receive;
mod recording;
mod renewed;
#[cfg(test)]
mod renewed_tests;
#[cfg(test)]
mod review_tests;
mod reviewing;
#[cfg(test)]
mod screen_tests;
mod scroll;
mod session;
mod shelf;
mod sieve;
mod sorting;
mod source;
#[cfg(test)]
mod source_tests;
mod spread;
#[cfg(test)]
mod spread_tests;
mod state;
mod status;
mod strings;
mod svg;
mod terminal;
mod text;
mod theme;
#[cfg(test)]
mod theme_tests;
mod told;
mod trail;
mod tree;
#[cfg(test)]
mod triage_tests;
mod triaged;
mod trying;
mod update;
#[cfg(test)]
mod walk_tests;
mod watching;
mod wire;
mod work;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::config::interface::Interface;
use crate::corpus::reference::ReferenceError;
use crate::corpus::{Corpus, Progress};
use crate::review::Stopped;
use crate::rules::Selection;
use crate::tui::action::{Topic, View};
pub use crate::tui::asking::{Answerer, Asking, Figurer, Shown, Told};
pub use crate::tui::colour::Depth;
pub use crate::tui::custom::language_of;
pub use crate::tui::desk::Review;
pub use crate::tui::exporting::{Exporter, Order, Refusal, Rows, Sheet, Writer, Written};
use crate::tui::headless::{Headless, Spent};
use crate::tui::key::{ScriptError, script};
pub use crate::tui::line::Ambiguous;
use crate::tui::line::Line;
pub use crate::tui::recording::{Recorder, Recording, RecordingError};
pub use crate::tui::reviewing::Reviewer;
pub use crate::tui::strings::Language;
use crate::tui::text::columns;
pub use crate::tui::theme::Named;
use crate::tui::theme::Theme;
pub use crate::tui::watching::Watched;
use crate::tui::work::Works;

/// How the inspector starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `Browse`, `Flags` or `Triage`.
    pub view: View,
    /// Figures to be shown at once.
    pub topic: Option<Topic>,
    /// A report id, `ID t3.new_received.total`, or a flag's fingerprint; any unique prefix of an id.
    pub goto: Option<String>,
    /// Where the raw reports of a corpus are looked for; by default beside it.
    pub source_root: Option<PathBuf>,
    /// The rules whose flags are shown.
    pub selection: Selection,
    pub depth: Depth,
    /// In place of the one that `interface` names.
    pub theme: Option<Named>,
    /// Lines in ASCII, whatever the terminal can.
    pub ascii: bool,
    /// How wide the terminal takes characters of ambiguous width to be; it is asked where that is not
    /// given.
    pub ambiguous: Option<Ambiguous>,
    pub language: Language,
    /// What the user wants of the keys and colours.
    pub interface: Interface,
    /// The paths the corpus was opened by.
    pub roots: Vec<PathBuf>,
    /// What is watched for changes; `None` where nothing is.
    pub watched: Option<Watched>,
    /// Who reviews, and where verdicts are kept.
    pub review: Review,
    /// Who writes what views list, where files are written.
    pub writer: Option<Writer>,
    /// Who answers questions of figures.
    pub answerer: Option<Answerer>,
    /// Where the place the reader stopped at is kept; the last one is taken up unless they want a fresh start.
    pub stopped: Option<Stopped>,
    /// Where the filters of lists are kept, if anywhere.
    pub filters: Option<PathBuf>,
    pub fresh: bool,
    /// Whether `view` was asked for, whatever the last session showed.
    pub view_is_asked: bool,
}

impl Default for Options {
    /// The agencies, in the language of the locale and the colours of the terminal.
    fn default() -> Self {
        Self {
            view: View::Browse,
            topic: None,
            goto: None,
            source_root: None,
            selection: Selection::default(),
            depth: terminal::depth(),
            theme: None,
            ascii: false,
            ambiguous: None,
            language: terminal::language(),
            interface: Interface::default(),
            roots: Vec::new(),
            watched: None,
            review: Review::default(),
            writer: None,
            answerer: None,
            stopped: None,
            filters: None,
            fresh: false,
            view_is_asked: false,
        }
    }
}

impl Options {
    fn theme(&self) -> Theme {
        custom::theme(&self.interface, self.theme, self.depth)
    }
}

/// How a screen is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    /// With colours and attributes as escape sequences.
    Ansi,
    /// As a picture.
    Svg,
}

/// Why the inspector ended other than by being left.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the terminal: {0}")]
    Terminal(#[source] std::io::Error),
    /// A decision that was still under way when the inspector was left, and why it is not kept.
    #[error("a decision was not written: {0}")]
    Unwritten(String),
    #[error(transparent)]
    Keys(#[from] ScriptError),
    /// The place asked for at the start does not exist.
    #[error(transparent)]
    NoSuchPlace(#[from] ReferenceError),
}

/// Runs the inspector on the terminal until it is left. `open` runs on a thread behind the first
/// frame and may show what it has so far. What happens goes to the recorder. The terminal is given back whatever happens.
///
/// # Errors
/// When the terminal cannot be used, or a last decision could not be written.
pub fn run(
    open: impl FnOnce(&(dyn Fn(Progress) + Sync), &(dyn Fn(Corpus) + Sync)) -> Corpus + Send + 'static,
    options: Options,
    recorder: Recorder,
) -> Result<(), Error> {
    app::run(Box::new(open), options, recorder)
}

/// The screen after `keys`, on a screen of `size` columns and rows. Needs no terminal; the same keys
/// give the same screen.
///
/// # Errors
/// When `keys` names no key, or the place to go to does not exist.
pub fn dump(corpus: Corpus, options: Options, keys: &str, size: (u16, u16), format: Format) -> Result<String, Error> {
    let keys = script(keys)?;
    screen(corpus, options, size, format, |headless| keys.into_iter().for_each(|key| headless.press(key)))
}

/// The screen after everything in a recording has happened again.
///
/// # Errors
/// When the place to go to does not exist.
pub fn replay(corpus: Corpus, mut options: Options, recording: &Recording, format: Format) -> Result<String, Error> {
    options.ascii |= recording.ascii();
    options.language = recording.language();
    screen(corpus, options, recording.size(), format, |headless| recording.replay(headless))
}

/// What a key took of the time of the loop, in which no other key is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Took {
    /// To take in the key.
    pub update: Duration,
    /// To take in the longest of the answers it led to.
    pub answer: Duration,
    /// To draw the screen and to find out what to send.
    pub draw: Duration,
    /// How many bytes that is.
    pub bytes: usize,
}

/// How long each of some keys takes on a screen of `size` columns and rows, all jobs apart; first of all what
/// opening took. For measuring.
///
/// # Errors
/// When `keys` names no key.
pub fn timed(corpus: Corpus, options: Options, keys: &str, size: (u16, u16)) -> Result<Vec<Took>, Error> {
    let keys = script(keys)?;
    strings::speak(options.language);
    let mut painter = painter::Painter::new(options.theme(), &Line::default());
    let works = Works::of(options.selection).with_sources(options.source_root).with_answerer(options.answerer);
    let mut headless = Headless::open(corpus, works, size, options.view, options.goto);
    let mut draw = |headless: &Headless| {
        let begun = Instant::now();
        let bytes = painter.paint(&headless.state, false).bytes.len();
        let Spent { update, answer } = headless.spent();
        Took { update, answer, draw: begun.elapsed(), bytes }
    };
    let first = draw(&headless);
    let rest = keys.into_iter().map(|key| {
        headless.press(key);
        draw(&headless)
    });
    Ok(std::iter::once(first).chain(rest).collect())
}

fn screen(
    corpus: Corpus,
    options: Options,
    size: (u16, u16),
    format: Format,
    act: impl FnOnce(&mut Headless),
) -> Result<String, Error> {
    let ambiguous = options.ambiguous.unwrap_or_default();
    columns::measure_as(ambiguous);
    strings::speak(options.language);
    let ascii = options.ascii || ambiguous == Ambiguous::Wide;
    let theme = options.theme();
    let works = Works::of(options.selection).with_sources(options.source_root).with_review(options.review);
    let works = works.with_answerer(options.answerer);
    let works = works.with_roots(options.roots);
    let mut headless = Headless::open(corpus, works, size, options.view, options.goto);
    if options.topic.is_some() {
        headless.state.opens = options.topic;
        // Nothing changes but that it is asked.
        headless.resize(size);
    }
    // Plain text has no colours to tell anything by.
    headless.state.line.depth = if format == Format::Text { Depth::None } else { options.depth };
    custom::settle(&mut headless.state, &options.interface);
    if let Some(error) = headless.state.goto_failed.take() {
        return Err(error.into());
    }
    act(&mut headless);
    let (mut buffer, caret) = headless.screen(&theme);
    if ascii {
        painter::in_ascii(&mut buffer);
    }
    Ok(match format {
        Format::Text => dump::text(&buffer),
        Format::Ansi => dump::ansi(&buffer),
        Format::Svg => svg::svg(&buffer, &theme, caret),
    })
}

/// The keys as `interface.toml` may have them, with those of a file in place.
///
/// # Errors
/// All that is wrong with the file, a line each.
pub fn keys_in_toml(interface: &Interface) -> Result<String, Vec<String>> {
    custom::keys(interface).map(|keys| keymap::template(&keys))
}
