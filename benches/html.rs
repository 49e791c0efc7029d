//! How many pages a second are read on one core, with a place for every cell and paragraph, beside
//! tokenizers and parsers that do nothing else over the same pages. The pages are made up here: a site
//! with menus and scripts around a report as an editor of such sites writes it, about 40 KB each.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use jianbao::parse::blocks::html;
use jianbao::parse::{Input, parse};

const PAGES: u64 = 100;

const ROWS: [&str; 25] = [
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "（一）予以公开",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确",
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
    "（七）总计",
    "四、结转下年度继续办理",
];

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn pages() -> Vec<String> {
    (0..PAGES).map(|n| page(&mut Dice(n))).collect()
}

fn page(dice: &mut Dice) -> String {
    let town = ["青石", "云台", "柳河", "白沙", "石门"][usize::try_from(dice.roll(5)).unwrap_or(0)];
    let title = format!("云河县{town}镇人民政府2022年政府信息公开工作年度报告");
    let mut html = format!(
        "<!DOCTYPE html>\n<html><head>\n<meta charset=\"utf-8\">\n<title>{title}_云河县人民政府</title>\n\
         <meta name=\"ArticleTitle\" content=\"{title}\">\n<meta name=\"PubDate\" content=\"2023-01-{:02}\">\n",
        1 + dice.roll(28)
    );
    html.push_str("<style>body{font-size:14px}.nav li{float:left}</style>\n<script>\n");
    for n in 0..60 {
        let _ = writeln!(html, "var item{n} = {{ url: '/zwgk/{n}/index.html', name: \"<td>{n}</td>\" }};");
    }
    html.push_str("</script></head>\n<body>\n<div class=\"header\"><div class=\"nav\"><ul>\n");
    for n in 0..40 {
        let _ =
            writeln!(html, "<li><a href=\"/zwgk/{n}/index.html\" target=\"_blank\" title=\"栏目{n}\">栏目{n}</a></li>");
    }
    html.push_str(
        "</ul></div></div>\n<div class=\"crumb\">当前位置：<a href=\"/\">首页</a> &gt; 政府信息公开年报</div>\n",
    );
    let _ = write!(html, "<div class=\"con\"><h1>{title}</h1>\n<div id=\"zoom\" class=\"TRS_Editor\">\n");
    for (number, heading) in [("一", "总体情况"), ("二", "主动公开政府信息情况")] {
        paragraph(&mut html, &format!("{number}、{heading}"));
        if number == "一" {
            (1..=5).for_each(|n| narrative(&mut html, n, dice));
        }
    }
    proactive(&mut html, dice);
    paragraph(&mut html, "三、收到和处理政府信息公开申请情况");
    requests(&mut html, dice);
    paragraph(&mut html, "四、政府信息公开行政复议、行政诉讼情况");
    disputes(&mut html, dice);
    paragraph(&mut html, "五、存在的主要问题及改进情况");
    (1..=3).for_each(|n| narrative(&mut html, n, dice));
    paragraph(&mut html, "六、其他需要报告的事项");
    paragraph(&mut html, "无其他需要报告的事项。");
    html.push_str("</div></div>\n<div class=\"footer\"><p>主办：云河县人民政府办公室</p></div></body></html>\n");
    html
}

fn paragraph(html: &mut String, text: &str) {
    let _ = writeln!(
        html,
        "<p style=\"text-indent: 2em; line-height: 30px;\"><span style=\"font-family: 仿宋; font-size: 21px;\">{text}</span></p>"
    );
}

fn narrative(html: &mut String, number: u64, dice: &mut Dice) {
    let mut text =
        format!("（{}）政府信息管理情况。", ["一", "二", "三", "四", "五"][usize::try_from(number - 1).unwrap_or(0)]);
    for _ in 0..4 {
        let _ = write!(
            text,
            "全年通过政府网站公开信息<span lang=\"EN-US\">{}</span>条，&ldquo;两微一端&rdquo;发布信息{}条，\
             健全制度{}项，组织培训&nbsp;{}&nbsp;次。",
            dice.roll(900),
            dice.roll(900),
            dice.roll(9),
            dice.roll(9)
        );
    }
    paragraph(html, &text);
}

fn cell(html: &mut String, text: &str, wide: u64, high: u64) {
    let _ = writeln!(
        html,
        "<td colspan=\"{wide}\" rowspan=\"{high}\" style=\"border:1px solid\"><p align=\"center\">{text}</p></td>"
    );
}

fn row(html: &mut String, labels: &[(&str, u64, u64)], values: u64, dice: &mut Dice) {
    html.push_str("<tr>");
    for (label, wide, high) in labels {
        cell(html, label, *wide, *high);
    }
    for _ in 0..values {
        let value = dice.roll(30).to_string();
        cell(html, &value, 1, 1);
    }
    html.push_str("</tr>\n");
}

fn proactive(html: &mut String, dice: &mut Dice) {
    html.push_str("<table border=\"1\" cellspacing=\"0\"><tbody>\n");
    row(html, &[("第二十条第（一）项", 4, 1)], 0, dice);
    row(html, &[("信息内容", 1, 1), ("本年制发件数", 1, 1), ("本年废止件数", 1, 1), ("现行有效件数", 1, 1)], 0, dice);
    row(html, &[("规章", 1, 1)], 3, dice);
    row(html, &[("行政规范性文件", 1, 1)], 3, dice);
    for (item, label) in [("五", "行政许可"), ("六", "行政处罚")] {
        row(html, &[(&format!("第二十条第（{item}）项"), 4, 1)], 0, dice);
        row(html, &[("信息内容", 1, 1), ("本年处理决定数量", 3, 1)], 0, dice);
        row(html, &[(label, 1, 1)], 1, dice);
    }
    row(html, &[("行政强制", 1, 1)], 1, dice);
    row(html, &[("第二十条第（八）项", 4, 1)], 0, dice);
    row(html, &[("信息内容", 1, 1), ("本年收费金额（单位：万元）", 3, 1)], 0, dice);
    row(html, &[("行政事业性收费", 1, 1)], 1, dice);
    html.push_str("</tbody></table>\n");
}

fn requests(html: &mut String, dice: &mut Dice) {
    html.push_str("<table border=\"1\" cellspacing=\"0\"><tbody>\n");
    let note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";
    row(html, &[(note, 3, 3), ("申请人情况", 7, 1)], 0, dice);
    row(html, &[("自然人", 1, 2), ("法人或其他组织", 5, 1), ("总计", 1, 2)], 0, dice);
    let heads = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"].map(|head| (head, 1, 1));
    row(html, &heads, 0, dice);
    for (n, label) in ROWS.iter().enumerate() {
        let group = match n {
            4 => Some(("（三）不予公开", 1, 8)),
            12 => Some(("（四）无法提供", 1, 3)),
            15 => Some(("（五）不予处理", 1, 5)),
            20 => Some(("（六）其他处理", 1, 3)),
            _ => None,
        };
        let outer = (n == 2).then_some(("三、本年度办理结果", 1, 22));
        let labels: Vec<_> = outer.into_iter().chain(group).chain([(*label, 1, 1)]).collect();
        row(html, &labels, 7, dice);
    }
    html.push_str("</tbody></table>\n");
}

fn disputes(html: &mut String, dice: &mut Dice) {
    html.push_str("<table border=\"1\" cellspacing=\"0\"><tbody>\n");
    row(html, &[("行政复议", 5, 2), ("行政诉讼", 10, 1)], 0, dice);
    row(html, &[("未经复议直接起诉", 5, 1), ("复议后起诉", 5, 1)], 0, dice);
    let heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"].map(|head| (head, 1, 1));
    row(html, &[heads, heads, heads].concat(), 0, dice);
    row(html, &[], 15, dice);
    html.push_str("</tbody></table>\n");
}

/// Tags and bytes of text, places kept: what our reader builds on, by html5gum.
fn by_html5gum(page: &str) -> (usize, usize) {
    let (mut tags, mut text) = (0, 0);
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: html5gum::Span<usize>| -> Option<()> {
        match event {
            CallbackEvent::OpenStartTag { .. } => tags += 1,
            CallbackEvent::String { .. } => text += span.end - span.start,
            _ => {}
        }
        None
    });
    for token in Tokenizer::new_with_emitter(page, emitter) {
        let Ok(()) = token;
    }
    (tags, text)
}

fn by_tl(page: &str) -> usize {
    tl::parse(page, tl::ParserOptions::default()).map_or(0, |dom| dom.nodes().len())
}

#[cfg(feature = "peers")]
fn by_lol_html(page: &str) -> (usize, usize) {
    use lol_html::{RewriteStrSettings, element, rewrite_str, text};
    let (mut last, mut shown) = (0, 0);
    let elements = element!("*", |element| {
        last = element.source_location().bytes().end;
        Ok(())
    });
    let texts = text!("*", |text| {
        shown += text.as_str().len();
        Ok(())
    });
    let settings =
        RewriteStrSettings::new().append_element_content_handler(elements).append_element_content_handler(texts);
    rewrite_str(page, settings).map_or((0, 0), |_| (last, shown))
}

fn html_pages(criterion: &mut Criterion) {
    let pages = pages();
    let bytes: usize = pages.iter().map(String::len).sum();
    let read = parse(Input { path: "2022/a.html", bytes: pages[0].as_bytes() }).report;
    assert_eq!(read.tables.cells.values().filter(|cell| cell.value.is_some()).count(), 200, "{:?}", read.notes);
    assert_eq!(read.sections.len(), 6);
    let mut group = criterion.benchmark_group(format!("html, pages of {} KB", bytes / pages.len() / 1024));
    group.throughput(Throughput::Elements(PAGES));
    group.sample_size(20);
    let mut bench = |name: &str, read: &dyn Fn(&str)| {
        group.bench_function(name, |bencher| bencher.iter(|| pages.iter().for_each(|page| read(black_box(page)))));
    };
    bench("jianbao: whole report with places", &|page| {
        black_box(parse(Input { path: "2022/a.html", bytes: page.as_bytes() }));
    });
    bench("jianbao: lines and rows of the article with places", &|page| {
        black_box(html::read(page).shown().stream.items().len());
    });
    bench("html5gum: tokens with places", &|page| {
        black_box(by_html5gum(page));
    });
    bench("tl: tree", &|page| {
        black_box(by_tl(page));
    });
    #[cfg(feature = "peers")]
    bench("lol_html: elements with places", &|page| {
        black_box(by_lol_html(page));
    });
    group.finish();
}

criterion_group!(benches, html_pages);
criterion_main!(benches);
