//! The labels of header fields and where they stand in a line, with blanks between their characters
//! and without a colon too. What follows a label is read in `fields`.

use std::sync::LazyLock;

use crate::model::letters::Letters;
use crate::parse::metadata::view::is_han;

/// What a label stands for. `Other` labels only end the value before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Title,
    IndexNo,
    DocNo,
    Published,
    Written,
    /// The body that publishes, by a label that says so.
    Publisher,
    /// 来源 and the like: often a web site.
    Origin,
    Url,
    Other,
}

/// How far into a line fields are looked for: the header of a page has short lines.
const LINE_BYTES: usize = 1200;
const BLANKS_IN_A_LABEL: usize = 4;

/// A label in a line: where it starts, where its value starts, and whether a colon or the like
/// stands between the two.
pub(super) struct Label {
    pub key: Key,
    pub start: usize,
    pub value: usize,
    pub marked: bool,
}

/// The labels in a line, from left to right.
pub(super) fn of(text: &str) -> Vec<Label> {
    if !text.bytes().any(|b| b.is_ascii_alphabetic() || !b.is_ascii()) {
        return Vec::new();
    }
    let first_letters = &*FIRST_LETTERS;
    let mut labels = Vec::new();
    let mut mark = Mark::default();
    let (mut at, mut free) = (0, true);
    while at < LINE_BYTES {
        // A label that follows a word needs a mark behind it: till there nothing starts inside of words.
        let reach = if free { at } else { mark.reach(text, at) };
        while at < reach && matches!(text.as_bytes().get(at), Some(0xE4..=0xE9)) {
            at += 3;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        if at >= reach
            && first_letters.contains(c)
            && let Some(label) = label_at(text, at, free)
        {
            (at, free) = (label.value, true);
            labels.push(label);
        } else {
            (at, free) = (at + c.len_utf8(), !is_word(c));
        }
    }
    labels
}

/// The longest label with all the blanks there may be in it, in bytes.
const LONGEST: usize = 24 + 12 * BLANKS_IN_A_LABEL;

/// The next mark that may stand behind a label.
#[derive(Default)]
struct Mark {
    at: Option<usize>,
    /// Where a label that it ends can start at the earliest.
    reach: usize,
}

impl Mark {
    /// From where on a label may start that a mark behind the byte `at` ends.
    fn reach(&mut self, text: &str, at: usize) -> usize {
        if self.at.is_none_or(|mark| mark < at) {
            let marks = next_marks(text.as_bytes(), at);
            let mut labelled = marks.filter_map(|mark| Some((mark, text.get(..mark)?.trim_end_matches(' '))));
            // Nearly every mark stands behind a letter that no label ends in.
            let next = labelled.find(|(_, before)| before.ends_with(|c| LAST_LETTERS.contains(c)));
            self.at = Some(next.map_or(text.len(), |(mark, _)| mark));
            self.reach = next.map_or(usize::MAX, |(_, before)| before.len().saturating_sub(LONGEST));
        }
        self.reach
    }
}

/// Every `:`, `]` and `】` from a place on.
fn next_marks(text: &[u8], from: usize) -> impl Iterator<Item = usize> + '_ {
    const LAST_OF_BRACKET: u8 = 0x91;
    let marks = memchr::memchr3_iter(b':', b']', LAST_OF_BRACKET, text.get(from..).unwrap_or_default());
    marks.map(move |at| from + at).filter_map(|at| match text.get(at) {
        Some(&LAST_OF_BRACKET) => at.checked_sub(2).filter(|start| text.get(*start..=at) == Some("】".as_bytes())),
        _ => Some(at),
    })
}

fn is_word(c: char) -> bool {
    is_han(c) || c.is_ascii_alphanumeric()
}

/// The label at a place; `free` says that no word stands right before it.
fn label_at(text: &str, at: usize, free: bool) -> Option<Label> {
    let rest = text.get(at..)?;
    let mut letters = rest.chars().filter(|c| *c != ' ');
    let letters = (letters.next()?, letters.next()?);
    let start = BY_FIRST.partition_point(|(other, ..)| *other < letters);
    let candidates = BY_FIRST.iter().skip(start).take_while(|(other, ..)| *other == letters);
    for (_, word, key) in candidates {
        // A long label with its colon may follow a value without a blank.
        let long = word.chars().count() >= 4;
        if !free && !long {
            continue;
        }
        let Some(length) = spelled(rest, word) else { continue };
        let after = rest.get(length..)?;
        let shown = after.trim_start_matches(' ');
        let marked = shown.starts_with([':', ']', '】']);
        let glued = marked && long;
        let open = marked || after.is_empty() || after.starts_with([' ', '|']);
        if !(free || glued) || !open {
            continue;
        }
        let skipped =
            if marked { after.len() - shown.len() + shown.chars().next().map_or(0, char::len_utf8) } else { 0 };
        return Some(Label { key: *key, start: at, value: at + length + skipped, marked });
    }
    None
}

/// The length of a label at the start of a text, blanks between its characters allowed.
fn spelled(text: &str, word: &str) -> Option<usize> {
    let mut rest = text;
    for (number, c) in word.chars().enumerate() {
        let shown = rest.trim_start_matches(' ');
        let blanks = rest.len() - shown.len();
        if blanks > if number == 0 { 0 } else { BLANKS_IN_A_LABEL } {
            return None;
        }
        rest = shown.strip_prefix(c)?;
    }
    Some(text.len() - rest.len())
}

/// A label with its first two characters; there is none of one.
type Entry = ((char, char), &'static str, Key);

/// The labels in the order of their first characters, then the longest first.
static BY_FIRST: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let with_first = |(key, labels): &(Key, &'static [&'static str])| {
        let key = *key;
        labels.iter().filter_map(move |label| {
            let mut letters = label.chars();
            Some(((letters.next()?, letters.next()?), *label, key))
        })
    };
    let mut by_first: Vec<_> = LABELS.iter().flat_map(with_first).collect();
    by_first.sort_by_key(|(first, label, _)| (*first, std::cmp::Reverse(label.len())));
    by_first
});

/// The characters that labels end in.
static LAST_LETTERS: LazyLock<Letters> =
    LazyLock::new(|| BY_FIRST.iter().filter_map(|(_, label, _)| label.chars().next_back()).collect());

/// The characters that labels start with: most of a line need not be compared.
static FIRST_LETTERS: LazyLock<Letters> = LazyLock::new(|| BY_FIRST.iter().map(|((first, _), ..)| *first).collect());

#[rustfmt::skip]
const LABELS: &[(Key, &[&str])] = &[
    (Key::Title, &["标题", "信息标题", "公文标题", "文件标题", "名称", "信息名称", "文件名称", "公文名称", "ArticleTitle"]),
    (Key::IndexNo, &["索引号", "索引编号", "信息索引号", "信息索引", "公开索引号", "索引码"]),
    (Key::DocNo, &["文号", "发文字号", "发文号", "文件编号", "文件字号", "公文字号", "公文文号", "发布文号", "文件文号", "公文编号"]),
    (Key::Published, &[
        "发布日期", "发布时间", "公布日期", "公布时间", "公开日期", "公开时间", "信息发布日期", "信息发布时间", "网上发布日期",
        "发布于", "日期", "时间", "PubDate",
    ]),
    (Key::Written, &[
        "生成日期", "生成时间", "成文日期", "成文时间", "发文日期", "发文时间", "制发日期", "形成日期", "形成时间", "印发日期",
        "编制日期", "制作日期", "信息生成日期", "信息生成时间",
    ]),
    (Key::Publisher, &[
        "发布机构", "发布单位", "发布部门", "发文机关", "发文单位", "发文机构", "公开机构", "公开单位", "公开主体", "编制机构",
        "编制单位", "制作单位", "制发机关", "制发单位", "发布主体", "信息发布机构", "公开机关", "发布机关",
    ]),
    (Key::Origin, &["来源", "信息来源", "文章来源", "稿件来源", "内容来源", "供稿单位", "供稿", "稿源", "ContentSource"]),
    (Key::Url, &["原文链接", "原文地址", "来源网址", "来源链接", "原文网址", "本文链接", "网页地址", "网址"]),
    (Key::Other, &[
        "责任部门", "公开责任部门", "责任单位", "关键字", "关键词", "主题词", "主题分类", "体裁分类", "组配分类", "服务对象分类",
        "信息分类", "信息类别", "分类", "类别", "公开方式", "公开形式", "公开时限", "公开范围", "公开类别", "公开程序", "公开属性",
        "是否有效", "有效性", "效力状态", "时效性", "时效", "字体大小", "字号", "字体", "字体颜色", "保护视力色", "浏览次数", "浏览量",
        "浏览", "点击数", "点击量", "点击次数", "点击", "阅读次数", "阅读量", "阅读", "访问次数", "访问量", "分享到", "分享", "打印",
        "收藏", "废止日期", "废止时间", "失效日期", "失效时间", "生效日期", "生效时间", "实施日期", "有效期", "语种", "语言", "载体类型",
        "记录形式", "内容概述", "内容摘要", "摘要", "栏目", "所属栏目", "本地目录", "责任编辑", "编辑", "审核", "审核人", "作者",
        "更新日期", "更新时间", "上传时间", "录入时间", "附件", "主题", "体裁", "信息有效性", "信息格式", "联系电话", "联系单位",
        "责任科室", "承办单位", "组配", "视力保护色",
    ]),
];
