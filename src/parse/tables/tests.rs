//! Small tables and what is read of them, cell by cell.

use std::fmt::Write as _;

use crate::model::cell::Cell;
use crate::model::form::{Form, Row, Table};
use crate::model::note::NoteCode;
use crate::model::report::GridStatus;
use crate::parse::blocks;
use crate::parse::tables::{TablesFound, read, symbols};

fn found(source: &str) -> TablesFound {
    let stream = blocks::read_lines(source, blocks::has_markup(source));
    let symbols = symbols::scan(&stream);
    read(source, &stream, &symbols)
}

/// A cell as `value`, `how`, and what else it holds; `~` before what is inferred.
fn shown(cell: Option<&Cell>) -> String {
    let Some(cell) = cell else { return "-".into() };
    let sure = if cell.is_inferred() { "~" } else { "" };
    let value =
        cell.value.map_or_else(|| cell.how.map_or("?".into(), |how| how.to_string()), |value| value.to_string());
    let raw = cell.raw.as_ref().map_or_else(String::new, |raw| format!(" {raw:?}"));
    let unit = cell.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
    format!("{sure}{value}{raw}{unit}")
}

fn check(source: &str, cells: &[(&str, &str)]) -> TablesFound {
    let found = found(source);
    for (id, expected) in cells {
        let cell = found.tables.cell(id.parse().unwrap());
        assert_eq!(shown(cell), *expected, "{id} of {source:?}: {:?}", found.notes);
    }
    found
}

const ITEMS: &str = "第二十条第(五)项\n信息内容 上一年项目数量 本年增/减 处理决定数量\n";

#[test]
fn values_are_read_as_printed() {
    let id = |col: &str| format!("t2.admin_license.{col}");
    for (line, expected) in [
        ("行政许可 255 减6 56074", ["255", "-6 \"减6\"", "56074"]),
        ("行政许可 １２ +9 1,234", ["12 \"１２\"", "9 \"+9\"", "1234 \"1,234\""]),
        ("行政许可 / — 无", ["marker \"/\"", "marker \"—\"", "marker \"无\""]),
        ("行政许可 26件 0 3项", ["26 \"26件\"", "0", "3 \"3项\""]),
        ("行政许可 减6 0 1", ["? \"减6\"", "0", "1"]),
        ("行政许可 00 0 1", ["unplaced", "unplaced", "unplaced"]),
        ("行政许可 396442278", ["unplaced", "unplaced", "unplaced"]),
        ("行政许可 1 2", ["unplaced", "unplaced", "unplaced"]),
        ("行政许可 1 2 3 4", ["unplaced", "unplaced", "unplaced"]),
        ("行政许可 1234567890123456789 0 1", ["unplaced", "unplaced", "unplaced"]),
        ("行政许可\t7\t\t9", ["7", "blank", "9"]),
        ("行政许可\t若干\t0\t1", ["unplaced", "unplaced", "unplaced"]),
        ("行政许可\t00\t0\t1", ["? \"00\"", "0", "1"]),
        ("行政许可\t\t\t", ["blank", "blank", "blank"]),
        ("行政许可(含备案) 1 2 3", ["1", "2", "3"]),
    ] {
        let source = format!("{ITEMS}{line}\n");
        let found = found(&source);
        for (col, expected) in ["prev_year_items", "change", "decisions"].iter().zip(expected) {
            let cell = found.tables.cell(id(col).parse().unwrap());
            assert_eq!(shown(cell), expected, "{line}: {col} {:?}", found.notes);
        }
    }
}

#[test]
fn digits_that_ran_together_need_a_reason() {
    let ids = ["t3.granted.natural_person", "t3.granted.commercial", "t3.granted.total"];
    let rows = |granted: &str| {
        format!(
            "一、本年新收政府信息公开申请数量 1 1 1 1 1 1 6\n二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0\n三、本年度办理结果\n(一)予以公开{granted}\n(二)部分公开 1 0 0 0 0 0 1\n"
        )
    };
    for (granted, expected) in [
        ("15130000154", ["~151", "~3", "~154"]),
        (" 200 000121", ["~20", "~0", "~21"]),
        // No reading adds up, and none is believed; all are told.
        ("1000002", ["unplaced"; 3]),
        // No cell can be empty here: this is what is printed, and its sum is wrong.
        ("0000001", ["~0", "~0", "~1"]),
        // A value may be lost, here the total.
        (" 11 0 0 0 0 2", ["unplaced"; 3]),
        ("减6000006", ["unplaced"; 3]),
    ] {
        check(&rows(granted), &ids.iter().copied().zip(expected).collect::<Vec<_>>());
    }
    let row = |granted: &str| {
        let found = found(&rows(granted));
        let row = found.grids[0].rows.iter().find(|row| row.id == Some(Row::Granted)).cloned().unwrap();
        (row.tokens.len(), row.candidates)
    };
    assert_eq!(row("15130000154"), (1, Vec::new()));
    assert_eq!(row("1000002"), (1, vec![vec![1, 0, 0, 0, 0, 0, 2]]));
    let by = |granted: &str| found(&rows(granted)).tables.cell(ids[0].parse().unwrap()).unwrap().by.clone();
    assert_eq!((by("15130000154"), by("0000001")), (vec!["T3-ROW".to_owned()], vec![]));
}

/// Table 三 of the 2021 form with one number a row, the natural persons' and the total, but for these.
fn requests(rows: &[(Row, &str)]) -> String {
    let spec = Form::F2021.table(Table::T3).unwrap();
    let mut text = String::new();
    for row in spec.rows() {
        let own = rows.iter().find(|(id, _)| *id == row.row).map_or(" 0 0 0 0 0 0 0", |(_, values)| values);
        // 其他 and 总计 are heads as well; their numbering tells.
        let number = match row.row {
            Row::OtherMisc => "3.",
            Row::HandledTotal => "(七)",
            _ => "",
        };
        let _ = writeln!(text, "{number}{}{own}", row.label);
    }
    text
}

#[test]
fn sums_over_rows_choose_among_the_cuts_that_are_left() {
    // 1 1 10 0 0 0 12, 1 11 0 0 0 0 12 or 11 1 0 0 0 0 12.
    let open = (Row::Granted, "111000012");
    let ids = ["t3.granted.natural_person", "t3.granted.commercial"];
    for (others, expected, by) in [
        (vec![(Row::HandledTotal, " 11 1 0 0 0 0 12")], ["~11", "~1"], vec!["T3-ROW", "T3-SUM7"]),
        (vec![(Row::HandledTotal, " 1 11 0 0 0 0 12")], ["~1", "~11"], vec!["T3-ROW", "T3-SUM7"]),
        // The publisher's total fits none: it chooses nothing, and is not repaired.
        (vec![(Row::HandledTotal, " 9 0 0 0 0 0 9")], ["unplaced"; 2], vec![]),
        // (七) is open too and told by 一+二 = (七)+四.
        (
            vec![(Row::HandledTotal, "111000012"), (Row::NewReceived, " 11 1 0 0 0 0 12")],
            ["~11", "~1"],
            vec!["T3-ROW", "T3-SUM7", "T3-BAL"],
        ),
    ] {
        let mut rows = vec![open];
        rows.extend(others);
        let found = check(&requests(&rows), &ids.iter().copied().zip(expected).collect::<Vec<_>>());
        assert_eq!(found.tables.cell(ids[0].parse().unwrap()).unwrap().by, by, "{rows:?}");
    }
    // A row that adds up in no reading: its columns tell, and its own sum is left to be flagged.
    let cell = |text: &str| found(text).tables.cell(ids[0].parse().unwrap()).unwrap().clone();
    let wrong_sum = [(Row::Granted, "1000002"), (Row::HandledTotal, " 1 0 0 0 0 0 2")];
    assert_eq!(shown(Some(&cell(&requests(&wrong_sum)))), "~1");
    assert_eq!(cell(&requests(&wrong_sum)).by, ["T3-SUM7"]);
    assert_eq!(shown(Some(&cell(&requests(&wrong_sum[..1])))), "unplaced");
    let found = found(&requests(&[open, (Row::HandledTotal, " 9 0 0 0 0 0 9")]));
    let row = found.grids[0].rows.iter().find(|row| row.id == Some(Row::Granted)).unwrap();
    assert_eq!(row.candidates, [[1, 1, 10, 0, 0, 0, 12], [1, 11, 0, 0, 0, 0, 12], [11, 1, 0, 0, 0, 0, 12]]);
}

#[test]
fn rows_without_a_sum_are_cut_where_no_other_way_is_left() {
    let text = |rules: &str, documents: &str| {
        format!(
            "第二十条第(一)项\n信息内容本年新制作数量本年新公开数量对外公开总数量\n规章{rules}\n规范性文件{documents}\n"
        )
    };
    let ids = ["t2.normative_documents.made_new", "t2.normative_documents.disclosed_total"];
    for (rules, documents, expected, candidates) in [
        ("000", "112", ["~1", "~2"], 0),
        // 5 5 10, or 5 51 0 and 55 1 0, which publishers print as well.
        ("000", "5510", ["unplaced"; 2], 3),
        // A cell may be empty.
        ("00", "112", ["unplaced"; 2], 1),
    ] {
        let found = check(&text(rules, documents), &ids.iter().copied().zip(expected).collect::<Vec<_>>());
        let mut rows = found.grids.iter().flat_map(|grid| &grid.rows);
        let row = rows.rfind(|row| row.id == Some(Row::NormativeDocuments)).unwrap();
        assert_eq!(row.candidates.len(), candidates, "{documents}");
    }
}

#[test]
fn a_remark_tells_the_column_of_a_cell_that_was_torn_out() {
    let ids = [
        "t2.regulations.issued",
        "t2.regulations.repealed",
        "t2.normative_documents.repealed",
        "t2.normative_documents.in_force",
    ];
    let rows = "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数\n规章 | 5 | 60\n行政规范性文件 | 9 | 80\n";
    for (torn, expected) in [
        ("7\n(其中修订3件)\n12\n(含自然失效2件)\n", ["~7", "~5", "~12", "~80"]),
        // One cell for two rows; a remark that says nothing of the column; more left than in force.
        ("7\n(其中修订3件)\n", ["unplaced"; 4]),
        ("7\n(含上年)\n12\n(含自然失效2件)\n", ["unplaced"; 4]),
        ("700\n(其中修订3件)\n12\n(含自然失效2件)\n", ["unplaced"; 4]),
    ] {
        let source = format!("第二十条第(一)项\n{torn}{rows}");
        check(&source, &ids.iter().copied().zip(expected).collect::<Vec<_>>());
    }
}

#[test]
fn amounts_keep_their_units() {
    check(
        "第二十条第(九)项\n信息内容 采购项目数量 采购总金额\n政府集中采购 109 7976.14万元\n",
        &[
            ("t2.gov_procurement.project_count", "109"),
            ("t2.gov_procurement.total_amount", "7976.14 \"7976.14万元\" 万元"),
        ],
    );
    check(
        "第二十条第(八)项\n信息内容 本年收费金额(单位:万元,保留4位小数)\n行政事业性收费 12.5000\n",
        &[("t2.admin_fees.amount_wan", "12.5000 万元")],
    );
}

#[test]
fn a_block_follows_the_heads_above_it() {
    let found = check(
        "第二十条第(一)项\n信息内容 本年新制作数量 本年新公开数量 对外公开总数量\n规章 1 2 3\n规范性文件 4 5 6\n\
         第二十条第(六)项\n信息内容 本年处理决定数量\n行政处罚 7\n行政强制 8\n",
        &[
            ("t2.regulations.made_new", "1"),
            ("t2.admin_penalty.decisions", "7"),
            ("t2.admin_fees.amount_wan", "absent"),
        ],
    );
    assert_eq!(found.form, Some(Form::F2019));
    assert_eq!(
        found.tables.cell("t2.gov_procurement.project_count".parse().unwrap()),
        Some(&Cell::null(crate::model::cell::How::Absent))
    );
}

#[test]
fn what_does_not_fit_is_told() {
    let codes = |source: &str| found(source).notes.iter().map(|note| note.code).collect::<Vec<_>>();
    let penalties = "第二十条第(六)项\n信息内容 本年处理决定数量\n行政处罚 7\n";
    assert_eq!(codes(&format!("{penalties}行政检查 5\n行政强制 8\n")), [NoteCode::UnknownRow]);
    assert_eq!(codes(&format!("{penalties}行政强制 8\n行政处罚 9\n")), [NoteCode::RowTwice]);
    assert_eq!(codes(&format!("{penalties}行政强制 8\n行政处罚 7\n")), []);
    assert_eq!(codes("规章 1 2 3\n行政规范性文件 4 5 6\n行政许可 1\n行政处罚 2\n"), [NoteCode::HeadLost]);
    let lost = found("第二十条第(一)项\n");
    assert_eq!((lost.grids[0].status, lost.notes[0].code), (GridStatus::CaptionOnly, NoteCode::TableLost));
}

#[test]
fn sentences_are_no_tables() {
    for source in [
        "2022年,我镇共办理行政许可12件、行政处罚3件、行政强制0件。",
        "根据《条例》第二十条第(一)项规定,公开规章0件、规范性文件5件。",
        "全年予以公开3件,部分公开1件,不予公开2件,结转下年度继续办理0件。",
        "行政复议3件,结果维持2件,结果纠正1件;行政诉讼0件。",
        "(一)行政许可\n本年办理12件。\n(二)行政处罚\n本年办理3件。",
    ] {
        let found = found(source);
        assert!(found.tables.cells.is_empty() && found.grids.is_empty(), "{source}: {:?}", found.tables.cells);
    }
}

const RESULTS: &str = "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n结果维持 结果纠正 其他结果 尚未审结 总计\n";

#[test]
fn table_four_needs_all_its_values() {
    let ids = ["t4.review.corrected", "t4.litigation_direct.upheld", "t4.litigation_after_review.total"];
    for (values, expected) in [
        ("0 3 1 0 4 1 0 0 0 1 0 0 0 0 5", ["3", "1", "5"]),
        ("0 3 1 0 4 1 0 0 0 1 0 0 0 0", ["unplaced"; 3]),
        ("0 3 1 0 4 1 0 0 0 1 0 0 0 0 5 6", ["unplaced"; 3]),
        ("0\t3\t\t0\t4\t1\t0\t0\t0\t1\t0\t0\t0\t0\t5", ["3", "1", "5"]),
        ("031041000100005", ["unplaced"; 3]),
        ("031041001200055", ["~3", "~1", "~5"]),
        ("031041 0012 000 55", ["~3", "~1", "~5"]),
    ] {
        let cells: Vec<_> = ids.iter().copied().zip(expected).collect();
        check(&format!("{RESULTS}{values}\n"), &cells);
    }
    // Digits that wrapped in their cell, and values that a printer took column by column.
    check(
        &format!("{RESULTS}0 3 1 0 4 1 0 0 0 1 0 0 0 12 1\n2\n"),
        &[(ids[0], "3"), (ids[1], "1"), (ids[2], "unplaced")],
    );
    let column = |values: &str| format!("{RESULTS}{}\n", values.replace(' ', "\n"));
    check(&column("0 3 1 0 4 1 0 0 0 1 0 0 0 0 5"), &[(ids[0], "3"), (ids[1], "1"), (ids[2], "5")]);
    check(&column("0 0 4 0 4 24 5 1 0 0 2 9 0 30 11"), &[(ids[0], "unplaced"), (ids[2], "unplaced")]);
    check(&column("10 1 0 0 0 0 0 0 0 0 5 0 0 0 0"), &[(ids[0], "1"), (ids[2], "0")]);
    let groups = "行政复议\n0 3 1 0 4\n未经复议直接起诉\n1 0 0 0\n复议后起诉\n0 0 0 0 5\n";
    check(groups, &[(ids[0], "3"), (ids[1], "unplaced"), (ids[2], "5")]);
}

#[test]
fn labels_are_found_however_they_are_torn() {
    let row = |label: &str| {
        format!(
            "二、上年结转政府信息公开申请数量 1 1 1 1 1 1 1\n三、本年度办理结果\n(一)予以公开 2 2 2 2 2 2 2\n{label}\n"
        )
    };
    for label in [
        "2.其他法律行政法规禁止公开 5 5 5 5 5 5 5",
        "2. 其他法律\n行政法规禁止公开\n5 5 5 5 5 5 5",
        "(三)不 予\n公 开\n２．其他法律行政法规禁止公开 5 5 5 5 5 5 5",
        "2.其他法律行政止公开 5 5 5 5 5 5 5",
        "（2）其他法律、行政法规禁止公开 5 5 5 5 5 5 5",
        "其他法律行政法规禁止公开|5|5|5|5|5|5|5|",
        "| 2.其他法律行政 | 法规禁止公开 |\n| 5 | 5 | 5 | 5 | 5 | 5 | 5 |",
    ] {
        check(&row(label), &[("t3.deny_other_law.total", "5"), ("t3.granted.total", "2")]);
    }
}

#[test]
fn a_column_that_adds_up_the_legal_persons_is_read_apart() {
    let heads = |last: &str| {
        format!("申请人情况\n自然人 法人或其他组织 总计\n商业企业 科研机构 社会公益组织 法律服务机构 其他{last}\n")
    };
    let row = "一、本年新收政府信息公开申请数量";
    let cells = [("t3.new_received.other_org", "5"), ("t3.new_received.org", "15"), ("t3.new_received.total", "19")];
    check(&format!("{} {row} 4 1 2 3 4 5 15 19\n", heads(" 小计")), &cells);
    check(&format!("{}{row}\t4\t1\t2\t3\t4\t5\t15\t19\n", heads("\t小计")), &cells);
    let first = "申请人情况\n自然人 法人或其他组织 总计\n小计 商业企业 科研机构 社会公益组织 法律服务机构 其他\n";
    check(&format!("{first}{row} 4 15 1 2 3 4 5 19\n"), &cells);
    let unplaced = [("t3.new_received.commercial", "unplaced"), ("t3.new_received.total", "unplaced")];
    check(&format!("{}{row}\t4\t1\t2\t3\t4\t5\t19\n", heads("\t小计")), &unplaced);
    check(&format!("{} {row} 4 1 2 3 4 5 15 19\n", heads("")), &unplaced);
}
