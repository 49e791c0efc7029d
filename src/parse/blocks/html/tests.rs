//! Pages of every kind to the stream.

use std::fmt::Write as _;

use crate::parse::blocks::html::{Page, read};
use crate::parse::blocks::{Shape, Stream};

/// The items of a stream, one a line: `~` for a gap, `h2` for a heading, `[a|b]` for a row.
fn items(stream: &Stream<'_>) -> Vec<String> {
    let show = |item: &crate::parse::blocks::Item| {
        let texts: Vec<_> = stream.pieces(item).iter().map(|piece| piece.text.replace('\n', "/")).collect();
        let gap = if item.gap { "~" } else { "" };
        match item.shape {
            Shape::Text => format!("{gap}{}", texts.join("")),
            Shape::Heading(level) => format!("{gap}h{level} {}", texts.join("")),
            Shape::Row => format!("{gap}[{}]", texts.join("|")),
        }
    };
    stream.items().iter().map(show).collect()
}

fn check(source: &str, expected: &[&str]) {
    let page = read(source);
    assert_eq!(items(&page.shown().stream), expected, "{source}");
    check_places(source, &page);
}

/// Every place of the stream leads to the source it was read from.
fn check_places(source: &str, page: &Page) {
    let shown = page.shown();
    for piece in shown.stream.items().iter().flat_map(|item| shown.stream.pieces(item)) {
        let at = page.view.place(piece.at);
        assert!(at.of(source).is_some(), "{at:?} in {source}");
        let runs = page.view.runs(piece.at, &piece.runs, piece.text.len());
        for (offset, from) in runs {
            assert!(source.is_char_boundary(from) && piece.text.is_char_boundary(offset), "{from} in {source}");
        }
    }
}

#[test]
fn lines_of_a_page() {
    check("<p>甲</p><p>乙<br>丙<br><br>丁</p>", &["~甲", "~乙", "丙", "~丁"]);
    check("<h1>标题</h1>\n<div>甲<span>乙</span> <b>丙</b></div>", &["~h1 标题", "~甲乙 丙"]);
    check("<ul><li>一是<li>二是</ul>尾", &["~一是", "~二是", "~尾"]);
    check("<h2>没有结束<p>正文<h2>二</h2>文", &["~h2 没有结束", "~h2 正文", "~h2 二", "~文"]);
    check("<pre>规章\t0\t0\n行政 许可  5\n\n尾</pre>后\n文", &["~[规章|0|0]", "行政 许可  5", "~尾", "~后文"]);
    check("甲<!-- <p>注</p> -->乙<![if !x]>丙<![endif]><?xml a>丁</>", &["~甲乙丙丁"]);
    check("1 < 2 && 3 > 2 <3", &["~1 < 2 && 3 > 2 <3"]);
    check("<p>共<o:p></o:p><span lang=EN-US>1</span><span>2</span>件</p>", &["~共12件"]);
    check("<p>面积10<sup>2</sup>米</p><a href=a>首页</a><a href=b>公开</a>", &["~面积10 2 米"]);
}

#[test]
fn what_is_not_shown() {
    check("<script>if (a<b) '<p>x</p>'</script><style>p{}</style><p>甲</p><noscript>请<p>开</noscript>", &["~甲"]);
    check("<select><option>2019<option>2020</select><p>甲<textarea>乙</textarea></p>", &["~甲"]);
    check("<p>1<span style='display:none'>9</span>2<del>3</del><s>4</s>件</p>", &["~12件"]);
    check("<p hidden>藏</p><table><tr><td>甲<td style='DISPLAY: none'>9<td>1</table>", &["~藏", "~[甲|1]"]);
    check("<table><tr style='display:none'><td>9<td>8</tr><tr><td>甲<td>1</table>", &["~[甲|1]"]);
    check("<p>甲<span hidden>没有结束<p>乙", &["~甲没有结束", "~乙"]);
    check("<p>甲<button>没有结束<p>乙", &["~甲没有结束", "~乙"]);
    check("<title>没有结束<p>甲", &["~没有结束", "~甲"]);
    check("<p>甲</p><script>没有结束 <p>乙", &["~甲"]);
    check("<p>甲</p><p class=\"没有结束>乙</p>", &["~甲"]);
}

#[test]
fn tables_of_a_page() {
    check(
        "<table><caption>表</caption><thead><tr><th>信息<br>内容</th><th colspan=3>数量</th></tr></thead>\
         <tr><td>规 章<td>0<td>&nbsp;<td></table>",
        &["~表", "~[信息/内容|数量]", "[规 章|0||]"],
    );
    check("<TABLE><TR><TD>甲<TD>1<TR><TD>乙<TD>2</TABLE>文", &["~[甲|1]", "[乙|2]", "~文"]);
    check("<table><tr><td><p>甲</p><p>乙</p></td><td><div>1</div></td></tr></table>", &["~[甲乙|1]"]);
    check("<table><tr><td><p>甲乙</p><p>丙</p><p>3</p></td><td>1<br>2</td></tr></table>", &["~[甲乙/丙/3|1/2]"]);
    check("<td>甲</td><tr><td>乙</td></tr></table>丙", &["~甲", "~乙", "~丙"]);
    check("<table><td>甲<td>1<table><tr><td>乙<td>2</table>", &["~甲", "~1", "~[乙|2]"]);
    check(
        "<table><tr><td>甲</td><td>1</td></tr><table><tr><td>乙</td><td>2</td></tr></table>",
        &["~[甲|1]", "~[乙|2]"],
    );
    check("<table><tr><td><input value='3'></td><td><input type=hidden value=4>5</td></tr></table>", &["~[3|5]"]);
    check("<table><tr><td></td><td> </td></tr><tr></tr></table>", &[]);
    check("<table><tr><td>甲</div></td><td></p>1</td></tr></table>", &["~[甲|1]"]);
}

#[test]
fn a_number_that_the_end_of_the_file_cuts_is_left_out() {
    check("<table><tr><td>甲<td>1</td><td>2", &["~[甲|1]"]);
    check("<table><tr><td>甲<td>1</td><td>2</body>", &["~[甲|1|2]"]);
    check("<table><tr><td>甲<td>1</td><td>2</table>", &["~[甲|1|2]"]);
    assert!(read("<table><tr><td>甲<td>1").cut_off && !read("<table><tr><td>甲<td>1</table>").cut_off);
}

#[test]
fn tables_that_lay_out_the_page() {
    check("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>", &["~甲", "~乙"]);
    check(
        "<table><tr><td>菜单</td><td><h1>标题</h1><table><tr><td>规章<td>0</table></td></tr></table>",
        &["~菜单", "~h1 标题", "~[规章|0]"],
    );
    let text = "一年来,我镇坚持公开。".repeat(40);
    check(&format!("<table><tr><td>一、<td>{text}</table>"), &["~一、", &format!("~{text}")]);
    check(&format!("<table><tr><td>菜单<td>{text}</table>"), &[&format!("~{text}")]);
    let mut deep = String::new();
    for n in 0..40 {
        let _ = write!(deep, "<table><tr><td>{n}");
    }
    let page = read(&(deep + "</body>"));
    assert_eq!(page.shown().stream.items().len(), 40);
}

#[test]
fn only_the_article_is_read() {
    let source = "<div class=nav><a href=/>首页</a> <a href=/xxgk>政务公开</a></div>\
        <div>当前位置：<a href=/>首页</a> > <a href=/a>年报</a></div>\
        <div class=page><h1>云河县2021年政府信息公开工作年度报告</h1>\
        <div id=zoom><p>一、总体情况</p><p>一年来坚持公开。</p><p>六、其他需要报告的事项</p><p>无。</p></div>\
        <div><a href=1.html>云河县2020年政府信息公开工作年度报告</a> 2021-01-20</div></div>\
        <div>主办单位：云河县人民政府办公室</div>";
    check(source, &["~一、总体情况", "~一年来坚持公开。", "~六、其他需要报告的事项", "~无。"]);
    let page = read(source);
    let shown = page.shown();
    let lines: Vec<_> = shown.stream.lines.iter().map(|line| &*line.text).collect();
    assert_eq!(lines[..2], ["当前位置：首页 > 年报", "云河县2021年政府信息公开工作年度报告"]);
    assert!(lines.contains(&"主办单位：云河县人民政府办公室"));
    assert!(!lines.iter().any(|line| line.contains("2020年") || *line == "首页 政务公开"), "{lines:?}");
}

#[test]
fn a_table_of_the_form_is_kept_wherever_it_stands() {
    let source = "<div><p>一、总体情况</p><p>一年来坚持公开。</p></div>\
        <div class=sidebar><table><tr><td>第二十条第（一）项</td></tr><tr><td>规章</td><td>0</td></tr></table></div>";
    check(source, &["~一、总体情况", "~一年来坚持公开。", "~[第二十条第（一）项]", "[规章|0]"]);
}

#[test]
fn the_head_tells_of_the_report() {
    let source = "<head><title>年报_云河县</title><meta name=ArticleTitle content='云河县&quot;年报&quot;'>\
        <META NAME='PubDate' CONTENT='2020-01-20 10:00'><meta name=viewport content=x>\
        <link rel=canonical href='https://a.example/t20200120_1.html'></head><body>甲</body>";
    let page = read(source);
    let shown = page.shown();
    let lines: Vec<_> = shown.stream.lines.iter().map(|line| &*line.text).collect();
    let expected = [
        "年报_云河县",
        "ArticleTitle: 云河县\"年报\"",
        "PubDate: 2020-01-20 10:00",
        "网址: https://a.example/t20200120_1.html",
        "甲",
    ];
    assert_eq!(lines, expected);
    assert_eq!(items(&shown.stream), ["~甲"]);
}

#[test]
fn links_and_pictures() {
    let source = "<p>正文</p><p>附件：<a href='a.docx?x=1&amp;y=2'>云河县<b>年报</b>.docx</a><a href='/b.html'>返回</a></p>\
        <p><img src=page1.jpg><img src=icon_doc.png><img src=x.png width=16></p>";
    let page = read(source);
    let links: Vec<_> = page.links.iter().map(|link| (link.text.as_str(), link.href.as_str())).collect();
    assert_eq!(links, [("云河县年报.docx", "a.docx?x=1&y=2")]);
    assert_eq!(page.shown().pictures.len(), 1);
}

#[test]
fn lines_with_places_on_their_page() {
    let p = |top: u32, left: u32, text: &str| {
        format!("<p style='position:absolute;top:{top}px;left:{left}px'>{text}</p>\n")
    };
    let lines =
        [p(100, 50, "一、本年新收"), p(97, 300, "21"), p(97, 340, "0"), p(130, 50, "二、上年结转"), p(130, 300, "3")];
    check(&format!("<div>{}</div>", lines.concat()), &["~一、本年新收 21 0", "二、上年结转 3"]);
    let sized = "<style>.f{font-size:20px}</style><p class=f style='top:10px;left:10px'>公开</p>\
        <p class=f style='top:11px;left:50px'>条例</p><p class=f style='top:10px;left:150px'>5</p>";
    check(sized, &["~公开条例 5"]);
}
