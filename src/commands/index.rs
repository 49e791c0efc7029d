//! `jianbao index`: makes, compares or removes the index of a corpus: its heads, its sentences and its flags.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::cli::IndexArgs;
use crate::commands::in_force::InForce;
use crate::commands::progress::Meter;
use crate::commands::{Outcome, read_outcome, tell_unread};
use crate::corpus::columns;
use crate::corpus::store::{self, Keep, Store};
use crate::corpus::{Corpus, Progress, Sources, Telling, open_kept};
use crate::model::printable::printable;
use crate::rules::{Selection, check_kept};
use crate::search::index::Index;

pub fn run(args: &IndexArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let sources = Sources { paths: &args.paths, manifest: args.manifest.as_deref() };
    if args.remove {
        let removed = store::remove(&sources).context("the index cannot be removed")?;
        match removed {
            Some(folder) => writeln!(out, "已删除 {}", printable(&folder.display().to_string()))?,
            None => writeln!(out, "没有索引")?,
        }
        return Ok(Outcome::Clean);
    }
    if args.beside {
        store::make_beside(&sources).context("no index can be put beside")?;
    }
    let in_force = InForce::load(&args.rules, &args.paths)?;
    let start = Instant::now();
    let corpus = opened(&sources, args)?;
    let Some(store) = corpus.store() else {
        let reason = corpus.unusable().map_or("it cannot be written".to_owned(), ToString::to_string);
        if args.verify {
            writeln!(out, "不能使用:{reason}")?;
            return Ok(Outcome::Findings);
        }
        anyhow::bail!("no index: {reason}");
    };
    if args.verify {
        return verify(&corpus, out);
    }
    corpus.keep().context("the index cannot be written")?;
    writeln!(out, "{}", printable(&store.folder().display().to_string()))?;
    writeln!(out, "年报 {} 份,{}", corpus.len(), seconds(start.elapsed()))?;
    if args.renew {
        store.forget_former();
    }
    let unread = text(&corpus, out)?;
    cells(&corpus, out)?;
    let unread = flags(&corpus, &in_force.selection, out)? || unread;
    tell_size(&corpus, store, out)?;
    Ok(if unread { Outcome::Unreadable } else { read_outcome(&corpus, false) })
}

/// The corpus by the index there is, else with a new one.
fn opened(sources: &Sources<'_>, args: &IndexArgs) -> io::Result<Corpus> {
    let meter = Meter::new();
    let progress = |progress: Progress| meter.tell(progress, None);
    let telling = Telling { progress: &progress, grown: &|_| () };
    let keep = match (args.verify, args.renew) {
        (true, _) => Keep::Use,
        (_, true) => Keep::Renew,
        _ => Keep::Always,
    };
    let corpus = open_kept(sources, keep, telling);
    tell_unread(corpus.problems(), corpus.skipped())?;
    Ok(corpus)
}

fn verify(corpus: &Corpus, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    if let Some(changed) = corpus.verify(&|_| true) {
        writeln!(out, "已变:{}", printable(&changed))?;
        return Ok(Outcome::Findings);
    }
    writeln!(out, "一致:年报 {} 份", corpus.len())?;
    Ok(read_outcome(corpus, false))
}

/// Takes in the sentences that are not in the index yet; whether some could not be read.
fn text(corpus: &Corpus, out: &mut dyn Write) -> anyhow::Result<bool> {
    let start = Instant::now();
    let mut index = Index::of(corpus);
    let before = index.len();
    let meter = Meter::new();
    let tell = |done: usize| meter.tell(Progress { done, total: corpus.len(), failed: 0 }, None);
    let unread = index.extend(corpus, &tell, &mut |_| ()).context("the index cannot be written")?;
    tell_unread(&unread, 0)?;
    let added = index.len() - before;
    writeln!(out, "正文 {} 句,新编入 {added} 份,{}", index.sentences(), seconds(start.elapsed()))?;
    Ok(!unread.is_empty())
}

/// Takes in the cells of reports that are not in the index yet.
fn cells(corpus: &Corpus, out: &mut dyn Write) -> anyhow::Result<()> {
    let start = Instant::now();
    let meter = Meter::new();
    let tell = |done: usize| meter.tell(Progress { done, total: corpus.len(), failed: 0 }, None);
    columns::make(corpus, &tell).context("the index cannot be written")?;
    writeln!(out, "表格 {} 份,{}", corpus.len(), seconds(start.elapsed()))?;
    Ok(())
}

/// Finds the flags that are not in the index yet; whether some reports could not be read for that.
fn flags(corpus: &Corpus, selection: &Selection, out: &mut dyn Write) -> anyhow::Result<bool> {
    let start = Instant::now();
    let meter = Meter::new();
    let tell = |done: usize| meter.tell(Progress { done, total: corpus.len(), failed: 0 }, None);
    let (checked, failed) = check_kept(corpus, selection, &tell);
    if let Some(error) = failed {
        return Err(error).context("the index cannot be written");
    }
    writeln!(out, "疑点 {} 条,{}", checked.briefs().all().len(), seconds(start.elapsed()))?;
    Ok(!checked.unreadable.is_empty())
}

fn tell_size(corpus: &Corpus, store: &Store, out: &mut dyn Write) -> io::Result<()> {
    let bytes = store.bytes();
    let each = bytes.checked_div(corpus.len() as u64).unwrap_or(0);
    writeln!(out, "索引 {} MB,每份 {each} 字节", bytes / 1_000_000)
}

fn seconds(time: Duration) -> String {
    format!("{:.2} 秒", time.as_secs_f64())
}
