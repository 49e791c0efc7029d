//! The README shows what the program prints: every block under a line `<!-- jianbao ARGUMENTS -->` is
//! its output, and the table of keys is the key table; its pictures are screens. `JIANBAO_UPDATE_README=1
//! cargo test readme` writes them anew.

use crate::support::{jianbao, project};

/// The arguments in a marker line.
fn arguments(line: &str) -> Option<Vec<String>> {
    line.strip_prefix("<!-- jianbao ")?.strip_suffix(" -->").map(words)
}

/// Words as a shell splits them.
fn words(inner: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut quoted = false;
    for c in inner.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
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

/// The pictures that `docs/pictures.sh` draws: their names, and the arguments of the program.
fn pictures() -> Vec<(String, Vec<String>)> {
    let script = std::fs::read_to_string(project("docs/pictures.sh")).unwrap();
    let drawn = script.lines().filter_map(|line| line.strip_prefix("picture ")).map(words);
    drawn.map(|words| (words[0].clone(), words[1..].to_vec())).collect()
}

#[test]
fn readme_pictures_show_what_the_program_draws() {
    let pictures = pictures();
    assert!(pictures.len() >= 4, "docs/pictures.sh draws {pictures:?}");
    for (name, arguments) in &pictures {
        let output = jianbao().args(arguments).args(["--dump", "svg"]).current_dir(project("")).output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let path = project("docs/pictures").join(format!("{name}.svg"));
        if std::env::var_os("JIANBAO_UPDATE_README").is_some() {
            std::fs::write(&path, &output.stdout).unwrap();
            continue;
        }
        let kept = std::fs::read(&path).unwrap_or_default();
        assert!(kept == output.stdout, "{} is not what is drawn: run docs/pictures.sh", path.display());
        assert!(kept.len() <= 60_000, "{} has {} bytes", path.display(), kept.len());
    }
    let mut kept: Vec<String> = std::fs::read_dir(project("docs/pictures"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut drawn: Vec<String> = pictures.iter().map(|(name, _)| format!("{name}.svg")).collect();
    kept.sort();
    drawn.sort();
    assert_eq!(kept, drawn);
}

#[test]
fn readme_names_pictures_that_are_there() {
    let readme = std::fs::read_to_string(project("README.md")).unwrap();
    let shown: Vec<&str> = readme
        .split("<img ")
        .skip(1)
        .filter_map(|tag| tag.split_once("src=\"")?.1.split_once('"'))
        .map(|(src, _)| src)
        .collect();
    assert!(shown.len() >= 2, "{shown:?}");
    for src in shown {
        assert!(project(src).is_file(), "{src}");
    }
    let alts =
        readme.split("<img ").skip(1).filter(|tag| tag.split('>').next().is_some_and(|tag| tag.contains("alt=\"")));
    assert_eq!(alts.count(), readme.matches("<img ").count(), "a picture without words");
}
