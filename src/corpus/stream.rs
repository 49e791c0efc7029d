//! Every report once, in order, and a few at a time: for what is written from start to end, where
//! [`open`](crate::corpus::open) would read everything twice.

use std::io::{self, BufRead};
use std::path::Path;

use rayon::prelude::*;

use crate::corpus::lines::{Batches, Line, LinesFile};
use crate::corpus::tasks::{Task, Tasks};
use crate::corpus::{Problem, Progress, Sources};
use crate::parse::Parsed;

/// Raw files read at a time: enough for the cores to share, few enough for memory to stay flat.
const CHUNK: usize = 256;

/// A report as it was found.
#[derive(Debug)]
pub enum Item {
    /// A raw report, and its source text.
    Raw(Box<Parsed>),
    /// A line of a corpus as it stands, and where.
    Line { text: String, path: String, number: usize },
}

/// What could not be read.
#[derive(Debug, Default)]
pub struct Unread {
    pub problems: Vec<Problem>,
    /// Files of kinds this program does not read.
    pub skipped: usize,
}

/// Reads every report of the sources, or of the sample where there are none. `read` makes of it what
/// is kept, on any core; `take` is given that in order.
///
/// # Errors
/// When `take` fails.
pub fn stream<T: Send, E>(
    sources: &Sources<'_>,
    read: &(dyn Fn(Item) -> Result<T, Problem> + Sync),
    take: &mut dyn FnMut(T) -> Result<(), E>,
    progress: &dyn Fn(Progress),
) -> Result<Unread, E> {
    let tasks = Tasks::of_sources(sources);
    let mut unread = Unread { problems: Vec::new(), skipped: tasks.skipped };
    let mut run = Run { read, take, problems: &mut unread.problems };
    let mut state = Progress { done: 0, total: tasks.all.len(), failed: 0 };
    for part in tasks.all.chunk_by(|one, other| matches!((one, other), (Task::Raw(..), Task::Raw(..)))) {
        for chunk in part.chunks(CHUNK) {
            run.chunk(chunk)?;
            state.done += chunk.len();
            state.failed = run.problems.len();
            progress(state);
        }
    }
    unread.problems.extend(tasks.problems);
    Ok(unread)
}

struct Run<'r, T, E> {
    read: &'r (dyn Fn(Item) -> Result<T, Problem> + Sync),
    take: &'r mut dyn FnMut(T) -> Result<(), E>,
    problems: &'r mut Vec<Problem>,
}

impl<T: Send, E> Run<'_, T, E> {
    fn chunk(&mut self, tasks: &[Task]) -> Result<(), E> {
        match tasks {
            [Task::Lines(path)] => match LinesFile::stream(path) {
                Ok(batches) => self.lines(path, batches),
                Err(error) => {
                    self.problems.push(Problem {
                        path: path.display().to_string(),
                        line: None,
                        reason: error.to_string(),
                    });
                    Ok(())
                }
            },
            [Task::StandardInput] => match LinesFile::stream_of(io::stdin().lock()) {
                Ok(batches) => self.lines(Path::new("-"), batches),
                Err(error) => {
                    self.problems.push(Problem { path: "-".to_owned(), line: None, reason: error.to_string() });
                    Ok(())
                }
            },
            raws => self.raws(raws),
        }
    }

    fn raws(&mut self, tasks: &[Task]) -> Result<(), E> {
        let read = self.read;
        let all: Vec<_> = tasks
            .par_iter()
            .filter_map(|task| {
                let Task::Raw(raw, relative) = task else { return None };
                let parsed = raw.read(relative).map_err(|error| Problem::from(&error));
                Some(parsed.and_then(|parsed| read(Item::Raw(Box::new(parsed)))))
            })
            .collect();
        self.give(all)
    }

    fn lines(&mut self, path: &Path, batches: Batches<impl BufRead>) -> Result<(), E> {
        let (read, name) = (self.read, path.display().to_string());
        let problem = |line: usize, reason: String| Problem { path: name.clone(), line: Some(line), reason };
        let item = |line: &Line| {
            let text = line.text().map_err(|reason| problem(line.number, reason))?;
            read(Item::Line { text: text.to_owned(), path: name.clone(), number: line.number })
        };
        for batch in batches {
            let all: Vec<_> = batch.lines.par_iter().map(item).collect();
            self.give(all)?;
            self.problems.extend(batch.problems.into_iter().map(|(line, reason)| problem(line, reason)));
        }
        Ok(())
    }

    fn give(&mut self, all: Vec<Result<T, Problem>>) -> Result<(), E> {
        for one in all {
            match one {
                Ok(one) => (self.take)(one)?,
                Err(problem) => self.problems.push(problem),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::corpus::compressed::tests::gzip;
    use crate::model::report::Report;

    #[test]
    fn the_stream_is_what_opening_lists() {
        let dir = tempfile::tempdir().unwrap();
        for n in 0..CHUNK + 20 {
            let name = format!("{n:04}.txt");
            std::fs::write(dir.path().join(name), format!("云河县审计局{}年政府信息公开工作年度报告", 2000 + n % 20))
                .unwrap();
        }
        let line = |id: &str| Report { id: id.into(), ..Report::default() }.to_json().unwrap();
        std::fs::write(
            dir.path().join("0100.jsonl.gz"),
            gzip(format!("{}\n{{\n{}\n", line("aaa"), line("bbb")).as_bytes()),
        )
        .unwrap();
        let cut = gzip(line("ccc").repeat(50).as_bytes());
        std::fs::write(dir.path().join("0200.jsonl.gz"), &cut[..cut.len() / 2]).unwrap();
        let paths: Vec<PathBuf> = vec![dir.path().to_owned()];
        let sources = Sources { paths: &paths, manifest: None };
        let read = |item| match item {
            Item::Raw(parsed) => Ok(parsed.report.id),
            Item::Line { text, path, number } => match Report::from_json(&text) {
                Ok(report) => Ok(report.id),
                Err(error) => Err(Problem { path, line: Some(number), reason: error.to_string() }),
            },
        };
        let mut ids = Vec::new();
        let last = std::cell::Cell::new(Progress::default());
        let unread = stream(
            &sources,
            &read,
            &mut |id| {
                ids.push(id);
                Ok::<_, ()>(())
            },
            &|progress| last.set(progress),
        )
        .unwrap();
        let corpus = crate::corpus::open(&paths, &|_| ());
        assert_eq!(ids, corpus.headers().map(|header| header.id).collect::<Vec<_>>());
        assert_eq!(unread.problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [Some(2), Some(1)]);
        assert_eq!(last.get(), Progress { done: CHUNK + 22, total: CHUNK + 22, failed: 2 });
    }
}
