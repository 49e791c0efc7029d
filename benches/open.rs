//! How long a corpus takes to open: its heads read, its agencies joined and its tree of regions built.
//! `JIANBAO_BENCH_CORPUS` names a file of reports (`jianbao synth` makes one); without it the sample,
//! written many times over, is opened.

#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]

use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jianbao::corpus::{Corpus, agencies::Agencies, open, sample};

/// Reports of the corpus that is made where none is named.
const REPORTS: usize = 20_000;
const ROUNDS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the corpus");
    let path = std::env::var_os("JIANBAO_BENCH_CORPUS").map_or_else(|| made(folder.path()), PathBuf::from);
    let size = std::fs::metadata(&path).map_or(0, |meta| meta.len());
    let open_it = || open(std::slice::from_ref(&path), &|_| ());
    let corpus = open_it();
    let reports = corpus.len().max(1);
    println!("{reports} reports, {} bytes a report", size / reports as u64);
    tell("read the bytes", &mut || bytes(&path));
    tell("open", &mut || open_it().len());
    tell("join the agencies", &mut || agencies(&corpus));
    println!("{} agencies", agencies(&corpus));
}

fn agencies(corpus: &Corpus) -> usize {
    Agencies::join(corpus.headers()).all.len()
}

fn bytes(path: &Path) -> usize {
    let mut buffer = vec![0; 1 << 20];
    let mut file = std::fs::File::open(path).expect("the corpus");
    let mut all = 0;
    loop {
        match file.read(&mut buffer).expect("the corpus") {
            0 => return all,
            len => all += len,
        }
    }
}

/// Tells the median of some rounds.
fn tell(what: &str, work: &mut dyn FnMut() -> usize) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("{what:<20} {:>9.2} ms", times[ROUNDS / 2].as_secs_f64() * 1000.0);
}

fn made(folder: &Path) -> PathBuf {
    let sample = sample();
    let lines: Vec<String> = (0..sample.len()).filter_map(|index| sample.line(index).ok()).collect();
    let path = folder.join("corpus.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file for the corpus"));
    for (nth, line) in lines.iter().cycle().take(REPORTS).enumerate() {
        let id = format!("\"id\":\"x{nth}");
        writeln!(file, "{}", line.replacen("\"id\":\"", &id, 1)).expect("room for the corpus");
    }
    path
}
