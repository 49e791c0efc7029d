//! Which part of a page is the report: the innermost element that holds every word of the form and
//! nearly all sentences. What stands around it is the site.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::parse::blocks::html::{Entry, Held, Line, Page};

/// Words that only a report has, outside a link.
static WORDS: LazyLock<[Finder<'static>; 12]> = LazyLock::new(|| {
    [
        "第二十条第",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请",
        "本年新收政府信息公开申请",
        "结转下年度继续办理",
        "属于行政执法案卷",
        "因政府信息公开工作被申请",
        "政府信息公开行政复议",
        "未经复议直接起诉",
        "存在的主要问题",
        "其他需要报告的事项",
        "政府信息公开情况统计表",
    ]
    .map(Finder::new)
});
/// The length of the shortest of them, in bytes.
const SHORTEST_WORD: usize = 15;

/// The share of the sentences, in percent, that the report holds at least.
const SHARE: usize = 97;
/// What a cell of a table weighs, in bytes of sentences.
const CELL: usize = 8;

/// The parts of a page.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// For each holder whether it is in the article.
    inside: Vec<bool>,
    /// For each holder whether it is a part of the site.
    chrome: Vec<bool>,
}

impl Parts {
    /// Whether a line or row held by this is a part of the report.
    pub fn holds(&self, holder: usize) -> bool {
        let is = |all: &[bool]| all.get(holder).copied().unwrap_or(false);
        is(&self.inside) && !is(&self.chrome)
    }

    /// Whether the reader of the metadata is to see a line: not the menus and lists of links around
    /// the report, but the way to it (当前位置) wherever it stands.
    pub fn tells(&self, line: &Line, text: &str) -> bool {
        let chrome = self.chrome.get(line.holder).copied().unwrap_or(false);
        is_trail(text) || is_field(text) || !chrome && !line.is_link()
    }
}

/// What a holder has in it, and in the ones it holds.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    sentences: usize,
    words: usize,
    /// All text, and what of it is links, in bytes.
    text: usize,
    links: usize,
}

impl Weight {
    fn add(&mut self, other: Self) {
        self.sentences += other.sentences;
        self.words += other.words;
        self.text += other.text;
        self.links += other.links;
    }

    /// Whether it is a list of links and what stands between them.
    fn is_list(&self) -> bool {
        self.words == 0 && self.sentences == 0 && self.links * 2 > self.text
    }
}

/// Finds the report in a page.
pub fn parts(page: &Page) -> Parts {
    let mut weights = vec![Weight::default(); page.holders.len()];
    for entry in &page.entries {
        let (holder, weight) = match entry {
            Entry::Line(line) => (line.holder, weigh(line, page.text(&line.shown))),
            Entry::Row(row) => (row.holder, Weight { sentences: row.cells.len() * CELL, ..Weight::default() }),
            Entry::Head(_) | Entry::Picture { .. } | Entry::Markdown(_) => continue,
        };
        if let Some(sum) = weights.get_mut(holder) {
            sum.add(weight);
        }
    }
    // What is held comes after what holds it.
    for n in (1..weights.len()).rev() {
        let weight = weights[n];
        weights[page.holders[n].parent].add(weight);
    }
    let total = weights.first().copied().unwrap_or_default();
    let chrome = chrome(&page.holders, &weights, total);
    let article = article(&page.holders, &weights, &chrome, total);
    let mut inside = vec![false; page.holders.len()];
    for (n, held) in page.holders.iter().enumerate() {
        inside[n] = n == article || (n > 0 && inside[held.parent]);
    }
    Parts { inside, chrome }
}

fn weigh(line: &Line, text: &str) -> Weight {
    let weight = Weight { text: text.len(), links: line.linked, ..Weight::default() };
    if line.linked * 2 >= text.len() {
        return weight;
    }
    let sentences = if text.contains('。') { text.len() } else { 0 };
    let words = if text.len() < SHORTEST_WORD {
        0
    } else {
        WORDS.iter().filter(|word| word.find(text.as_bytes()).is_some()).count()
    };
    Weight { sentences, words: words + usize::from(is_title(text)), ..weight }
}

/// Whether a line starts like the title of a section: `一、`.
fn is_title(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| "一二三四五六七八九".contains(c)) && letters.next() == Some('、')
}

/// Elements that call themselves a part of the site, or list links, and hold nothing that makes the
/// report.
fn chrome(holders: &[Held], weights: &[Weight], total: Weight) -> Vec<bool> {
    let mut chrome = vec![false; holders.len()];
    for (n, held) in holders.iter().enumerate().skip(1) {
        let light = weights[n].words == 0 && weights[n].sentences * 3 < total.sentences.max(1);
        // A page for small screens that says the same again.
        let again = held.hidden && weights[n].words > 0 && (total.words - weights[n].words) >= weights[n].words;
        chrome[n] = chrome[held.parent] || (held.hint && light) || again || weights[n].is_list();
    }
    chrome
}

/// The innermost element with all words and nearly all sentences.
fn article(holders: &[Held], weights: &[Weight], chrome: &[bool], total: Weight) -> usize {
    // The sentences of the site do not count.
    let outside = |n: &usize| chrome[*n] && !chrome[holders[*n].parent];
    let of_site: usize = (1..holders.len()).filter(outside).map(|n| weights[n].sentences).sum();
    let words_of_site: usize = (1..holders.len()).filter(outside).map(|n| weights[n].words).sum();
    let (sentences, words) = (total.sentences.saturating_sub(of_site), total.words.saturating_sub(words_of_site));
    if words == 0 && sentences == 0 {
        return 0;
    }
    let mut article = 0;
    for (n, held) in holders.iter().enumerate().skip(1) {
        let whole = weights[n].words == words && weights[n].sentences * 100 >= sentences * SHARE;
        if held.parent == article && whole && !chrome[n] {
            article = n;
        }
    }
    article
}

/// Whether a line starts with a field of the header of a page, whatever links stand behind it.
fn is_field(text: &str) -> bool {
    let fields = [
        "发布时间",
        "发布日期",
        "发文日期",
        "成文日期",
        "生成日期",
        "索引号",
        "索 引 号",
        "文号",
        "来源",
        "信息来源",
        "发布机构",
    ];
    text.len() < 400 && fields.iter().any(|field| text.starts_with(field))
}

/// Whether a line shows the way from the start of the site to the page.
fn is_trail(text: &str) -> bool {
    let starts = ["当前位置", "您的位置", "您当前", "您现在", "所在位置", "位置：", "位置:", "首页"];
    text.len() < 600 && starts.iter().any(|start| text.starts_with(start)) && text.contains(['>', '»', '›', '→', '＞'])
}
