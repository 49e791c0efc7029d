//! The README shows what the program prints: every block under a line `<!-- jianbao ARGUMENTS -->` is
//! its output, and the table of keys is the key table. `JIANBAO_UPDATE_README=1 cargo test readme`
//! writes them anew.

use crate::support::{jianbao, project};

/// The arguments in a marker line, split as a shell splits them.
fn arguments(line: &str) -> Option<Vec<String>> {
    let inner = line.strip_prefix("<!-- jianbao ")?.strip_suffix(" -->")?;
    let mut words: Vec<String> = vec![String::new()];
    let mut quoted = false;
    for c in inner.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    Some(words)
}

fn printed(arguments: &[String]) -> String {
    let output = jianbao().args(arguments).current_dir(project("")).output().unwrap().stdout;
    let text = String::from_utf8(output).unwrap();
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// The README as it should be.
fn renewed(readme: &str) -> String {
    let mut lines = readme.lines();
    let mut out = String::new();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(arguments) = arguments(line) {
            let fence = lines.next().unwrap();
            assert!(fence.starts_with("```"), "no block under {line}");
            lines.find(|line| *line == "```").unwrap();
            out.extend([fence, "\n", &printed(&arguments), "```\n"]);
        } else if line == "<!-- keys -->" {
            lines.find(|line| *line == "<!-- end of keys -->").unwrap();
            out.push_str(&jianbao::tui::keymap::markdown());
            out.push_str("<!-- end of keys -->\n");
        }
    }
    out
}

#[test]
fn readme_shows_what_the_program_prints() {
    let path = project("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let renewed = renewed(&readme);
    if std::env::var_os("JIANBAO_UPDATE_README").is_some() {
        std::fs::write(&path, &renewed).unwrap();
        return;
    }
    for (number, (is, should)) in readme.lines().zip(renewed.lines()).enumerate() {
        assert_eq!(is, should, "README.md:{}: run JIANBAO_UPDATE_README=1 cargo test readme", number + 1);
    }
    assert_eq!(readme.lines().count(), renewed.lines().count());
}
