//! Questions of researchers, each asked by keys and by the command the screen names: both say the same.
//! JIANBAO_QUESTIONS says of how many invented reports.

use std::path::Path;

use crate::support::jianbao;

/// The size of the screens: wide enough for the whole command in the last line but one.
const SIZE: &str = "400x60";

/// A corpus with its index.
struct Asked {
    dir: tempfile::TempDir,
}

impl Asked {
    fn new(reports: usize) -> Self {
        let asked = Self { dir: tempfile::tempdir().unwrap() };
        let reports = std::env::var("JIANBAO_QUESTIONS").unwrap_or_else(|_| reports.to_string());
        let words = ["synth", "--seed", "5", "--flawed", "0.5", "--bare", "--reports", &reports, "-o"];
        jianbao().args(words).arg(asked.corpus()).assert().success();
        asked.run(&["index", asked.corpus().to_str().unwrap()]);
        asked
    }

    fn corpus(&self) -> std::path::PathBuf {
        self.dir.path().join("c.jsonl")
    }

    fn run(&self, words: &[&str]) -> String {
        let cache: &Path = &self.dir.path().join("cache");
        let output = jianbao().env("JIANBAO_CACHE", cache).args(words).output().unwrap();
        assert!(output.status.code() != Some(2), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn screen(&self, keys: &str) -> String {
        self.run(&[self.corpus().to_str().unwrap(), "--keys", keys, "--size", SIZE, "--dump", "text"])
    }

    /// The rows of the table on the screen after these keys, held against those that its command prints; how many
    /// there are.
    fn same(&self, keys: &str) -> Vec<Vec<String>> {
        let screen = self.screen(keys);
        let command = screen.lines().rev().find_map(|line| line.find("jianbao ").map(|at| line.split_at(at).1));
        // The citation begins with the name of the program, too, and stands above.
        let command = command.unwrap_or_else(|| panic!("{keys}: no command\n{screen}"));
        let words = shlex::split(command.trim()).unwrap();
        let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let printed = self.run(&words);
        let rows = |text: &str| -> Vec<Vec<String>> {
            let lines = text.lines().skip_while(|line| !line.is_empty()).skip(2);
            lines.take_while(|line| !line.is_empty()).map(pieces).collect()
        };
        let printed = rows(&printed);
        let shown: Vec<Vec<String>> = screen.lines().map(pieces).collect();
        assert!(!printed.is_empty(), "{keys}: {words:?} prints nothing\n{screen}");
        for row in printed.iter().take(40) {
            assert!(shown.contains(row), "{keys}: {row:?} of {words:?} is not on the screen\n{screen}");
        }
        printed
    }
}

/// The words of a line, without the mark of the cursor; what stands for nothing is none.
fn pieces(line: &str) -> Vec<String> {
    line.trim_start_matches('>').split_whitespace().filter(|word| *word != "—").map(str::to_owned).collect()
}

/// From the list of populations to that of county governments, and on to its figures.
const COUNTIES: &str = "gi 9 j enter";
const CITIES: &str = "gi 4 j enter";

#[test]
fn screens_and_commands_answer_alike() {
    let asked = Asked::new(1800);
    // 申请量前十: counties, by 本年新收, of the year before the last.
    let rows = asked.same(&format!("{COUNTIES} ["));
    let counts: Vec<u64> = rows.iter().filter_map(|row| row.get(3)?.parse().ok()).collect();
    assert!(counts.len() > 4 && counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
    // 不予公开率 by province and year.
    asked.same(&format!("{COUNTIES} M c-u \"不予公开率\" enter B T"));
    // 复议纠错率 of cities with at least 10 concluded.
    for row in asked.same(&format!("{CITIES} M c-u \"复议纠错率\" enter # [")) {
        let share = row.last().unwrap();
        let whole = share.trim_matches(['(', ')']).split_once('/').unwrap().1;
        assert!(whole.parse::<u64>().unwrap() >= 10, "{row:?}");
    }
    // 行政诉讼 over a fixed panel: as many agencies every year.
    let typed = "= space \"--years 2019..2025 --panel --by year\" enter";
    let rows = asked.same(&format!("{COUNTIES} M c-u \"行政诉讼\" enter {typed}"));
    let n: Vec<&str> = rows.iter().filter_map(|row| row.last()?.split_once('/').map(|(_, n)| n)).collect();
    assert!(n.len() > 3 && n.iter().all(|one| *one == n[0]), "{rows:?}");
    // Reasons of refusal over time.
    asked.same(&format!("{COUNTIES} M c-u \"不予公开理由构成\" enter = space \"--by year --years 2019..2025\" enter"));
    // The share of reports whose arithmetic fails, by province and level.
    asked.same("gi B = space \"--having rule:T3 --years 2023\" enter");
    // The share of 五 that mentions something.
    asked.same("/ \"section:五 主动\" c-g gi");
    // The course of an agency, how the corpus falls apart.
    asked.same(&format!("{COUNTIES} t"));
    asked.same("F");
}

#[test]
fn what_cannot_be_asked_is_said_on_the_screen() {
    let asked = Asked::new(400);
    let screen = asked.screen(&format!("{COUNTIES} M c-u \"没有这一格\" enter"));
    assert!(screen.contains("no cell or indicator is called so"), "{screen}");
    // The question stands there to be put right.
    let screen = asked.screen(&format!("{COUNTIES} M c-u \"没有这一格\" enter M c-u \"新收\" enter"));
    assert!(screen.contains("本年新收"), "{screen}");
    // Populations are never added up: the screen says which there are.
    let screen = asked.screen("gi = c-u \"新收 --by province\" enter");
    assert!(screen.contains("--level county --kind government_aggregate"), "{screen}");
}

#[test]
fn a_population_is_shown_in_the_last_year_it_has() {
    let Some(seeds) = crate::support::shared("seeds") else { return };
    let screen = |keys: &str| {
        let words = [seeds.to_str().unwrap(), "--keys", keys, "--size", "160x30", "--dump", "text"];
        String::from_utf8(jianbao().args(words).output().unwrap().stdout).unwrap()
    };
    // The one county government reported in 2019 only, the corpus ends in 2021.
    let shown = screen("gi enter");
    assert!(shown.contains("--years 2019") && shown.contains("本年新收"), "{shown}");
    // Another population in place of it, which has no report of that year.
    let shown = screen("gi enter P j enter");
    assert!(shown.contains("--kind government_office --years 2021") && shown.contains("本年新收"), "{shown}");
}
