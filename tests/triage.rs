//! `triage` as a crawl operator runs it, on a folder of mixed pages that goes on growing: reasons, what is new, what
//! is handled, and how a run ends for cron.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{jianbao, project};

const TITLE: &str = "富源县后所镇人民政府2021年政府信息公开工作年度报告";

/// A report of the sample, moved to a county that is on the map.
fn report(sample: &str) -> String {
    fs::read_to_string(project("sample-data").join(sample)).unwrap().replace("松坪县", "富源县")
}

fn page(body: &str) -> String {
    format!("<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}</body></html>")
}

/// A report as a page, whose table 三 is what is given.
fn with_table_three(table: &str, agency: &str) -> String {
    let sections = [
        ("一、总体情况", "全年主动公开信息36条,公开渠道畅通。"),
        ("三、收到和处理政府信息公开申请情况", table),
        ("五、存在的主要问题及改进情况", "公开的时效还不够,下一步将加强培训。"),
        ("六、其他需要报告的事项", "无。"),
    ];
    let sections = sections.map(|(head, text)| format!("<h2>{head}</h2><p>{text}</p>")).concat();
    page(&sections).replace("富源县后所镇", agency)
}

/// The pages of a crawl with the reason each should have.
fn pages() -> Vec<(&'static str, String, &'static str)> {
    let list = format!("<ul>{}</ul>", format!("<li><a href=1.html>{TITLE}</a> 2022-01-20</li>").repeat(4));
    let guide = "富源县政府信息公开指南\n为了便于公民获取政府信息,特编制本指南。\n一、公开范围\n机构职能。\n";
    let plan = "富源县2021年政务公开工作要点\n认真落实上级部署,做好以下工作。\n";
    let urban = report("songping/2021/urban.txt");
    let lost = "<p><img src=\"b3.png\" width=800></p>";
    vec![
        ("fy/urban-2021.txt", urban.clone(), "usable"),
        ("fy/water-2021.txt", report("songping/2021/water.txt"), "usable"),
        ("fy/urban-2022.txt", report("songping/2022/urban.txt"), "usable"),
        ("mirror/urban.txt", urban.clone(), "duplicate"),
        ("mirror/urban-2.txt", format!("{urban}\n\n"), "duplicate"),
        (
            "fy/urban-2021-new.txt",
            urban.replace("2022-01-18", "2022-03-01").replace("行政许可 48", "行政许可 84"),
            "revised",
        ),
        ("fy/nowhere.txt", urban.replace("富源县", "云河县"), "region_unknown"),
        ("fy/attached.html", page("<p>请见附件:<a href=\"files/2021.docx\">年度报告.docx</a></p>"), "attachment"),
        ("fy/attached-too.html", page("<p><a href=\"/P0202201.pdf\">点击下载</a></p>"), "attachment"),
        ("fy/picture.html", page("<p><img src=\"1.jpg\" width=800></p>"), "pictures"),
        ("fy/table-picture.html", with_table_three(lost, "富源县墨红镇"), "pictures"),
        ("fy/404.html", "<title>404 Not Found</title><h1>404</h1>".to_owned(), "error_page"),
        ("fy/gone.txt", "404\n抱歉,您访问的页面不存在或已被删除。".to_owned(), "error_page"),
        ("hb/403.html", "<title>403 Forbidden</title><h1>403 Forbidden</h1>".to_owned(), "error_page"),
        ("hb/empty.html", String::new(), "empty"),
        ("hb/blank.txt", " \n\n".to_owned(), "empty"),
        ("hb/list.html", format!("<title>年度报告</title>{list}"), "not_a_report"),
        ("hb/guide.txt", guide.to_owned(), "not_a_report"),
        ("hb/plan.txt", plan.to_owned(), "not_a_report"),
        ("hb/cut.txt", urban.split("五、").next().unwrap().replace("城市管理局", "住房和城乡建设局"), "partial"),
        ("hb/damaged.docx", "PK\u{3}\u{4} no archive".to_owned(), "unreadable"),
    ]
}

fn put(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// How a run ends, and what it prints.
fn triage(dir: &Path, args: &[&str]) -> (i32, String) {
    let output = jianbao().arg("triage").arg(dir).args(args).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn lines(dir: &Path, args: &[&str]) -> (i32, Vec<Value>) {
    let (code, text) = triage(dir, &[args, &["--format", "jsonl"]].concat());
    (code, text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn by_path<'v>(lines: &'v [Value], key: &str) -> BTreeMap<&'v str, &'v str> {
    lines.iter().map(|line| (line["path"].as_str().unwrap(), line[key].as_str().unwrap_or_default())).collect()
}

#[test]
fn a_folder_of_mixed_pages_is_sorted_and_its_news_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let pages = pages();
    for (name, text, _) in &pages {
        put(dir.path(), name, text);
    }
    let (code, first) = lines(dir.path(), &[]);
    let expected: BTreeMap<&str, &str> = pages.iter().map(|(name, _, reason)| (*name, *reason)).collect();
    assert_eq!((code, by_path(&first, "reason")), (1, expected));
    assert!(!dir.path().join(".jianbao-review").exists(), "a run that only reads writes nothing");
    let attached = first.iter().find(|line| line["path"] == "fy/attached.html").unwrap();
    assert_eq!(attached["detail"]["links"][0]["href"], "files/2021.docx");
    assert_eq!((attached["action"].as_str(), attached["site"].as_str()), (Some("fetch_attachments"), Some("fy")));
    let revised = first.iter().find(|line| line["reason"] == "revised").unwrap();
    assert_eq!(revised["detail"]["differs"]["cells"][0], "t2.admin_license.decisions");

    let (code, digest) = triage(dir.path(), &["--record", "--format", "md"]);
    assert!(code == 1 && digest.lines().count() <= 40, "{digest}");
    let (code, news) = lines(dir.path(), &["--new-since", "LAST"]);
    assert_eq!((code, news.len()), (0, 0));
    let (_, again) = lines(dir.path(), &[]);
    assert_eq!(by_path(&again, "reason"), by_path(&first, "reason"), "the record is no entry");

    put(dir.path(), "fy/404.html", &page("<p>正文</p>"));
    put(dir.path(), "fy/water-2021.txt", "502 Bad Gateway");
    put(dir.path(), "hb/new.txt", "502 Bad Gateway\nnginx");
    let (code, news) = lines(dir.path(), &["--new-since", "LAST"]);
    let states = BTreeMap::from([("fy/404.html", "changed"), ("fy/water-2021.txt", "changed"), ("hb/new.txt", "new")]);
    assert_eq!((code, by_path(&news, "state")), (1, states));
    assert_eq!(by_path(&news, "was")["fy/404.html"], by_path(&first, "id")["fy/404.html"]);
    assert_eq!(by_path(&news, "was_reason")["fy/water-2021.txt"], "usable");
    let (_, today) = lines(dir.path(), &["--new-since", "2000-01-01"]);
    assert_eq!(today.len(), pages.len() + 1);
    let (_, text) = triage(dir.path(), &[]);
    let told = [
        "新到 1  变动 2(原可用 1)",
        "失败率上升  fy  7/11(63.6%),此前 6/11(54.5%)",
        "  hb  6/9(66.7%),此前 5/8(62.5%)",
    ];
    assert!(told.iter().all(|told| text.contains(told)), "{text}");
}

#[test]
fn what_is_handled_counts_no_more_until_its_file_changes() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a/404.txt", "404\n抱歉,您访问的页面不存在。");
    put(dir.path(), "a/502.txt", "502 Bad Gateway\nnginx");
    let (code, first) = lines(dir.path(), &[]);
    let ids = by_path(&first, "id");
    assert_eq!(code, 1);
    let (code, said) = triage(dir.path(), &["--handled", ids["a/404.txt"], ids["a/502.txt"], "--reason", "网站已撤"]);
    assert_eq!((code, said.lines().count()), (0, 2));
    let (code, after) = lines(dir.path(), &[]);
    assert_eq!((code, after[0]["handled"]["note"].as_str()), (0, Some("网站已撤")));
    let (_, text) = triage(dir.path(), &[]);
    assert!(text.contains("待处理 0  已处理 2"), "{text}");
    put(dir.path(), "a/502.txt", "502 Bad Gateway\nnginx/1.18");
    assert_eq!(triage(dir.path(), &[]).0, 1);
    assert_eq!(triage(dir.path(), &["--reopen", ids["a/404.txt"]]).0, 0);
    assert!(triage(dir.path(), &[]).1.contains("待处理 2"));
    assert_eq!(triage(dir.path(), &["--handled", "zz"]).0, 2);
    assert_eq!(triage(dir.path(), &["--new-since", "yesterday"]).0, 2);
}

#[test]
fn what_cannot_be_read_ends_a_run_with_2_until_it_is_handled() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "old.jsonl", "{\"schema\":\"jianbao/1\",\"id\":\"a\",\"kind\":\"list\"}\n{\"schema\":\n");
    let (code, entries) = lines(dir.path(), &[]);
    let broken = entries.iter().find(|line| line["path"] == "old.jsonl:2").unwrap();
    assert_eq!((code, broken["reason"].as_str(), &broken["report"]), (2, Some("unreadable"), &Value::Null));
    assert_eq!(triage(dir.path(), &["--keep-going", "--record"]).0, 1);
    assert_eq!(triage(dir.path(), &["--new-since", "LAST"]).0, 2, "known, and not read all the same");
    triage(dir.path(), &["--handled", broken["id"].as_str().unwrap()]);
    assert_eq!(triage(dir.path(), &[]).0, 0);
}

#[test]
fn every_format_tells_of_the_same_entries() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a/=1+1.txt", "404\n抱歉,您访问的页面不存在。");
    put(dir.path(), "b.txt", &report("songping/2021/urban.txt"));
    let review = tempfile::tempdir().unwrap();
    let elsewhere = review.path().to_str().unwrap();
    let file = dir.path().join("out.csv");
    let (code, said) = triage(dir.path(), &["--record", "--review-dir", elsewhere, "-o", file.to_str().unwrap()]);
    assert_eq!((code, said.as_str()), (1, ""));
    let rows: Vec<BTreeMap<String, String>> =
        csv::Reader::from_path(&file).unwrap().deserialize().map(Result::unwrap).collect();
    let told: Vec<_> =
        rows.iter().map(|row| (row["reason"].as_str(), row["action"].as_str(), row["处理"].as_str())).collect();
    assert_eq!(told, [("error_page", "refetch", "重抓"), ("usable", "none", "")]);
    assert!(review.path().join("triage/seen.jsonl").is_file());
    let (_, text) = triage(dir.path(), &["--review-dir", elsewhere, "--new-since", "LAST"]);
    assert!(text.starts_with("分拣  自上次(") && text.contains("收 0"), "{text}");
}
