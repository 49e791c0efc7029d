//! How long a keystroke of a search takes over 20,000 reports of 30 sentences each, made up here
//! from a seed: until all is counted, and until a screen and then 5,000 hits are there; and how
//! long it takes to write their index and to open it.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use jianbao::model::report::{Block, Report, Section, SectionKey};
use jianbao::search::index::{Ask, Index, Segment, Writer};
use jianbao::search::query::Query;

const REPORTS: usize = 20_000;
const BLOCKS: usize = 10;
const SENTENCES: usize = 3;

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    /// Words near the front come more often, as in real text.
    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let last = self.roll(words.len()) + 1;
        words.get(self.roll(last)).copied().unwrap_or("")
    }
}

const WHO: &[&str] = &[
    "我局",
    "本机关",
    "全县各部门",
    "县政府办公室",
    "青石镇",
    "云河县财政局",
    "各科室",
    "信息公开工作领导小组",
    "教育系统",
    "下属事业单位",
    "分管领导",
    "窗口工作人员",
];
const DID: &[&str] = &[
    "主动公开",
    "收到",
    "办理",
    "答复",
    "发布",
    "更新",
    "受理",
    "梳理",
    "完善",
    "健全",
    "落实",
    "召开",
    "组织开展",
    "严格执行",
    "认真回应",
    "及时转办",
];
const WHAT: &[&str] = &[
    "政府信息",
    "依申请公开",
    "政务动态信息",
    "规范性文件",
    "行政许可事项",
    "财政预决算",
    "重点领域信息",
    "政府信息公开申请",
    "行政复议案件",
    "行政诉讼案件",
    "群众来信",
    "政策解读稿件",
    "公开指南和目录",
    "信息公开保密审查制度",
    "“放管服”改革举措",
    "政府网站栏目",
    "政务新媒体账号",
    "业务培训班",
];
const TAIL: &[&str] = &[
    "，同比有所增长",
    "，均在法定期限内办结",
    "，未收取任何费用",
    "，进一步提高了透明度",
    "，主动接受社会监督",
    "，但公开的时效性有待加强",
    "，队伍专业化水平需要提升",
    "，无结转下年度继续办理的情况",
    "，其中通过网站公开",
    "，做到应公开尽公开",
    "，没有发生泄密事件",
];

fn sentence(dice: &mut Dice) -> String {
    let mut text = String::new();
    for clause in 0..=dice.roll(2) {
        if clause > 0 {
            text.push('，');
        }
        text += dice.pick(WHO);
        text += dice.pick(DID);
        text += dice.pick(WHAT);
        if dice.roll(2) == 0 {
            let blank = if dice.roll(3) == 0 { " " } else { "" };
            text.extend([blank, &dice.roll(300).to_string(), blank, "件"]);
        }
    }
    text + dice.pick(TAIL) + "。"
}

fn report(dice: &mut Dice) -> Report {
    let block = |dice: &mut Dice| Block { text: (0..SENTENCES).map(|_| sentence(dice)).collect(), ..Block::default() };
    let section = |key, dice: &mut Dice| Section {
        key: Some(key),
        blocks: (0..BLOCKS / 2).map(|_| block(dice)).collect(),
        ..Section::default()
    };
    Report {
        sections: vec![section(SectionKey::Overview, dice), section(SectionKey::Problems, dice)],
        ..Report::default()
    }
}

/// The bytes of the index of these reports.
fn written(reports: &[Option<&Report>]) -> Vec<u8> {
    let write = || -> std::io::Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new(), reports.len())?;
        for some in reports.chunks(2048) {
            writer.add(some)?;
        }
        writer.finish()
    };
    write().unwrap_or_default()
}

/// Everything is let in and nothing is given up; with no budget a preliminary answer is told after the
/// first wave.
fn asking(limit: usize, first: usize) -> Ask<'static> {
    Ask { limit, by_report: false, admitted: &|_| true, cancelled: &|| false, budget: Duration::ZERO, first }
}

/// What a user types: an unselective word, an AND, a long phrase, a scattered word, a rare one, a typo,
/// one that is not there, letters of pinyin, numbers, and what is not to be there.
const QUERIES: &[&str] = &[
    "公",
    "公开",
    "行政复议",
    "依申请公开 收费",
    "'依申请公开",
    "未收到政府信息公开申请",
    "政信公报",
    "海关总署",
    "行政复仪",
    "xzfy",
    "128件",
    "num:128",
    "num:>250",
    "!公开",
    "^我局 件$",
    "收费|复议 section:五",
];

fn search(c: &mut Criterion) {
    let mut dice = Dice(20);
    let reports: Vec<Report> = (0..REPORTS).map(|_| report(&mut dice)).collect();
    let listed: Vec<Option<&Report>> = reports.iter().map(Some).collect();
    let bytes = Arc::new(written(&listed));
    let text: usize = reports.iter().flat_map(Report::blocks).map(|(_, block)| block.text.len()).sum();
    let mut group = c.benchmark_group("search");
    group.sample_size(20);
    group.bench_function(format!("write {} bytes for {text} bytes of text", bytes.len()), |b| {
        b.iter(|| written(black_box(&listed)));
    });
    group.bench_function("open", |b| b.iter(|| Segment::open(Arc::clone(&bytes) as _, 0)));
    let Ok(segment) = Segment::open(bytes, 0) else { return };
    let index = Index::new(vec![segment]);
    for text in QUERIES {
        let Ok(query) = Query::parse(text) else { continue };
        let search = |limit, first| {
            let mut told = None;
            let found = index.search(black_box(&query), &asking(limit, first), &mut |early| told = Some(early));
            (told, found.ok().flatten())
        };
        let total = search(0, 0).1.map_or(0, |found| found.total);
        group.bench_function(format!("{text}: count {total}"), |b| b.iter(|| search(0, 0)));
        group.bench_function(format!("{text}: 5000 hits"), |b| b.iter(|| search(5000, 100)));
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
