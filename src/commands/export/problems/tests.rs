use std::io::Cursor;

use calamine::{Reader as _, Xlsx};

use crate::cli::Command;
use crate::commands::export::run;
use crate::commands::reviewed::{RULES, Reviewed, report};
use crate::model::verdict::Verdict;

fn bytes(reviewed: &Reviewed, format: &str) -> Vec<u8> {
    let words = ["--what", "problems", "--select", RULES, "--format", format];
    let Some(Command::Export(args)) = reviewed.cli("export", &words).command else { panic!("no export") };
    let mut out = Vec::new();
    run(&args, &mut out).unwrap();
    out
}

fn text(reviewed: &Reviewed, format: &str) -> String {
    String::from_utf8(bytes(reviewed, format)).unwrap()
}

#[test]
fn it_holds_what_is_agreed_to_be_wrong_and_tells_of_the_rest() {
    let reviewed = Reviewed::new();
    assert!(text(&reviewed, "md").ends_with("\n经核查属实 0 处\n"));
    reviewed.decide(0, "li", Verdict::Real, Some("内部备注"));
    reviewed.decide(1, "li", Verdict::Real, None);
    reviewed.decide(2, "li", Verdict::FalseAlarm, None);
    let told = text(&reviewed, "md");
    assert!(told.contains("\n经核查属实 2 处\n\n## 云河县财政局(云河省)\n\n### 2021年\n"), "{told}");
    assert!(told.contains("1. **表四·行政复议** 表四·行政复议\\:10+1=11,总计0,差11\n   - 原文 ` "), "{told}");
    assert!(told.contains("原网页 ` https://www.example.gov.cn/a?b=1&c=_2_ `\n"), "{told}");
    assert!(told.contains("   - 核查人 li 2024-03-30\n"), "{told}");
    assert!(!told.contains("松坪县") && !told.contains("内部备注"), "{told}");
    for word in ["造假", "瞒报", "违法", "未公布", "误报"] {
        assert!(!told.contains(word), "{word}");
    }
    // One is decided otherwise by somebody else, one has other numbers by now.
    reviewed.decide(1, "an", Verdict::FalseAlarm, None);
    reviewed.decide(1, "li", Verdict::Real, None);
    assert!(text(&reviewed, "md").contains("\n经核查属实 1 处;未列入:有分歧 1 处\n"));
    reviewed.write(&[report("云河县财政局", 3)]);
    let told = text(&reviewed, "md");
    assert!(told.ends_with("\n经核查属实 0 处;未列入:结论后依据有变 1 处,已不再出现 1 处\n"), "{told}");
}

#[test]
fn rows_say_what_the_list_says() {
    let reviewed = Reviewed::new();
    reviewed.decide(0, "=li", Verdict::Real, None);
    let rows = text(&reviewed, "csv");
    let lines: Vec<_> = rows.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("number,agency,region,year,place,problem,quotation,basis,url,reviewer,date,follows,"));
    assert!(lines[1].starts_with("1,云河县财政局,云河省,2021,表四·行政复议,"), "{rows}");
    assert!(lines[1].contains(",'=li,2024-03-30,,T4-SUM,") && lines[1].ends_with(",real,0"), "{rows}");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes(&reviewed, "xlsx"))).unwrap();
    assert_eq!(book.sheet_names(), ["问题清单", "说明"]);
    assert_eq!(book.worksheet_range("问题清单").unwrap().height(), 2);
}

#[test]
fn what_stands_in_copies_of_a_report_is_one_problem() {
    let reviewed = Reviewed::new();
    let copy = |id: &str| {
        let mut copy = report("云河县财政局", 0);
        copy.id = id.into();
        copy
    };
    reviewed.write(&[report("云河县财政局", 0), copy("second"), copy("third")]);
    reviewed.decide(0, "li", Verdict::Real, None);
    let told = text(&reviewed, "md");
    assert!(told.contains("\n经核查属实 1 处\n") && told.contains("同一年报的另外 2 个文件中也有"), "{told}");
}
