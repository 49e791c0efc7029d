//! Whole pages as content management systems and office programs write them, with the cells, sections
//! and metadata that must be read from each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::cell::{How, Number};
use crate::model::form::{CellId, Form};
use crate::model::report::Kind;
use crate::parse::blocks::html::samples::{Style, sample};
use crate::parse::{Input, Parsed, parse};

const TITLE: &str = "云河县青石镇人民政府2022年政府信息公开工作年度报告";

fn read(html: &str) -> Parsed {
    parse(Input { path: "crawl/a.html", bytes: html.as_bytes() })
}

/// A report as an editor writes it, and what its cells hold; `None` for an empty one.
struct Article {
    html: String,
    cells: BTreeMap<CellId, Option<i64>>,
}

/// Every third number left out, every third a zero.
fn article(form: Form) -> Article {
    let sample = sample(form, Style::Site);
    let start = sample.html.find("class=\"article\">").unwrap() + "class=\"article\">".len();
    let end = sample.html.find("</div><div class=footer>").unwrap();
    let mut html = sample.html.get(start..end).unwrap().to_owned();
    let mut cells = BTreeMap::new();
    for (id, value) in sample.cells {
        let (printed, told) = match value % 3 {
            0 => (String::new(), None),
            1 => ("0".to_owned(), Some(0)),
            _ => ((value - 1000).to_string(), Some(value - 1000)),
        };
        html = html.replace(&format!(">{value}</td>"), &format!(">{printed}</td>"));
        cells.insert(id, told);
    }
    Article { html, cells }
}

/// The article with each of its cells written anew from its text and the columns and rows it covers.
fn with_cells(html: &str, cell: impl Fn(&str, &str, &str) -> String) -> String {
    let mut parts = html.split("<td colspan=");
    let mut written = parts.next().unwrap().to_owned();
    for part in parts {
        let (wide, rest) = part.split_once(" rowspan=\"").unwrap();
        let (high, rest) = rest.split_once("\">").unwrap();
        let (text, rest) = rest.split_once("</td>").unwrap();
        written += &cell(text, wide, high);
        written += rest.trim_start_matches('\n');
    }
    written
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The page of a site around an article.
fn site(article: &str) -> String {
    let mut html = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{TITLE}_云河县人民政府网</title>\
         <meta name=\"ArticleTitle\" content=\"{TITLE}\"><meta name=\"PubDate\" content=\"2023-01-20 10:21\">\
         <meta name=\"SiteName\" content=\"云河县人民政府\"></head><body><div class=\"top\"><ul class=\"nav\">"
    );
    for name in ["首页", "政务公开", "政务服务", "互动交流"] {
        let _ = write!(html, "<li><a href=\"/{name}/\">{name}</a></li>");
    }
    let _ = write!(
        html,
        "</ul></div><div class=\"BreadcrumbNav\">当前位置：<a href=\"/\">首页</a>&nbsp;&gt;&nbsp;<a href=/nb>年报</a></div>\
         {article}<div class=bshare-custom>分享到：<a title=微信>微信</a><span>扫一扫在手机打开当前页</span></div>\
         <div><a href=\"javascript:window.print()\">打印本页</a> <a href=\"javascript:window.close()\">关闭窗口</a></div>\
         <p>上一篇：<a href=1.html>云河县白沙镇人民政府2021年政府信息公开工作年度报告</a></p><div class=rel><ul>"
    );
    for town in ["白沙", "柳河", "石门"] {
        let _ = write!(
            html,
            "<li><a href={town}.html>云河县{town}镇2022年政府信息公开工作年度报告</a><span>2023-01-11</span>"
        );
    }
    html + "</ul></div><div class=foot><p>主办：云河县人民政府 承办：云河县人民政府办公室</p>\
        <p>网站标识码：1234560001 ICP备12000001号-1</p></div></body></html>"
}

fn boxed(class: &str, html: &str) -> String {
    site(&format!("<div class=\"{class}\">{html}</div>"))
}

fn cells_of_word(text: &str, wide: &str, high: &str) -> String {
    let words: String = text.chars().fold(String::new(), |words, c| {
        let lang = if c.is_ascii() { " lang=EN-US" } else { "" };
        words + &format!("<span{lang} style='font-size:12.0pt;mso-hansi-font-family:仿宋'>{c}</span>")
    });
    let empty = if text.is_empty() { "&nbsp;" } else { "" };
    format!(
        "<td width=57 colspan={wide} rowspan={high} style='border:solid windowtext 1.0pt;mso-border-alt:solid .5pt'>\n\
         <p class=MsoNormal align=center style='text-align:center;\n  mso-pagination:widow-orphan'>{words}\
         <span\n  lang=EN-US><o:p>{empty}</o:p></span></p>\n  </td>\n"
    )
}

/// Table 三 in two tables, the second without heads or with all that was printed again.
fn torn(html: &str, again: &str) -> String {
    let at = html.find("<tr><td colspan=1 rowspan=\"1\">5.属于三类内部事务信息").unwrap();
    let (before, rest) = html.split_at(at);
    format!("{before}</table>\n<p>— 3 —</p>\n<table border=1>{again}{rest}")
}

type Writing = fn(&str) -> String;

const PAGES: [(&str, Writing); 24] = [
    ("TRS", |html| {
        let style = "<style>.TRS_Editor P{line-height:2}</style>";
        let info = "<div class=info><span>发布时间：2023-01-20 10:21</span><span>来源：青石镇</span><span>浏览次数：\
            <em id=hits>356</em></span><span>字号：【<a href=\"javascript:doZoom(18)\">大</a> <a>中</a>】</span></div>";
        boxed("content", &format!("{info}<div class=TRS_Editor>{style}{html}</div>"))
    }),
    ("Jcms", |html| {
        site(&format!(
            "<table width=1000 id=c><tr><td class=title align=center>{TITLE}</td></tr><tr><td><table><tr><td>发布日期：\
             2023-01-20</td><td>浏览次数：<script>document.write(1)</script></td></tr></table></td></tr><tr><td \
             class=bt_content><div id=zoom><!--ZJEG_RSS.content.begin--><meta name=ContentStart>{html}\
             <meta name=ContentEnd><!--ZJEG_RSS.content.end--></div></td></tr></table>"
        ))
    }),
    ("a table of fields above", |html| {
        site(&format!(
            "<div class=zfxxgk><div class=left><ul><li><a>指南</a><li><a>制度</a><li>规章<li>行政许可<li>年报</ul></div>\
             <div class=right><table width=100%><tr><td>索 引 号：</td><td>123456/2023-00012</td><td>信息分类：</td>\
             <td>年报</td></tr><tr><td>发布机构：</td><td>青石镇</td><td>发文日期：</td><td>2023-01-20</td></tr><tr>\
             <td>名　　称：</td><td colspan=3>{TITLE}</td></tr></table><div id=UCAP-CONTENT>{html}</div></div></div>"
        ))
    }),
    ("Word", |html| {
        let html =
            with_cells(html, cells_of_word).replace("<p>", "<p class=MsoNormal><span\n lang=EN-US><o:p></o:p></span>");
        boxed("WordSection1", &format!("<!--[if gte mso 9]><xml><o:Pages>3</o:Pages></xml><![endif]-->{html}"))
    }),
    ("WPS", |html| {
        boxed(
            "Section0",
            &with_cells(html, |text, wide, high| {
                format!(
                    "<td width=\"56\"  rowspan=\"{high}\" colspan=\"{wide}\" ><p class=\"MsoNormal\" ><span \
                style=\"mso-spacerun:'yes';font-family:宋体;\" ><font face=\"宋体\" >{text}</font></span><span><o:p>&nbsp;\
                </o:p></span></p></td>"
                )
            }),
        )
    }),
    ("torn in two", |html| boxed("con", &torn(html, ""))),
    ("torn in two with spans that go on", |html| {
        let html = torn(html, "");
        boxed(
            "con",
            &html.replace(
                "<table border=1><tr><td colspan=1 rowspan=\"1\">",
                "<table border=1><tr><td rowspan=18></td><td rowspan=4></td><td>",
            ),
        )
    }),
    ("torn in two with heads again", |html| {
        let heads = "<tr><td colspan=3 rowspan=2></td><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td><td \
            rowspan=2>总计</td></tr><tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td>\
            <td>其他</td></tr>";
        boxed("con", &torn(html, heads).replace("</table>\n<p>", "</table><p>"))
    }),
    ("a table for each row", |html| boxed("con", &html.replace("</tr>\n<tr>", "</tr></table><table><tr>"))),
    ("tables that lay out the page", |html| {
        format!(
            "<title>{TITLE}</title><meta name=PubDate content=2023-01-20><table><tr><td><table><tr><td><a href=/>\
            首页</a></td></tr></table></td><td><table><tr><td><table><tr><td align=center><b>{TITLE}</b></td></tr>\
            <tr><td>{html}</td></tr></table></td></tr></table></td></tr></table>"
        )
    }),
    ("no end tags", |html| {
        let html = with_cells(html, |text, wide, high| format!("<TD colSpan={wide} rowSpan={high}><P>{text}\n"));
        boxed("con", &html.replace("</tr>", "").replace("</p>", "\n").replace("<tr>", "<TR>"))
    }),
    ("a tag for each digit", |html| {
        boxed(
            "con",
            &with_cells(html, |text, wide, high| {
                let digits: String =
                    text.chars().fold(String::new(), |text, c| text + &format!("<font><b>{c}</b></font>"));
                format!("<td colspan={wide} rowspan={high}>{digits}</td>")
            }),
        )
    }),
    ("no-break spaces", |html| {
        boxed(
            "con",
            &with_cells(html, |text, wide, high| {
                format!("<td colspan={wide} rowspan={high}>&nbsp;&nbsp;{text}&nbsp;<br/></td>")
            })
            .replace("<p>", "<p>&emsp;&emsp;"),
        )
    }),
    ("wide digits", |html| {
        boxed(
            "con",
            &with_cells(html, |text, wide, high| {
                let wider = |c: char| if is_number(text) { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c };
                format!("<td colspan={wide} rowspan={high}>{}</td>", text.chars().map(wider).collect::<String>())
            }),
        )
    }),
    ("labels written downwards", |html| {
        boxed(
            "con",
            &with_cells(html, |text, wide, high| {
                let down = high != "1" || (!is_number(text) && text.chars().count() < 5);
                let mark = if down { "</p><p>" } else { "" };
                let letters: String = text.chars().fold(String::new(), |text, c| text + mark + &c.to_string());
                format!("<td colspan={wide} rowspan={high}><p>{letters}</p></td>")
            }),
        )
    }),
    ("Excel", |html| {
        let html = with_cells(html, |text, wide, high| {
            format!(
                "<td colspan={wide} rowspan={high} class=xl66 x:num style=\"border-left:none\">{}</td>",
                if text.is_empty() { "　" } else { text }
            )
        });
        boxed(
            "con",
            &html.replace(
                "<table>",
                "<table x:str><col class=xl65 width=72 span=10>\
            <tr height=0 style=\"display:none\"><td width=72></td><td width=72></td></tr>",
            ),
        )
    }),
    ("a second page for small screens", |html| {
        site(&format!(
            "<div class=pc>{html}</div><div class=mobile style=\"display:none\"><h1>{TITLE}</h1>{html}</div>"
        ))
    }),
    ("fields of a form", |html| {
        boxed(
            "con",
            &with_cells(html, |text, wide, high| {
                let field = format!("<input type=\"text\" readonly value=\"{text}\" />");
                let shown = if is_number(text) || text.is_empty() { &field } else { text };
                format!("<td colspan={wide} rowspan={high}>{shown}</td>")
            }),
        )
    }),
    ("what nobody sees", |html| {
        boxed(
            "con",
            &with_cells(html, |text, wide, high| {
                format!(
                    "<td colspan={wide} rowspan={high}><!--[if !supportEmptyParas]-->{text}<!--[endif]--><!-- 12 -->\
                <span style=\"display:none\">77</span><input type=hidden value=9></td>"
                )
            }),
        )
    }),
    ("links in cells", |html| {
        boxed(
            "con",
            &with_cells(html, |text, wide, high| {
                format!("<td colspan={wide} rowspan={high}><a href=\"javascript:void(0)\"><u>{text}</u></a></td>")
            }),
        )
    }),
    ("false spans", |html| {
        boxed(
            "con",
            &with_cells(html, |text, wide, high| {
                let more = if wide == "7" || wide == "4" { "90" } else { wide };
                format!("<td colspan={more} rowspan={}>{text}</td>", if high.len() > 1 { "999" } else { high })
            }),
        )
    }),
    ("white space around every tag", |html| boxed("con", html).replace('>', ">\n\t  ").replace('<', "\n   <")),
    ("heads and groups of rows", |html| {
        boxed(
            "con",
            &html
                .replace(
                    "<table>",
                    "<table class=table><caption>（单位：件）</caption><colgroup><col></colgroup><tbody>",
                )
                .replace("</table>", "</tbody></table>"),
        )
    }),
    ("a file beside it", |html| {
        boxed(
            "con",
            &format!("{html}<p>附件：<a href=\"P020230120.pdf\">{TITLE}.pdf</a></p><iframe src=\"/x.html\"></iframe>"),
        )
    }),
];

#[test]
fn pages_are_read_whole() {
    for form in [Form::F2019, Form::F2021] {
        let article = article(form);
        for (name, write) in PAGES {
            check(name, &write(&article.html), form, &article.cells);
        }
    }
}

fn check(name: &str, html: &str, form: Form, cells: &BTreeMap<CellId, Option<i64>>) {
    let Parsed { report, text } = read(html);
    for (id, printed) in cells {
        let cell = report.tables.cells.get(id);
        let value = cell.and_then(|cell| cell.value).and_then(Number::integer);
        let how = cell.and_then(|cell| cell.how);
        let expected = if printed.is_some() { How::Read } else { How::Blank };
        assert_eq!((value, how), (*printed, Some(expected)), "{name}: {id} {:?}", report.notes);
        if let Some(printed) = printed {
            let place = cell.and_then(|cell| cell.at).and_then(|at| at.of(&text)).unwrap();
            let digits: String = place.chars().map(crate::parse::fold::fold).filter(char::is_ascii_digit).collect();
            assert!(digits.contains(&printed.to_string()) || place.contains('<'), "{name}: {id} at {place:?}");
        }
    }
    let sections: Vec<_> = report.sections.iter().filter_map(|section| section.number.as_deref()).collect();
    assert_eq!(sections, ["一", "二", "三", "四", "五", "六"], "{name}");
    assert_eq!((report.kind, report.form, report.year), (Kind::Report, Some(form), Some(2022)), "{name}");
    assert_eq!(report.title.as_deref(), Some(TITLE), "{name}");
    assert_eq!(report.published.map(|day| day.to_string()).as_deref(), Some("2023-01-20"), "{name}");
    let agency = report.agency.name.as_deref();
    assert_eq!(agency, Some("云河县青石镇人民政府"), "{name}");
    let narrative: String = report.blocks().map(|(_, block)| block.text.as_str()).collect();
    assert!(narrative.contains("全年公开信息36条"), "{name}: {narrative}");
    assert_eq!(narrative.matches("目前还有2个方面的不足").count(), 1, "{name}");
    for word in ["主办", "分享", "上一篇", "白沙", "打印", "首页", "浏览", "标识码"] {
        assert!(!narrative.contains(word), "{name}: {narrative}");
    }
}

#[test]
fn pages_without_a_report_are_named() {
    let check = |html: &str, kind: Kind, links: usize| {
        let report = read(&site(html)).report;
        assert_eq!((report.kind, report.source.links.len()), (kind, links), "{html}");
        assert!(report.tables.cells.is_empty() && report.sections.iter().all(|section| section.number.is_none()));
    };
    let title = format!("<h1>{TITLE}</h1><div>发布时间：2023-01-20</div>");
    check(&format!("{title}<p>附件：<a href='a/W02.docx'>年度报告.docx</a></p>"), Kind::AttachmentPage, 1);
    check(&format!("{title}<iframe src='/pdfjs/viewer.html?file=/P02.pdf'></iframe>"), Kind::AttachmentPage, 1);
    check(&format!("{title}<object data='P02.pdf' type='application/pdf'></object>"), Kind::AttachmentPage, 1);
    check(&format!("{title}<p><img src='W02_1.jpg'></p><p><img src='W02_2.jpg'></p>"), Kind::Picture, 0);
}

#[test]
fn a_picture_where_the_table_should_be_is_no_row_of_zeros() {
    let article = article(Form::F2021);
    let start = article.html.find("<table><tr><td colspan=3 rowspan=\"3\">").unwrap();
    let end = start + article.html.get(start..).unwrap().find("</table>").unwrap();
    let html = article.html.replacen(article.html.get(start..end).unwrap(), "<img src=W02_table3.png>", 1);
    let report = read(&boxed("con", &html)).report;
    let pictures: Vec<_> = report.grids.iter().filter(|grid| grid.status.id() == "image").collect();
    assert_eq!(pictures.len(), 1, "{:?}", report.grids);
    let requests = |id: &CellId| id.to_string().starts_with("t3.");
    assert!(!report.tables.cells.iter().any(|(id, cell)| requests(id) && cell.value.is_some()));
}
