//! Hostile texts, each one stretch repeated: eight times the length may take no more than sixteen
//! times as long.

use std::time::Duration;

use crate::model::form::{Form, TableSpec};
use crate::parse::fuzz_tests::busy;
use crate::parse::{Input, parse};

/// What is repeated.
#[rustfmt::skip]
const STRETCHES: [&str; 58] = [
    "1234567890", "12\n", "12 ", "1.", "1.2", "1,234,", "-1 ", "减", "/ ", "无 ", "|", "| | | |\n", "\t", "\n", "a", "县\n",
    "一、", "一、\n", "表", "（一）", "（一）加强领导\n", "（", "（）", "（（一", "其中", "。", "“", "** ", "\\", "# ", "> ", "\u{1b}[",
    "a\u{200b}", "\u{c}", "\u{fffd}a", "+---+\n", "+---+---+\n| a | b |\n", "<td>", "<table>", "2022年1月1日", "2022年1月1日\n",
    "统计期限2022年1月1日至", "云河县人民政府办公室", "城关镇人民政府\n", "云河县2022年政府信息公开工作年度报告\n",
    "2022年政府信息公开\n工作年度报告\n", "索引号: 文号: 发布日期: ", "索引号:\n", "请与云河县教育局联系", "一、总体情况\n",
    "第二十条第（一）项\n", "信息内容 本年制发件数 本年废止件数 现行有效件数\n", "| 行政许可 | 1 | | | |\n",
    "（一）予以公开 1 0 0 0 0 0 1\n", "| （一）予以公开 | 1 | | | | | | | |\n",
    "行政复议 未经复议直接起诉 复议后起诉 1 2 3 4 5\n。\n", "加强组织领导，完善各项制度，落实工作责任，按时公开各类信息\n",
    "加强组织\u{200b}领导，完善各项制度，落实工作责任，按时公开各类信息\n",
];

/// The labels of all rows, each with a value.
fn labels(line_end: &str) -> String {
    let rows = [Form::F2019, Form::F2021].into_iter().flat_map(Form::tables).flat_map(TableSpec::rows);
    rows.flat_map(|row| [row.number, row.label, " 1", line_end]).collect()
}

/// So much more is the long one of two.
pub(super) const LONGER: u32 = 8;

/// Whether a run over something [`LONGER`] takes at most twice as long as that many runs over the
/// short one. Both sides have the same work to do and take about the same time, so that a busy machine
/// or a coarse clock lengthens both; it may be busy with something else, so that one good measurement of
/// many is enough.
pub(super) fn takes_time_in_line(short: impl Fn(), long: impl Fn()) -> bool {
    let time = |run: &dyn Fn(), times| {
        let start = busy();
        (0..times).for_each(|_| run());
        busy().saturating_sub(start)
    };
    (0..12).any(|_| time(&long, 1) < 2 * time(&short, LONGER).max(Duration::from_millis(8)))
}

fn check(path: &str, stretch: &str) {
    // Long enough that what is done once for a report does not hide what is done for each line.
    const SHORT: usize = 6 * 1024;
    let read = |bytes| {
        let text = stretch.repeat(bytes / stretch.len());
        move || drop(parse(Input { path, bytes: text.as_bytes() }))
    };
    assert!(takes_time_in_line(read(SHORT), read(SHORT * LONGER as usize)), "{path} of {stretch:?}");
}

#[test]
fn hostile_texts_take_time_in_line_with_their_length() {
    for stretch in STRETCHES.into_iter().chain([labels("\n").as_str(), labels(" ").as_str()]) {
        check("a.txt", stretch);
    }
    for stretch in
        ["**加强**组织领导，完善各项制度，落实工作责任，按时公开各类信息\n", "| a | b |\n", "# 一、总体情况\n", "**a"]
    {
        check("a.md", stretch);
    }
}
