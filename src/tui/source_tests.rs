//! The source beside what was read of it: raw reports in, keys in, screens out.

use std::path::Path;

use crate::corpus::{self, Corpus};
use crate::tui::action::View;
use crate::tui::fixture::{press, shown};
use crate::tui::headless::Headless;
use crate::tui::layout::Pane;
use crate::tui::text::columns;
use crate::tui::theme::{Role, Theme};
use crate::tui::work::Works;

/// A report as readability tools leave it: after its head all on one line, the digits of a row in one.
/// (七) is one short in the first column and the last; the line of table 二 can be cut in many ways.
const GLUED: &str = concat!(
    "标题: 云河县青石镇2022年政府信息公开工作年度报告\n发布时间: 2023-01-16 09:20\n栏目: 政府信息公开年报\n\n",
    "云河县青石镇人民政府2022年政府信息公开工作年度报告 根据《中华人民共和国政府信息公开条例》编制。",
    "一、总体情况（一）主动公开。全年主动公开政府信息214条，其中工作动态128条，重点领域信息76条。（二）依申请公开。",
    "全年收到政府信息公开申请24件，均在法定期限内答复。二、主动公开政府信息情况 第二十条第（一）项信息内容",
    "本年制发件数本年废止件数现行有效件数规章000行政规范性文件1205第二十条第（五）项信息内容",
    "本年处理决定数量行政许可38第二十条第（六）项信息内容本年处理决定数量行政处罚7行政强制0",
    "第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费0三、收到和处理政府信息公开申请情况",
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况自然人法人或其他组织总计",
    "商业企业科研机构社会公益组织法律服务机构其他一、本年新收政府信息公开申请数量201003024",
    "二、上年结转政府信息公开申请数量0000000三、本年度办理结果（一）予以公开120000012",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）3000003（三）不予公开1.属于国家秘密0000000",
    "2.其他法律行政法规禁止公开00000003.危及“三安全一稳定”00000004.保护第三方合法权益0100001",
    "5.属于三类内部事务信息00000006.属于四类过程性信息00000007.属于行政执法案卷0000000",
    "8.属于行政查询事项0000000（四）无法提供1.本机关不掌握相关政府信息5000308",
    "2.没有现成信息需要另行制作00000003.补正后申请内容仍不明确0000000（五）不予处理1.信访举报投诉类申请0000000",
    "2.重复申请00000003.要求提供公开出版物00000004.无正当理由大量反复申请0000000",
    "5.要求行政机关确认或重新出具已获取信息0000000（六）其他处理",
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请0000000",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请00000003.其他0000000",
    "（七）总计19 1 0 0 30 23四、结转下年度继续办理0000000",
    "四、政府信息公开行政复议、行政诉讼情况行政复议行政诉讼结果维持结果纠正其他结果尚未审结总计",
    "未经复议直接起诉复议后起诉结果维持结果纠正其他结果尚未审结总计结果维持结果纠正其他结果尚未审结总计",
    "000000000000000五、存在的主要问题及改进情况公开的及时性还需加强，下一步将完善制度。",
    "六、其他需要报告的事项无其他需要报告的事项。\n打印本页 关闭窗口\n",
);

const PAGE: &str = "<html><head><meta charset=\"utf-8\"><title>云河县审计局2023年政府信息公开工作年度报告</title></head>\n\
    <body><div class=\"nav\">首页 &gt; 政务公开</div>\n<div class=\"article\">\n\
    <p>一、总体情况</p>\n<p>全年主动公开政府信息<b>82</b>条。</p>\n<p>二、主动公开政府信息情况</p>\n\
    <table>\n<tr><td>第二十条第（一）项</td></tr>\n\
    <tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>\n\
    <tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>\n\
    <tr><td>行政规范性文件</td><td>3</td><td>1</td><td>26</td></tr>\n</table>\n</div>\n<script>var n=26;</script></body></html>\n";

/// A folder with one raw report.
fn folder(name: &str, text: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(name), text).unwrap();
    dir
}

fn open(path: &Path) -> Corpus {
    corpus::open(&[path.to_owned()], &|_| ())
}

/// The inspector on the report of a folder, opened and at these keys.
fn at(dir: &tempfile::TempDir, keys: &str, size: (u16, u16)) -> Headless {
    let corpus = open(dir.path());
    let id = corpus.header(0).unwrap().id.to_owned();
    let mut inspector = Headless::open(corpus, Works::default(), size, View::Browse, Some(id));
    press(&mut inspector, keys);
    inspector
}

fn status(inspector: &Headless) -> String {
    let text = shown(inspector);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len() - 2].trim().to_owned()
}

/// The characters on the screen in the style of a role.
fn in_role(inspector: &Headless, role: Role) -> String {
    let theme = Theme::default();
    let (style, (buffer, _)) = (theme.style(role), inspector.screen(&theme));
    let area = inspector.state.layout().body(Pane::Source).unwrap();
    let mut found = String::new();
    for position in area.positions() {
        let cell = &buffer[position];
        let same = cell.fg == style.fg.unwrap_or_default() && cell.modifier == style.add_modifier;
        found.push_str(if same && style.bg.is_none() { cell.symbol().trim() } else { "" });
    }
    found
}

#[test]
fn the_screens() {
    let (glued, page) = (folder("glued.txt", GLUED), folder("page.html", PAGE));
    for size in [(80, 24), (160, 45)] {
        for (name, dir, keys) in [
            ("source_cell", &glued, "g t 3 G k v"),
            ("source_flag", &glued, "} v"),
            ("source_text", &glued, "g 1 l v"),
            ("source_page", &page, "g t 2 j l v"),
            ("unplaced_row", &glued, "g t 2 j"),
            ("unplaced_source", &glued, "g t 2 j v"),
            ("inferred_cell", &glued, "g t 3"),
        ] {
            let text = shown(&at(dir, keys, size));
            assert!(text.lines().all(|line| columns::of(line) == usize::from(size.0)), "{name}");
            insta::assert_snapshot!(format!("{name}_{}", size.0), text);
        }
    }
    insta::assert_snapshot!("notes_80", shown(&notes(&glued)));
    insta::assert_snapshot!("source_40", shown(&at(&glued, "g t 3 v", (40, 10))));
}

/// The list of the notes, from the contents.
fn notes(dir: &tempfile::TempDir) -> Headless {
    let mut inspector = at(dir, "", (80, 24));
    press(&mut inspector, "g g");
    while !shown(&inspector).contains("> 采集与读取") {
        press(&mut inspector, "j");
    }
    press(&mut inspector, "l");
    inspector
}

#[test]
fn the_source_lands_on_the_digits_of_the_cell_and_returns_to_it() {
    let dir = folder("glued.txt", GLUED);
    let mut inspector = at(&dir, "g t 3 l l l l", (80, 24));
    let before = shown(&inspector);
    assert!(status(&inspector).starts_with("表三·本年新收·法律服务机构 = ~3 推算,依 T3-ROW  原文第5行"));
    for back in ["v", "esc"] {
        press(&mut inspector, "v");
        let text = shown(&inspector);
        assert!(text.contains("政府信息公开申请数量") && text.contains("~    "), "{text}");
        let view = inspector.state.opened.as_ref().unwrap().source.clone().unwrap();
        assert_eq!(view.shown.unwrap().of(GLUED), Some("3"));
        assert!(status(&inspector).starts_with("原文第5行  表三·本年新收·法律服务机构 = ~3 推算,依 T3-ROW"));
        press(&mut inspector, "j j c-d");
        press(&mut inspector, back);
        assert_eq!(shown(&inspector), before, "the same place");
    }
}

#[test]
fn what_was_read_is_told_from_what_was_not() {
    let page = folder("page.html", PAGE);
    let inspector = at(&page, "g 1 v", (160, 45));
    assert_eq!(in_role(&inspector, Role::Read), "0003126");
    let plain = in_role(&inspector, Role::Text);
    assert!(
        plain.contains("全年主动公开政府信息82条。") && !plain.contains("首页") && !plain.contains("<b>"),
        "{plain}"
    );
    assert!(in_role(&inspector, Role::Dim).contains("<script>varn=26;</script>"));
    let glued = folder("glued.txt", GLUED);
    let inspector = at(&glued, "g t 3 v j", (160, 45));
    let (cut, next) = (in_role(&inspector, Role::Inferred), in_role(&inspector, Role::InferredNext));
    // The first is under the cursor: 20 | 1 | 0 | 0 | 3 | 0 | 24.
    assert!(cut.contains("100") && next.contains("0324"), "{cut} {next}");
    assert!(in_role(&inspector, Role::Notice).contains("1205"));
}

#[test]
fn flags_and_cells_are_walked_in_the_source() {
    let dir = folder("glued.txt", GLUED);
    let mut inspector = at(&dir, "v", (80, 24));
    let looked_at = |inspector: &Headless| {
        let view = inspector.state.opened.as_ref().unwrap().source.clone().unwrap();
        assert_eq!(inspector.state.focus(), Pane::Source);
        view.shown.unwrap().of(GLUED).unwrap().to_owned()
    };
    let mut seen = Vec::new();
    for _ in 0..inspector.state.holdings.checked.flags(0).len() {
        press(&mut inspector, "}");
        seen.push(looked_at(&inspector));
    }
    assert!(seen.contains(&"19".to_owned()) && seen.contains(&"23".to_owned()), "{seen:?}");
    press(&mut inspector, "g t 3");
    assert_eq!(looked_at(&inspector), "20");
    press(&mut inspector, "l");
    assert_eq!(looked_at(&inspector), "1");
    press(&mut inspector, "6 l");
    assert_eq!(looked_at(&inspector), "0");
    assert!(status(&inspector).contains("表三·上年结转·自然人 = ~0"), "{}", status(&inspector));
    press(&mut inspector, "h h");
    assert!(status(&inspector).contains("表三·本年新收·其他 = ~0"), "{}", status(&inspector));
    press(&mut inspector, "1 G");
    assert!(status(&inspector).starts_with("原文第1行"));
    press(&mut inspector, "G");
    assert!(status(&inspector).starts_with("原文第7行"), "{}", status(&inspector));
    press(&mut inspector, "v / \"完善制度\" enter v 1 G n");
    assert_eq!(looked_at(&inspector), "公开的及时性还需加强，下一步将完善制度。");
    press(&mut inspector, "v");
    assert_eq!(inspector.state.focus(), Pane::Text);
}

#[test]
fn notes_lead_to_their_place() {
    let dir = folder("glued.txt", GLUED);
    let mut inspector = notes(&dir);
    assert!(shown(&inspector).contains("第5行  表二·规章:“000”数字连写"), "{}", shown(&inspector));
    press(&mut inspector, "j enter");
    let view = inspector.state.opened.as_ref().unwrap().source.clone().unwrap();
    assert_eq!(view.shown.unwrap().of(GLUED), Some("规章000"));
    press(&mut inspector, "esc");
    assert_eq!(inspector.state.focus(), Pane::Text);
}

#[test]
fn a_source_that_is_gone_or_another_is_named_and_not_shown() {
    let dir = folder("glued.txt", GLUED);
    let line = open(dir.path()).line(0).unwrap();
    std::fs::write(dir.path().join("c.jsonl"), line).unwrap();
    let look = |keys: &str| {
        let corpus = open(&dir.path().join("c.jsonl"));
        let id = corpus.header(0).unwrap().id.to_owned();
        let mut inspector = Headless::open(corpus, Works::default(), (160, 24), View::Browse, Some(id));
        press(&mut inspector, keys);
        inspector
    };
    assert!(status(&look("g t 3")).contains("推算,依 T3-ROW  原文第5行"));
    std::fs::write(dir.path().join("glued.txt"), "别的文字").unwrap();
    let text = shown(&look("g t 3 v j j l } enter"));
    assert!(text.contains("原文已变:glued.txt") && !text.contains("别的文字"), "{text}");
    assert!(status(&look("g t 3")).contains("原文字节"), "no line is known");
    std::fs::remove_file(dir.path().join("glued.txt")).unwrap();
    assert!(shown(&look("g t 3 v")).contains("原文不在:没有文件"));
    let elsewhere = folder("glued.txt", GLUED);
    let works = Works::default().with_sources(Some(elsewhere.path().to_owned()));
    let corpus = open(&dir.path().join("c.jsonl"));
    let id = corpus.header(0).unwrap().id.to_owned();
    let mut inspector = Headless::open(corpus, works, (160, 24), View::Browse, Some(id));
    press(&mut inspector, "g t 3");
    assert!(status(&inspector).contains("原文第5行"), "found where it was said to be");
}

/// Only what is on the screen is wrapped: a frame costs the same in a source of megabytes, on one line or
/// on many.
#[test]
fn a_frame_costs_no_more_in_a_source_of_megabytes() {
    let piece = "全年主动公开政府信息214条，其中工作动态128件；办结<td width=\"8\">0000000</td>";
    for feed in ["", "\n"] {
        let mut report = crate::tui::fixture::report("big", Some("云河县档案局"), ["", "", ""], Some(2021));
        report.source.text = Some(format!("{piece}{feed}").repeat(5 << 20 >> 7));
        let corpus = crate::tui::fixture::corpus_of(&[report]);
        let mut inspector =
            Headless::open(corpus, crate::tui::fixture::works(), (160, 45), View::Browse, Some("big".into()));
        press(&mut inspector, "g 1 v");
        let mut slowest = std::time::Duration::ZERO;
        for keys in ["G", "c-u", "pgup", "k", "g g", "pgdn", "j", "2 0 0 0 0 G", "k", "c-u"] {
            let began = std::time::Instant::now();
            press(&mut inspector, keys);
            inspector.screen(&Theme::default());
            slowest = slowest.max(began.elapsed());
        }
        println!("slowest key with its frame: {slowest:?}");
        // Wrapping all of it takes a debug build minutes.
        assert!(slowest.as_secs() < 15, "{slowest:?}");
    }
}
