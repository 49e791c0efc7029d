//! The inspector's door: the screens on a terminal, one screen as text for `--dump`, and the overview
//! where there is no terminal to draw on.

use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use anyhow::Context as _;
use clap::Parser as _;

use crate::cli::{Cli, Colour, Command, Dump, InspectArgs, Lang, ReviewArgs, Theme, View};
use crate::commands::in_force::InForce;
use crate::commands::views::Views;
use crate::commands::{Outcome, Session, linked, open, overview, read_outcome};
use crate::config::filters;
use crate::config::interface::Interface;
use crate::corpus::store::Keep;
use crate::corpus::{self, Sources, Telling, read_whole};
use crate::model::moment::Moment;
use crate::model::printable::printable;
use crate::review::{self, Folder};
use crate::rules::Selection;
use crate::tui::{self, Ambiguous, Recorder, Recording, action};

/// The inspector on the flags, at the first that is to be decided.
pub fn review(args: &InspectArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    run(&for_review(args.clone()), out)
}

/// The same with the flags as the screen to open on, unless another is asked for.
fn for_review(args: InspectArgs) -> InspectArgs {
    let review = ReviewArgs { asked: true, ..args.review };
    InspectArgs { view: args.view.or(Some(View::Flags)), review, ..args }
}

pub fn run(args: &InspectArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    if let (Some(file), Some(dump)) = (&args.replay, args.dump) {
        return replay(args, file, dump, out);
    }
    let options = options(args)?;
    if let Some(dump) = args.dump {
        return print_screen(args, options, dump, out);
    }
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return screens(args, options);
    }
    let session = Session::open(&args.paths, args.manifest.as_deref(), &options.selection)?;
    if session.corpus.is_empty() {
        return Ok(nothing_to_show());
    }
    overview::print(&session, args.paths.is_empty(), out)?;
    Ok(read_outcome(&session.corpus, false))
}

fn options(args: &InspectArgs) -> anyhow::Result<tui::Options> {
    let mut options = tui::Options {
        goto: args.goto.clone(),
        source_root: args.source_root.clone(),
        roots: args.paths.clone(),
        ascii: args.ascii,
        ambiguous: args.ambiguous.map(|n| if n == 2 { Ambiguous::Wide } else { Ambiguous::Narrow }),
        selection: InForce::load(&args.rules, &args.paths)?.selection,
        ..tui::Options::default()
    };
    options.theme = args.theme.map(theme);
    if let Some(depth) = depth(args.colour) {
        options.depth = depth;
    }
    // A screen that is printed is the same for everybody, unless a file is named.
    if args.dump.is_none() || args.interface.is_some() {
        options.interface = Interface::load(args.interface.as_deref());
    }
    if let Some(language) = args.lang.map(language).or_else(|| tui::language_of(&options.interface)) {
        options.language = language;
    }
    options.answerer = Some(tui::Answerer::of(views(args, &options.selection)));
    if args.dump.is_none() {
        options.writer = Some(tui::Writer::of(views(args, &options.selection)));
    }
    // What is only printed is decided nowhere, unless a folder is named for it.
    if args.dump.is_none() || args.review.review_dir.is_some() {
        options.review = reviewing(args);
    }
    options.view = match args.view {
        None | Some(View::Browse | View::Table | View::Coverage) => action::View::Browse,
        Some(View::Flags) => action::View::Flags,
        Some(View::New) => action::View::Triage,
    };
    options.topic = match args.view {
        Some(View::Table) => Some(action::Topic::Table),
        Some(View::Coverage) => Some(action::Topic::Coverage),
        _ => None,
    };
    // The sample is looked at for the first time again and again, and what is piped is another each time.
    if args.dump.is_none() && !args.paths.is_empty() && args.paths != [Path::new("-")] {
        options.stopped = review::Stopped::of(&args.paths).ok();
    }
    options.filters = if args.dump.is_none() { filters::usual_place() } else { None };
    // What is piped comes once, and the sample never changes.
    let is_of_files = !args.paths.is_empty() && args.paths.iter().all(|path| path != Path::new("-"));
    if args.dump.is_none() && !args.no_watch && is_of_files {
        let keep = if args.no_index { Keep::Nothing } else { Keep::Make };
        options.watched = Some(tui::Watched { paths: args.paths.clone(), manifest: args.manifest.clone(), keep });
    }
    options.fresh = args.fresh || args.goto.is_some();
    options.view_is_asked = args.view.is_some();
    Ok(options)
}

fn views(args: &InspectArgs, selection: &Selection) -> Views {
    Views { args: args.clone(), selection: selection.clone(), fingerprint: Mutex::default() }
}

/// Who reviews, and where that is kept.
fn reviewing(args: &InspectArgs) -> tui::Review {
    let by = args.review.reviewer.clone().or_else(login_name).unwrap_or_else(|| "reviewer".to_owned());
    let paths: &[PathBuf] = if args.paths == [Path::new("-")] { &[] } else { &args.paths };
    let (folder, cannot) = match Folder::unasked(paths, args.review.review_dir.as_deref()) {
        Ok(folder) => (Some(folder), None),
        Err(error) => (None, Some(error.to_string())),
    };
    let portion = args.review.share.map(|share| share.with_double(args.review.double.unwrap_or(0)));
    let today = Moment::of(SystemTime::now()).day();
    tui::Review {
        reviewer: tui::Reviewer { by, session: review::session(), today, portion, reviews: args.review.asked },
        folder,
        cannot,
    }
}

/// The name the user is logged in by.
fn login_name() -> Option<String> {
    let named = ["LOGNAME", "USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.trim().is_empty())
}

fn language(lang: Lang) -> tui::Language {
    match lang {
        Lang::Zh => tui::Language::Chinese,
        Lang::En => tui::Language::English,
    }
}

fn format(dump: Dump) -> tui::Format {
    match dump {
        Dump::Text => tui::Format::Text,
        Dump::Ansi => tui::Format::Ansi,
        Dump::Svg => tui::Format::Svg,
    }
}

/// Prints the screen at the end of a recording, with what the recorded program was called with; other
/// paths may take the place of its own.
fn replay(args: &InspectArgs, file: &Path, dump: Dump, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let name = || printable(&file.display().to_string()).into_owned();
    let text = String::from_utf8(read_whole(file).with_context(name)?).with_context(name)?;
    let recording = Recording::parse(&text).with_context(name)?;
    let called = std::iter::once("jianbao").chain(recording.arguments().iter().map(String::as_str));
    let called = Cli::try_parse_from(called).with_context(name)?;
    let mut recorded = match called.command {
        Some(Command::Review(args)) => for_review(linked(*args)),
        _ => linked(called.inspect),
    };
    if !args.paths.is_empty() {
        recorded.paths.clone_from(&args.paths);
    }
    let depth = depth(recorded.colour).unwrap_or(tui::Depth::True);
    // What was decided then is not decided again.
    let options = tui::Options { depth, review: tui::Review::default(), writer: None, ..options(&recorded)? };
    let corpus = open(&recorded.paths, recorded.manifest.as_deref())?;
    let outcome = read_outcome(&corpus, false);
    out.write_all(tui::replay(corpus, options, &recording, format(dump))?.as_bytes())?;
    Ok(outcome)
}

/// What records the inspector: nothing, unless a file was named for it.
fn recorder(args: &InspectArgs) -> anyhow::Result<Recorder> {
    let Some(file) = &args.record else { return Ok(Recorder::new(None, Vec::new())) };
    let sink = std::fs::File::create(file).with_context(|| printable(&file.display().to_string()).into_owned())?;
    let mut arguments = Vec::new();
    let mut given = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--record" => _ = given.next(),
            other if other.starts_with("--record=") => {}
            _ => arguments.push(argument),
        }
    }
    Ok(Recorder::new(Some(Box::new(sink)), arguments))
}

fn theme(theme: Theme) -> tui::Named {
    match theme {
        Theme::Terminal => tui::Named::Terminal,
        Theme::Dark => tui::Named::Dark,
        Theme::Light => tui::Named::Light,
    }
}

/// How many colours were asked for.
fn depth(colour: Colour) -> Option<tui::Depth> {
    Some(match colour {
        Colour::Auto => return None,
        Colour::None => tui::Depth::None,
        Colour::Sixteen => tui::Depth::Sixteen,
        Colour::Indexed => tui::Depth::Indexed,
        Colour::True => tui::Depth::True,
    })
}

fn print_screen(
    args: &InspectArgs,
    mut options: tui::Options,
    dump: Dump,
    out: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    let format = format(dump);
    // What was asked for in so many words is not a matter of this terminal.
    options.depth = depth(args.colour).unwrap_or(tui::Depth::True);
    if args.lang.is_none() && tui::language_of(&options.interface).is_none() {
        options.language = tui::Language::default();
    }
    let corpus = open(&args.paths, args.manifest.as_deref())?;
    let outcome = read_outcome(&corpus, false);
    out.write_all(tui::dump(corpus, options, &args.keys, args.size, format)?.as_bytes())?;
    Ok(outcome)
}

/// Runs the screens. What could not be read stands on them, and again on standard error afterwards
/// when nothing at all could be shown.
fn screens(args: &InspectArgs, options: tui::Options) -> anyhow::Result<Outcome> {
    let (paths, manifest) = (args.paths.clone(), args.manifest.clone());
    let keep = if args.no_index { Keep::Nothing } else { Keep::Make };
    if let Some(missing) = paths.iter().find(|path| *path != Path::new("-") && !path.exists()) {
        anyhow::bail!("{}: no such file or folder", printable(&missing.display().to_string()));
    }
    let recorder = recorder(args)?;
    let unread = Arc::new(Mutex::new(None));
    let told = Arc::clone(&unread);
    let _recorded = Recorded(args.record.clone());
    tui::run(
        move |progress, grown| {
            let corpus = if paths.is_empty() {
                corpus::sample()
            } else {
                corpus::open_kept(
                    &Sources { paths: &paths, manifest: manifest.as_deref() },
                    keep,
                    Telling { progress, grown },
                )
            };
            if let Ok(mut told) = told.lock() {
                *told = corpus.is_empty().then(|| corpus.problems().to_vec());
            }
            corpus
        },
        options,
        recorder,
    )?;
    let lines = unread.lock().ok().and_then(|mut lines| lines.take());
    let Some(lines) = lines else { return Ok(Outcome::Clean) };
    for line in lines {
        writeln!(io::stderr(), "jianbao: {line}")?;
    }
    Ok(nothing_to_show())
}

/// The file with what happened until then: a panic is of most use with it.
struct Recorded(Option<PathBuf>);

impl Drop for Recorded {
    fn drop(&mut self) {
        let Some(file) = self.0.take().filter(|_| std::thread::panicking()) else { return };
        let file = file.display().to_string();
        // Nobody is left to hear of an error.
        let _ = writeln!(
            io::stderr(),
            "jianbao {}: a fault of the program; please report it with what happened until then: {}",
            env!("CARGO_PKG_VERSION"),
            printable(&file)
        );
    }
}

fn nothing_to_show() -> Outcome {
    // The reasons have been told before.
    let _ = writeln!(io::stderr(), "jianbao: no report to show");
    Outcome::Unreadable
}
