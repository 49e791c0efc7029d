//! Hostile input, whole program: what would act on a terminal or be run by a spreadsheet reaches neither, and what
//! would take memory or time without measure is bounded, named and passed over.

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jianbao::model::limits::KNOWN;
use jianbao::model::report::Report;
use serde_json::Value;

use crate::poison::{ACTING, acts, poisoned};
use crate::support::{jianbao, project};

/// What a command line may hold: no NUL.
const TYPED: &str = "\u{1b}[31m\u{1b}]0;T\u{7}\u{202e}\u{200b}\u{9b}\u{e0041}\u{feff}\u{fe0f}\t";

/// A report of which something is left.
const GOOD: &str = "云河县审计局2021年政府信息公开工作年度报告\n一、总体情况\n本年度公开3件。\n";

/// A folder with a corpus whose every field is hostile, and the ids in it.
struct Hostile {
    folder: tempfile::TempDir,
    corpus: PathBuf,
    ids: Vec<String>,
}

static HOSTILE: LazyLock<Hostile> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus.jsonl");
    let clean = jianbao::corpus::open(&[project("sample-data/qingshi")], &|_| ());
    let mut lines = String::new();
    let mut ids = Vec::new();
    for turn in 0..clean.len() {
        let mut report: Value = serde_json::from_str(&clean.line(turn).unwrap()).unwrap();
        poisoned(&mut report, turn);
        if turn == 3 {
            report["id"] = format!("hostile{TYPED}").into();
        }
        ids.push(report["id"].as_str().unwrap().to_owned());
        // Raw characters, as any other program writes them.
        lines += &report.to_string();
        lines.push('\n');
    }
    lines += "{\"schema\":\"jianbao/1\",\"id\":\"x\u{1b}[31m\"}\n{\"schema\":\"jianbao/9\\u001b[31m\\u202e\"}\n";
    lines += "{\"schema\":\"jianbao/1\",\"id\":\"x\",\"kind\":\"\\u001b[31m\u{202e}\"}\n\u{1b}[31m\u{202e} none\n";
    lines += "{\"schema\":\"jianbao/1\",\"id\":\"x\",\"title\":\"\\ud800\"}\n";
    fs::write(&corpus, lines).unwrap();
    Hostile { folder, corpus, ids }
});

/// Runs the program on words, the word `CORPUS` standing for the hostile one; answers the code, and what was printed.
fn run(words: &[&str]) -> (i32, Vec<u8>, String) {
    let hostile = &*HOSTILE;
    let corpus = hostile.corpus.to_str().unwrap();
    let state = hostile.folder.path().join("state");
    let output = jianbao()
        .args(words.iter().map(|word| if *word == "CORPUS" { corpus } else { word }))
        .env("JIANBAO_STATE", &state)
        .env("JIANBAO_CACHE", &state)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!told.contains("panicked"), "{words:?}: {told}");
    nothing_acts(&told, "", &format!("{words:?} on standard error"));
    (output.status.code().unwrap_or(-1), output.stdout, told)
}

fn nothing_acts(text: &str, allowed: &str, what: &str) {
    let found = text.char_indices().find(|(_, c)| acts(*c) && *c != '\n' && !allowed.contains(*c));
    if let Some((at, c)) = found {
        let around: String = text.split_at(at).0.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{what}: {c:?} behind {around:?}");
    }
}

/// The text of what was printed; of a workbook that of all its parts.
fn text_of(printed: &[u8]) -> String {
    if !printed.starts_with(b"PK") {
        return String::from_utf8(printed.to_vec()).unwrap();
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(printed)).unwrap();
    let mut all = String::new();
    for nth in 0..zip.len() {
        zip.by_index(nth).unwrap().read_to_string(&mut all).unwrap();
    }
    assert!(!all.contains("<f>") && !all.contains("<hyperlink"), "a formula or a link in a workbook");
    all
}

/// Runs a command in each of these formats.
fn in_formats(words: &[&str], formats: &[&str]) {
    for format in formats {
        let words = [words, &["--format", format]].concat();
        let (_, printed, told) = run(&words);
        assert!(!printed.is_empty(), "{words:?} printed nothing: {told}");
        let text = text_of(&printed);
        let allowed = if matches!(*format, "csv" | "xlsx") { "\r" } else { "" };
        nothing_acts(&text, allowed, &format!("{words:?}"));
        match *format {
            "csv" => cells_are_text(&text, &words),
            "json" | "sarif" => drop(serde_json::from_str::<Value>(&text).unwrap()),
            "jsonl" => text.lines().for_each(|line| drop(serde_json::from_str::<Value>(line).unwrap())),
            _ => {}
        }
    }
}

/// No cell of a table in CSV is anything that a spreadsheet would run.
fn cells_are_text(text: &str, words: &[&str]) {
    for line in text.lines().filter(|line| !line.starts_with("# ")) {
        // Where a quoted comma is taken for the end of a cell more is looked at than there is, not less.
        for cell in line.split(',').map(|cell| cell.trim_matches(['"', '\r'])) {
            let lead = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FFFD}').chars().next();
            let is_number = cell.parse::<f64>().is_ok();
            let quoted = cell.starts_with('\'');
            assert!(quoted || is_number || lead.is_none_or(|c| !"=@＝＠".contains(c)), "{words:?}: {cell:?} in {line}");
        }
    }
}

const TABLES: [&str; 5] = ["text", "json", "jsonl", "csv", "xlsx"];

#[test]
fn flags_and_hits_are_text_in_every_format() {
    in_formats(&["check", "CORPUS", "--show-unevaluable"], &["text", "json", "jsonl", "sarif"]);
    in_formats(&["check", "CORPUS"], &["csv", "md", "xlsx"]);
    in_formats(&["check", "CORPUS", "--explain", "--unmask"], &["text", "md"]);
    in_formats(&["search", "CORPUS", "公开"], &["text", "json", "jsonl", "csv", "xlsx"]);
    in_formats(&["triage", "CORPUS"], &["text", "jsonl", "csv"]);
    for what in ["flags", "cells", "list"] {
        in_formats(&["export", "CORPUS", "--what", what], &["csv", "jsonl"]);
    }
    for words in [&["CORPUS"][..], &["check", "CORPUS", "--summary"], &["stats", "CORPUS"], &["facets", "CORPUS"]] {
        let (_, printed, _) = run(words);
        assert!(!printed.is_empty(), "{words:?}");
        nothing_acts(&text_of(&printed), "", &format!("{words:?}"));
    }
}

#[test]
fn figures_are_text_in_every_format() {
    in_formats(
        &["table", "CORPUS", "新收", "--by", "agency", "--level", "county", "--kind", "government_aggregate"],
        &TABLES,
    );
    in_formats(&["coverage", "CORPUS", "--years", "2019..2022", "--missing"], &TABLES);
    in_formats(&["similar", "CORPUS", "--min", "70", "--members"], &TABLES);
    in_formats(&["facets", "CORPUS", "--by", "province,rule"], &TABLES);
}

#[test]
fn reports_are_shown_as_marks() {
    let ids = &HOSTILE.ids;
    for id in [&ids[0], &ids[3]] {
        for words in [&[][..], &["--source"], &["--facts"]] {
            let (_, printed, _) = run(&[&["show", "CORPUS", id][..], words].concat());
            nothing_acts(&text_of(&printed), "", &format!("show {words:?}"));
        }
        for place in ["t3.new_received", "overview"] {
            let (_, printed, _) = run(&["show", "CORPUS", &format!("{id} {place}")]);
            nothing_acts(&text_of(&printed), "", place);
        }
    }
    in_formats(&["compare", "CORPUS", &ids[0], &ids[1]], &["text", "json"]);
    let mut marks = 0;
    for keys in ["j enter", "g f j enter", "/ \"公开\" j", "g n j enter", "j j enter g t 3 v"] {
        for dump in ["text", "svg"] {
            let (_, printed, told) = run(&["CORPUS", "--dump", dump, "--keys", keys, "--size", "160x45"]);
            assert!(!printed.is_empty(), "{keys}: {told}");
            marks += text_of(&printed).matches('␛').count();
            nothing_acts(&text_of(&printed), "", keys);
        }
    }
    assert!(marks > 50, "{marks} marks: what is hostile must be on the screens");
}

#[test]
fn what_is_typed_comes_back_as_marks() {
    let file = HOSTILE.folder.path().join("hostile.toml");
    fs::write(&file, format!("select = [\"{}\"]", "T3\\u001b[31m\\u202e")).unwrap();
    let file = file.to_str().unwrap();
    let hostile = format!("{TYPED}.jsonl");
    for words in [
        &["check", &hostile][..],
        &[&hostile],
        &["check", "CORPUS", "--where", TYPED],
        &["search", "CORPUS", "\"\u{1b}[31m\u{202e}"],
        &["search", "CORPUS", "rule:\u{1b}\u{202e}"],
        &["table", "CORPUS", TYPED],
        &["table", "CORPUS", "新收", "--by", TYPED],
        &["trend", "CORPUS", "新收", "--of", TYPED],
        &["show", "CORPUS", TYPED],
        &["compare", "CORPUS", TYPED, "zzz"],
        &["coverage", "CORPUS", "--region", TYPED],
        &["coverage", "CORPUS", "--roster", TYPED],
        &["check", "CORPUS", "--config", TYPED],
        &["check", "CORPUS", "--config", file],
        &["check", "CORPUS", "--select", TYPED],
        &["check", "CORPUS", "--baseline", TYPED],
        &["check", "CORPUS", "--manifest", TYPED],
        &["check", "CORPUS", "-o", &format!("/no/such/folder/{TYPED}")],
        &["check", "CORPUS", "--limit", &format!("{TYPED}=1")],
        &["check", "CORPUS", "--limit", &format!("file={TYPED}")],
        &["check", &format!("--{TYPED}")],
        &["explain", TYPED],
        &["keys", TYPED],
        &["CORPUS", "--dump", "text", "--goto", TYPED],
        &["CORPUS", "--dump", "text", "--keys", TYPED],
        &["CORPUS", "--dump", "text", "--replay", TYPED],
    ] {
        let (code, printed, told) = run(words);
        nothing_acts(&text_of(&printed), "", &format!("{words:?}"));
        assert!(code != 0 || !told.is_empty() || !printed.is_empty(), "{words:?}");
    }
}

#[test]
fn copies_are_exact_and_what_is_written_reads_back() {
    let (_, copied, _) = run(&["show", "CORPUS", &HOSTILE.ids[0], "--format", "json"]);
    let lines = fs::read_to_string(&HOSTILE.corpus).unwrap();
    assert_eq!(text_of(&copied), format!("{}\n", lines.split('\n').next().unwrap()), "a copied line is the line");
    for line in lines.split('\n').take(HOSTILE.ids.len()) {
        let report = Report::from_json(line).unwrap();
        let written = report.to_json().unwrap();
        nothing_acts(&written, "", "a line of the corpus");
        assert_eq!(Report::from_json(&written).unwrap(), report);
    }
    // What stands in a raw file is kept as it is, and written so that it can be looked at.
    let folder = tempfile::tempdir().unwrap();
    let text =
        GOOD.replace("公开3件", &format!("公开\u{1b}[31m{}3件", ACTING.replace(['\n', '\r', '\0', '\u{2028}'], "")));
    let name = "new\nline\u{1b}]0;x\u{7}\u{202e}.txt";
    fs::write(folder.path().join(name), &text).unwrap();
    let (_, printed, _) = run(&["parse", folder.path().to_str().unwrap(), "--keep-text"]);
    let line = text_of(&printed);
    nothing_acts(&line, "", "parse");
    let report = Report::from_json(line.trim_end()).unwrap();
    assert_eq!((report.source.path.as_str(), report.source.text.as_deref()), (name, Some(text.as_str())));
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What `parse` says of a folder: the paths of the reports it reads, and what it tells.
fn read(folder: &Path, words: &[&str]) -> (Vec<String>, String) {
    let (_, printed, told) = run(&[&["parse", folder.to_str().unwrap()][..], words].concat());
    let path = |line: &str| Report::from_json(line).unwrap().source.path;
    (text_of(&printed).lines().map(path).collect(), told)
}

#[test]
fn what_a_crawl_should_not_hold_is_named_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, at(name)).unwrap();
    fs::write(at("good.txt"), GOOD).unwrap();
    fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"inv\xff\x1b[2J.txt")), GOOD).unwrap();
    for name in ["fifo\u{1b}[31m.txt", "lines.jsonl", "manifest.csv"] {
        assert!(std::process::Command::new("mkfifo").arg(at(name)).status().unwrap().success());
    }
    let socket = std::os::unix::net::UnixListener::bind(at("socket\u{202e}.html")).unwrap();
    link("/dev/zero", "zero.txt");
    link("/dev/zero", "zero.jsonl.gz");
    link("/dev/zero", "zero.zip");
    link("/dev/zero", "jianbao.toml");
    link(".", "loop");
    link("itself", "itself");
    link("nowhere", "gone.txt");
    let mut deep = folder.path().to_owned();
    (0..70).for_each(|_| deep.push("d"));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("deep.txt"), GOOD).unwrap();
    fs::write(
        at("names.zip"),
        zipped(&[
            ("../../etc/up.txt", GOOD.as_bytes()),
            ("/abs.txt", GOOD.as_bytes()),
            ("C:\\win\\dos.txt", GOOD.as_bytes()),
            ("a\nb\u{1b}[2J.txt", GOOD.as_bytes()),
            ("more.zip", &zipped(&[("a.txt", GOOD.as_bytes())])),
            ("swells.txt", &vec![b' '; 6 << 20]),
        ]),
    )
    .unwrap();
    fs::write(at("cut.jsonl.gz"), b"\x1F\x8B\x08\0\0\0\0\0\0\x03\xAB\x56").unwrap();
    fs::write(at("window.jsonl.zst"), b"\x28\xB5\x2F\xFD\0\xF8\x01\0\0").unwrap();
    let (paths, told) = read(folder.path(), &[]);
    drop(socket);
    let mut wanted = vec!["good.txt", "names.zip/C:/win/dos.txt", "names.zip/a\nb\u{1b}[2J.txt", "names.zip/abs.txt"];
    wanted.push("names.zip/etc/up.txt");
    let mut own: Vec<_> = paths.iter().map(String::as_str).filter(|path| !path.starts_with("inv")).collect();
    own.sort_unstable();
    assert_eq!((own, paths.len()), (wanted, 6), "{told}");
    for (name, why) in [
        ("fifo␛[31m.txt", "a pipe, a socket or a device"),
        ("lines.jsonl", "a pipe"),
        ("socket�.html", "a pipe"),
        ("zero.txt", "a link to a pipe, a socket or a device"),
        ("zero.jsonl.gz", "a link to a pipe"),
        ("zero.zip", "a link to a pipe"),
        ("gone.txt", "leads nowhere"),
        ("jianbao.toml", "not a regular file, passed over"),
        ("/d", "--limit depth=128"),
        ("swells.txt", "--limit ratio=400"),
        ("cut.jsonl.gz", "incomplete"),
        ("window.jsonl.zst", "--limit window=256M"),
    ] {
        let line = told.lines().find(|line| line.contains(&format!("{name}:")));
        let line = line.unwrap_or_else(|| panic!("{name} is not named:\n{told}"));
        assert!(line.contains(why), "{line}");
    }
}

#[test]
fn documents_that_swell_or_nest_without_end_take_no_measureless_time() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let document = |body: &str| zipped(&[("word/document.xml", format!("<w:document><w:body>{body}").as_bytes())]);
    let workbook = |sheet: &str, strings: &str| {
        zipped(&[
            ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"b\" id=\"r\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", b"<R><Relationship Id=\"r\" Target=\"s.xml\"/></R>"),
            ("xl/sharedStrings.xml", format!("<sst>{strings}</sst>").as_bytes()),
            ("xl/s.xml", format!("<worksheet>{sheet}</worksheet>").as_bytes()),
        ])
    };
    let entities = (1..12)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect::<Vec<_>>()
        .concat();
    let laughs = format!("<!DOCTYPE l [<!ENTITY l0 \"lol\">{entities}]><w:p><w:r><w:t>&l11;县</w:t></w:r></w:p>");
    write("laughs.docx", &document(&laughs));
    let outside = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><w:p><w:r><w:t>&e;县</w:t></w:r></w:p>";
    write("outside.docx", &document(outside));
    write("deep.docx", &document(&"<w:tbl><w:tr><w:tc>".repeat(100_000)));
    // One text of a megabyte in sixty thousand cells, and merged cells over all rows.
    let row = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(60));
    write("text.docx", &workbook(&row.repeat(1000), &format!("<si><t>{}</t></si>", "县".repeat(1 << 18))));
    let far =
        (1..3000).map(|n| format!("<row r=\"{n}\"><c r=\"BL{n}\"><v>1</v></c></row>")).collect::<Vec<_>>().concat();
    let merged = "<mergeCell ref=\"BL1:XFD1048576\"/>".repeat(10_000);
    write("merged.docx", &workbook(&format!("<sheetData>{far}</sheetData><mergeCells>{merged}</mergeCells>"), ""));
    write("div.html", format!("{}{GOOD}", "<div>".repeat(100_000)).as_bytes());
    write("tables.html", format!("{}{GOOD}", "<table><tr><td>".repeat(100_000)).as_bytes());
    let spans = format!("<tr>{}</tr>", "<td colspan=999999999 rowspan=999999999>1</td>".repeat(50));
    write("spans.html", format!("<table>{}</table>", spans.repeat(200)).as_bytes());
    let attributes = (0..100_000).map(|n| format!("a{n}=1 ")).collect::<Vec<_>>().concat();
    write("attributes.html", format!("<p {attributes}>{GOOD}").as_bytes());
    write("digits.txt", format!("{GOOD}收到{}件。\n{}", "9".repeat(100_000), "1 ".repeat(100_000)).as_bytes());
    let nested = format!("{{\"schema\":\"jianbao/1\",\"source\":{{\"manifest\":{}", "{\"a\":".repeat(100_000));
    let number = format!("{{\"schema\":\"jianbao/1\",\"id\":\"n\",\"year\":{}}}", "9".repeat(100_000));
    let rest = "{\"schema\":\"jianbao/1\",\"id\":\"whole\"}";
    write("deep.jsonl", format!("{}\n{nested}\n{number}\n{rest}\n", "[".repeat(1_000_000)).as_bytes());
    let (code, printed, told) = run(&["parse", folder.path().to_str().unwrap()]);
    let printed = text_of(&printed);
    assert_eq!((code, told.matches("deep.jsonl:").count()), (2, 3), "{told}");
    let reports: Vec<_> = printed.lines().map(|line| Report::from_json(line).unwrap()).collect();
    assert_eq!(reports.len(), 11, "{told}");
    assert!(reports.iter().any(|report| report.id == "whole"));
    assert!(!printed.contains("root:") && !printed.contains("lollol"), "an entity was followed");
    let long = reports.iter().find(|report| report.source.path == "text.docx").unwrap();
    assert!(long.notes.iter().any(|note| note.message.contains("--limit text")), "{:?}", long.notes);
    assert!(printed.len() < 24 << 20, "{} bytes", printed.len());
}

#[test]
fn limits_are_changed_by_word_and_by_file() {
    let folder = tempfile::tempdir().unwrap();
    let long = folder.path().join("long.txt");
    fs::write(&long, GOOD.repeat(60)).unwrap();
    fs::write(folder.path().join("good.txt"), GOOD).unwrap();
    let both = ["good.txt", "long.txt"];
    assert_eq!(read(folder.path(), &[]).0, both);
    let (paths, told) = read(folder.path(), &["--limit", "file=1K"]);
    assert_eq!(paths, ["good.txt"]);
    assert!(told.contains("long.txt: larger than 1K; --limit file=2K allows more"), "{told}");
    fs::write(folder.path().join("jianbao.toml"), "[limits]\nfile = 2048\n").unwrap();
    assert_eq!(read(folder.path(), &[]).0, ["good.txt"]);
    assert_eq!(read(folder.path(), &["--limit", "file=1M"]).0, both, "the command line wins");
    fs::write(folder.path().join("jianbao.toml"), "[limits]\n\nfiles = 2048\n").unwrap();
    let (code, _, told) = run(&["parse", folder.path().to_str().unwrap()]);
    assert!(code == 2 && told.contains("jianbao.toml:3:") && told.contains("\"files\""), "{told}");
    fs::remove_file(folder.path().join("jianbao.toml")).unwrap();
    // An index of what was read by other limits is no index of this.
    let index = ["index", "--beside", folder.path().to_str().unwrap()];
    assert_eq!(run(&[&index[..], &["--limit", "file=1K"]].concat()).0, 2);
    let listed = |words: &[&str]| {
        let words =
            [&["export", "--what", "list", "--format", "jsonl", folder.path().to_str().unwrap()], words].concat();
        text_of(&run(&words).1).lines().count()
    };
    assert_eq!((listed(&["--limit", "file=1K"]), listed(&[])), (1, 2));
    let (_, printed, _) = run(&["--limit", "help"]);
    assert_eq!(text_of(&printed).lines().count(), KNOWN.len());
}

#[test]
fn the_limits_are_documented_as_they_are() {
    let text = fs::read_to_string(project("docs/limits.md")).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect())
        .collect();
    let written = |row: &Vec<&str>| row[..4].iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let known = KNOWN.iter().map(|known| {
        let [default, least, most] = [known.default, known.least, known.most].map(|number| known.unit.written(number));
        vec![known.name.to_owned(), default, format!("{least} – {most}"), known.what.to_owned()]
    });
    assert_eq!(rows.iter().map(written).collect::<Vec<_>>(), known.collect::<Vec<_>>());
}

/// Where a limit that nobody can change stands in the sources, and the words of its row.
const CONSTANTS: [(&str, &str, &str, &str); 14] = [
    ("parse/blocks/mod.rs", "COLUMNS_END: u16 = 64;", "columns of a table", "| 64 |"),
    ("parse/blocks/html/spans.rs", "MOST_ROWS: u64 = 2000;", "rows that a cell covers", "| 2,000 |"),
    ("parse/blocks/html/tokens.rs", "MOST_ATTRIBUTES: usize = 32;", "attributes of one HTML tag", "| 32 |"),
    ("parse/blocks/html/holders.rs", "DEEPEST: usize = 512;", "holders", "| 512 |"),
    ("parse/blocks/html/frames.rs", "DEEPEST: usize = 32;", "tables within tables", "HTML 32"),
    ("parse/blocks/office/document.rs", "DEEPEST: usize = 16;", "tables within tables", "docx 16"),
    ("parse/blocks/office/workbook.rs", "MOST_SHEETS: usize = 64;", "sheets of a workbook", "| 64;"),
    ("parse/blocks/office/workbook.rs", "MOST_MERGES: usize = 1 << 14;", "its merged cells", "16,384"),
    ("parse/blocks/html/build.rs", "PATIENCE: usize = 32;", "how often an HTML page", "| 32 times"),
    ("corpus/parquet/foot.rs", "LONGEST_FOOT: u64 = 8 << 20;", "the foot of a Parquet file", "| 8 MB;"),
    ("corpus/parquet/pages.rs", "LARGEST: usize = 128 << 20;", "a page of it", "128 MB"),
    ("parse/blocks/html/links.rs", "MOST_LINKS: usize = 200;", "links on a page", "| 200 |"),
    ("parse/blocks/office/package.rs", "PARTS: u64 = 4;", "one part of a docx or xlsx", "four times it"),
    ("corpus/archive.rs", "SMALL: u64 = 4 << 20;", "An entry of an archive is held against `ratio`", "from 4 MB on"),
];

#[test]
fn what_cannot_be_changed_is_documented_as_it_is() {
    let text = fs::read_to_string(project("docs/limits.md")).unwrap();
    for (file, constant, row, bound) in CONSTANTS {
        let source = fs::read_to_string(project("src").join(file)).unwrap();
        assert!(source.contains(&format!("const {constant}")), "{file} has no {constant}");
        assert!(text.lines().any(|line| line.contains(row) && line.contains(bound)), "{row}: {bound}");
    }
}
