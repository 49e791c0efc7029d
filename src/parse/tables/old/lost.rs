//! Statistics tables of which only a caption is left, or a picture.

use crate::model::report::{GridStatus, Span};
use crate::parse::blocks::{Item, Shape, Stream};
use crate::parse::piece::trimmed;

/// A table that is announced and not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    pub caption: String,
    pub at: Span,
    pub status: GridStatus,
}

/// A caption is no longer than this, in characters.
const LONGEST_CAPTION: usize = 60;
/// Words at the end of a sentence that announce a table.
const ANNOUNCES: [&str; 6] = ["如下表", "见下表", "如下表所示", "统计表如下", "列表如下", "附表如下"];
/// So many items behind a caption are looked at.
const NEAR: usize = 3;

/// The tables that captions announce. `pictures` are places in the source, in order.
pub fn captions(stream: &Stream<'_>, covered: &[Span], pictures: &[usize]) -> Vec<Lost> {
    const MOST: usize = 16;
    let items = stream.items();
    let mut lost = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let Some(piece) = stream.pieces(item).first().filter(|_| item.shape != Shape::Row) else { continue };
        if !is_caption(&piece.text) || lost.len() == MOST {
            continue;
        }
        let behind = items.get(n + 1..).unwrap_or_default();
        // Nothing may stand behind a picture at the end.
        let last = behind.get(NEAR - 1).and_then(|item| place(stream, item));
        let end = if behind.len() < NEAR { usize::MAX } else { last.map_or(piece.at.end, |at| at.end) };
        let near = Span::new(piece.at.start, end);
        let has_table = covered.iter().any(|table| table.start < near.end && near.start < table.end)
            || behind.iter().take(NEAR).any(|item| item.shape == Shape::Row);
        if has_table {
            continue;
        }
        let picture = pictures.iter().any(|at| near.range().contains(at))
            || behind.iter().take(NEAR).any(|item| shows_picture(stream, item));
        let status = if picture { GridStatus::Image } else { GridStatus::CaptionOnly };
        lost.push(Lost { caption: piece.text.trim().to_owned(), at: piece.at, status });
    }
    lost
}

fn place(stream: &Stream<'_>, item: &Item) -> Option<Span> {
    stream.pieces(item).iter().map(|piece| piece.at).reduce(Span::cover)
}

/// Whether a line is the caption of a statistics table, or ends in words that announce one.
fn is_caption(line: &str) -> bool {
    let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let short = line.chars().take(LONGEST_CAPTION + 1).count() <= LONGEST_CAPTION;
    let bare = line.trim_end_matches(['：', ':', '。', ')', '）']);
    let named = bare.ends_with("统计表") && line.contains("公开") && !line.contains(['。', '，', '；', '、', '《']);
    short && named || ANNOUNCES.iter().any(|words| bare.ends_with(words))
}

/// Whether a line of text stands for a picture: `[图片]`, `![](a.png)`, a file name alone.
fn shows_picture(stream: &Stream<'_>, item: &Item) -> bool {
    stream.pieces(item).first().is_some_and(|piece| is_picture(&piece.text))
}

/// Whether a line stands for a picture and holds no text.
pub fn is_picture(line: &str) -> bool {
    const LONGEST: usize = 300;
    const MARKS: [&str; 8] = ["[图片]", "【图片】", "(图片)", "（图片）", "[图]", "[image]", "[Image]", "<image>"];
    const ENDS: [&str; 6] = [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"];
    let line = line.get(trimmed(line)).unwrap_or_default();
    // Asked for every line, nearly none of which ends like one.
    let ends = line.ends_with(['g', 'G', 'f', 'F', 'p', 'P', ')', ']', '>', '】', '）']);
    if !ends || line.len() > LONGEST {
        return false;
    }
    let drawn = line.starts_with("![") && line.ends_with(')') && line.matches("](").count() == 1;
    let lower = line.to_ascii_lowercase();
    let named = ENDS.iter().any(|end| lower.ends_with(end)) && !line.contains(['。', '，', ' ']);
    drawn || named || MARKS.contains(&line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::blocks::read_lines;

    fn check(text: &str, expected: &[(&str, GridStatus)]) {
        let stream = read_lines(text, false);
        let lost = captions(&stream, &[], &[]);
        let found: Vec<_> = lost.iter().map(|lost| (lost.caption.as_str(), lost.status)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn captions_without_a_table() {
        let caption = "附件:云河县政府信息公开情况统计表";
        check(&format!("正文。\n{caption}\n"), &[(caption, GridStatus::CaptionOnly)]);
        check(&format!("{caption}\n![](images/a1.png)\n"), &[(caption, GridStatus::Image)]);
        check(&format!("{caption}\n[图片]\n"), &[(caption, GridStatus::Image)]);
        check(&format!("{caption}\n指标\t单位\t数量\n"), &[]);
        check("各类申请的答复情况如下表:\nW020150312.jpg", &[("各类申请的答复情况如下表:", GridStatus::Image)]);
        check("本报告附有《政府信息公开情况统计表》。\n详见统计表。", &[]);
    }
}
