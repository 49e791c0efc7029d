//! What a key takes of the time in which no other key is taken in: to take it in, to take in what the
//! jobs answer, to draw. `JIANBAO_BENCH_CORPUS` names a file of reports (`jianbao synth` makes one);
//! without it 5,000 invented ones are walked through.

#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jianbao::corpus::store::Keep;
use jianbao::corpus::{Corpus, Sources, Telling, open_kept};
use jianbao::synth::Plan;
use jianbao::tui::{Options, Took, timed};
use rayon::prelude::*;

const REPORTS: u64 = 5_000;

/// A walk through every kind of screen, as a user's hands do it.
const WALK: &[&str] = &[
    "j j j j j l l h j j pgdn pgdn pgup G g g z M j l j l j j l z R",
    "enter j j 2 j j 3 j j pgdn 1 ] ] [ [ v j pgdn G v backspace",
    "& \"财政\" enter j j j j & c-u enter",
    "g f j j j pgdn pgdn G g g n n p p enter j backspace tab j tab",
    "/ \"行政复议\" down down enter n n N backspace M M B B esc",
    "/ c-u \"依申请公开 收费\" down down enter backspace esc",
    "g b",
];
const ROUNDS: usize = 8;

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the corpus");
    let path = std::env::var_os("JIANBAO_BENCH_CORPUS").map_or_else(|| made(folder.path()), PathBuf::from);
    let keys = vec![WALK.join(" "); ROUNDS].join(" ");
    for size in [(80, 24), (160, 45)] {
        let corpus = opened(&path);
        println!("{} reports, {} by {}", corpus.len(), size.0, size.1);
        let all = timed(corpus, Options::default(), &keys, size).expect("keys that are there");
        let Some((first, rest)) = all.split_first() else { continue };
        println!("opening: the longest answer {:.2} ms, to draw {:.2} ms", ms(first.answer), ms(first.draw));
        tell("take in a key", rest, |took| took.update);
        tell("take in an answer", rest, |took| took.answer);
        tell("draw", rest, |took| took.draw);
        tell("key and draw", rest, |took| took.update + took.draw);
    }
}

fn tell(what: &str, all: &[Took], of: impl Fn(&Took) -> Duration) {
    let mut times: Vec<Duration> = all.iter().map(of).collect();
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 1000).min(times.len() - 1)).copied().unwrap_or_default();
    println!(
        "{what:<18} {} keys: median {:.3} ms, p99 {:.3} ms, most {:.3} ms",
        times.len(),
        ms(at(500)),
        ms(at(990)),
        ms(at(1000))
    );
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn opened(path: &Path) -> Corpus {
    let paths = [path.to_owned()];
    let telling = Telling { progress: &|_| (), grown: &|_| () };
    open_kept(&Sources { paths: &paths, manifest: None }, Keep::Use, telling)
}

fn made(folder: &Path) -> PathBuf {
    let plan = Plan { seed: 5, flawed: 100_000 };
    let path = folder.join("corpus.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file for the corpus"));
    let lines: Vec<_> = (0..REPORTS).into_par_iter().map(|n| plan.report(n).report.to_json()).collect();
    for line in lines {
        writeln!(file, "{}", line.expect("a line")).expect("room for the corpus");
    }
    path
}
