//! The inspector on a folder that a crawler fills while it runs: what lands, changes, goes and is written in pieces.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use crate::pty::{Pty, Setting};

fn report(agency: &str, year: u16, published: usize) -> String {
    format!(
        "{agency}{year}年政府信息公开工作年度报告\n一、总体情况\n{agency}全年主动公开政府信息{published}条。\n\
         二、存在的主要问题及改进情况\n公开的主动性有待加强。\n三、其他需要报告的事项\n无其他需要报告的事项。\n"
    )
}

struct Crawl {
    folder: tempfile::TempDir,
}

impl Crawl {
    fn new() -> Self {
        let crawl = Self { folder: tempfile::tempdir().unwrap() };
        for (n, agency) in ["富源县财政局", "富源县审计局", "富源县教育局"].iter().enumerate() {
            crawl.write(&format!("one/{n}.txt"), &report(agency, 2021, n + 3));
        }
        crawl
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("crawl").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The inspector, once the three reports are checked and shown.
    fn inspector(&self, more: &[&str]) -> Pty {
        self.inspector_that_says("3 份", more)
    }

    fn inspector_that_says(&self, text: &str, more: &[&str]) -> Pty {
        let folder = self.path("");
        let mut arguments = vec![folder.to_str().unwrap(), "--lang", "zh", "--select", "NS-SUM"];
        arguments.extend(more);
        let state = |name: &str| self.folder.path().join(name).to_str().unwrap().to_owned();
        let setting = Setting { size: (100, 24), ..Setting::default() }.arguments(&arguments);
        let setting = setting.with("JIANBAO_STATE", &state("state")).with("JIANBAO_CACHE", &state("cache"));
        let mut pty = Pty::run(&setting);
        pty.wait_for(text);
        pty.wait_for("疑点组");
        pty
    }
}

/// The line that says what the cursor is on.
fn status(pty: &Pty) -> String {
    pty.text().lines().nth(22).unwrap_or_default().trim().to_owned()
}

fn header(pty: &Pty) -> String {
    pty.text().lines().next().unwrap_or_default().to_owned()
}

fn wait_for_header(pty: &mut Pty, text: &str) {
    pty.wait(&format!("says {text:?} at the top"), |pty| header(pty).contains(text));
}

#[test]
fn what_lands_changes_and_goes_is_shown_and_the_cursor_stays() {
    let crawl = Crawl::new();
    let mut pty = crawl.inspector(&[]);
    pty.send(b"zRG");
    pty.settle();
    let at = status(&pty);
    assert!(at.contains("富源县"), "{}", pty.text());
    // One that comes before it in the order of the files and of the rows.
    crawl.write("a/0.txt", &report("安宁市审计局", 2021, 9));
    wait_for_header(&mut pty, "新到 1");
    wait_for_header(&mut pty, "4 份");
    assert_eq!(status(&pty), at, "{}", pty.text());
    assert!(pty.text().lines().any(|line| line.contains('*')), "{}", pty.text());

    crawl.write("one/1.txt", &report("富源县审计局", 2021, 77));
    wait_for_header(&mut pty, "变动 1");
    assert_eq!(status(&pty), at, "{}", pty.text());

    fs::remove_file(crawl.path("a/0.txt")).unwrap();
    wait_for_header(&mut pty, "3 份");
    assert_eq!(status(&pty), at, "{}", pty.text());

    // What is shown now is what is there now.
    pty.send("/77条\r".as_bytes());
    // Until the report is open, what is typed belongs to the search.
    wait_for_header(&mut pty, "2021年");
    pty.wait_for("主动公开政府信息77条");
    pty.send(b"Q");
    assert!(pty.ended().0.success());
}

#[test]
fn a_folder_that_is_gone_is_told_and_what_was_read_stays() {
    let crawl = Crawl::new();
    let mut pty = crawl.inspector(&[]);
    fs::rename(crawl.path(""), crawl.folder.path().join("elsewhere")).unwrap();
    pty.wait_for("已不可达,所示为此前读入的内容");
    assert!(header(&pty).contains("3 份"), "{}", pty.text());
    fs::rename(crawl.folder.path().join("elsewhere"), crawl.path("")).unwrap();
    crawl.write("one/9.txt", &report("富源县统计局", 2021, 9));
    wait_for_header(&mut pty, "4 份");
}

#[test]
fn a_file_written_in_pieces_is_read_whole() {
    let crawl = Crawl::new();
    let mut pty = crawl.inspector(&[]);
    let text = report("富源县统计局", 2021, 41) + &"附注。\n".repeat(40) + "末尾一句写完了。\n";
    fs::create_dir_all(crawl.path("slow")).unwrap();
    let mut file = fs::File::create(crawl.path("slow/s.txt")).unwrap();
    for piece in text.as_bytes().chunks(text.len() / 12 + 1) {
        file.write_all(piece).unwrap();
        file.flush().unwrap();
        // The pace of a slow line; nothing is asserted of it.
        pty.take_in(Duration::from_millis(120));
    }
    wait_for_header(&mut pty, "新到 1");
    pty.send("/末尾一句\r".as_bytes());
    pty.wait_for("末尾一句写完了");
}

#[test]
fn what_came_in_is_sorted_as_it_comes() {
    let crawl = Crawl::new();
    let mut pty = crawl.inspector_that_says("收 3", &["--view", "new"]);
    crawl.write(
        "two/err.html",
        "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
    );
    crawl.write("two/empty.txt", "");
    pty.wait_for("收 5");
    pty.wait_for("错误页");
    pty.wait_for("空页");
}

#[test]
fn nothing_is_watched_where_that_is_not_wanted() {
    let crawl = Crawl::new();
    let mut pty = crawl.inspector(&["--no-watch"]);
    let mut watched = crawl.inspector(&[]);
    crawl.write("one/9.txt", &report("富源县统计局", 2021, 4));
    wait_for_header(&mut watched, "4 份");
    pty.settle();
    assert!(header(&pty).contains("3 份"), "{}", pty.text());
}
