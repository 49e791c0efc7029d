//! The narrative of a report: preface and sections, whose figures are those of the tables, among
//! sentences of [`Speaker`].

use std::fmt::Write as _;

use crate::model::form::Row;
use crate::synth::figures::{Cells, Filing, total};
use crate::synth::old::Counts;
use crate::synth::piece::Piece;
use crate::synth::prose::Speaker;

/// Purposes of dice, beside those of the figures.
const SPOKEN: u64 = 20;
const WANTING: u64 = 21;
const ISSUED: u64 = 22;

/// Groups of outcomes as the narrative names them, from the first row of each to the next.
const OUTCOMES: [(&str, Row); 6] = [
    ("予以公开", Row::Granted),
    ("部分公开", Row::Partial),
    ("不予公开", Row::DenyStateSecret),
    ("无法提供", Row::UnableNotHeld),
    ("不予处理", Row::NoprocPetition),
    ("其他处理", Row::Other),
];

/// What a report says.
pub struct Narrative<'a> {
    filing: Filing<'a>,
    speaker: Speaker<'a>,
    /// Whether headings of level 2 stand in a line by themselves.
    own_line: bool,
    pub pieces: Vec<Piece>,
}

impl<'a> Narrative<'a> {
    pub fn new(filing: Filing<'a>) -> Self {
        let speaker = Speaker::new(filing.dice(SPOKEN), filing.office, filing.number);
        Self { filing, speaker, own_line: filing.dice(SPOKEN + 100).once_in(2), pieces: Vec::new() }
    }

    /// A heading of level 1: `一、总体情况`.
    pub fn heading(&mut self, number: &str, title: &str) {
        self.pieces.push(Piece::Heading(1, format!("{number}、{title}")));
    }

    pub fn paragraph(&mut self, text: impl Into<String>) {
        self.pieces.push(Piece::Paragraph(text.into()));
    }

    /// The preface; `period` is the year it says the figures are of.
    pub fn preface(&mut self, period: u16) {
        let (name, year) = (&self.filing.office.name, self.filing.year);
        let mut text = match self.speaker.dice.below(3) {
            0 => format!("根据《中华人民共和国政府信息公开条例》规定,现公布{name}{year}年政府信息公开工作年度报告。"),
            1 => format!("按照《中华人民共和国政府信息公开条例》要求,{name}编制了{year}年政府信息公开工作年度报告。"),
            _ => "依据《中华人民共和国政府信息公开条例》和上级有关要求,结合工作实际,编制本年度报告。".to_owned(),
        };
        let _ = write!(text, "本报告所列数据的统计期限为{period}年1月1日至{period}年12月31日。");
        let site = crate::synth::places::any_stem(&mut self.speaker.dice);
        let number = self.speaker.dice.between(1, 299);
        let _ = write!(text, "如有疑问,请与{name}联系(地址:{site}路{number}号)。");
        self.paragraph(text);
    }

    /// Section 一 since 2019.
    pub fn overview(&mut self, cells: &Cells, spoilt_parts: bool) {
        self.heading("一", "总体情况");
        self.opening();
        self.aspect("一", "主动公开");
        self.disclosed(spoilt_parts);
        if total_of_documents(cells).is_some_and(|[new, _, _]| new > 0) && self.speaker.dice.once_in(2) {
            self.documents(cells);
        }
        self.filled(4);
        self.aspect("二", "依申请公开");
        self.requests(cells);
        self.disputes([Row::Review].map(|row| total(cells, row))[0], suits(cells));
        self.filled(2);
        for (number, title) in [("三", "政府信息管理"), ("四", "平台建设"), ("五", "监督保障")] {
            self.aspect(number, title);
            self.filled(4);
        }
    }

    fn opening(&mut self) {
        let mut text = format!("{}年,", self.filing.year);
        self.speaker.fill("WDVO,DVTMH,R。", &mut text);
        self.speaker.sentence(&mut text);
        self.paragraph(text);
    }

    /// A heading of level 2, in its own line or before the next paragraph.
    fn aspect(&mut self, number: &str, title: &str) {
        let heading = format!("({number}){title}");
        self.pieces.push(if self.own_line {
            Piece::Heading(2, heading)
        } else {
            let mut text = heading + "方面。";
            self.speaker.sentence(&mut text);
            Piece::Paragraph(text)
        });
    }

    /// Up to so many paragraphs, one at least; some are lists.
    fn filled(&mut self, most: i64) {
        for _ in 0..self.speaker.dice.between(1, most) {
            let sentences = self.speaker.dice.between(1, 5);
            let text = if self.speaker.dice.once_in(4) { self.list() } else { self.speaker.paragraph(sentences) };
            self.paragraph(text);
        }
    }

    /// 一是 …,二是 …
    fn list(&mut self) -> String {
        let mut text = String::new();
        let last = self.speaker.dice.place(2) + 2;
        for number in ["一", "二", "三", "四"].iter().take(last) {
            let _ = write!(text, "{number}是");
            self.speaker.fill("DVTMH,", &mut text);
            self.speaker.sentence(&mut text);
        }
        text
    }

    /// What was disclosed, by its channels.
    fn disclosed(&mut self, spoilt: bool) {
        let counts = Counts::of(self.filing);
        let [web, weibo, account, other] = counts.channels;
        let parts = [
            ("通过政府网站公开", web),
            ("政务微信公众号公开", account),
            ("其他方式公开", weibo + other + i64::from(spoilt) * 40),
        ];
        let (own, sum) = (self.filing.office.all, counts.disclosed);
        let mut text = format!("全年{own}主动公开政府信息");
        self.speaker.number(sum, &mut text);
        text.push('条');
        let parts: Vec<_> = parts.iter().filter(|(_, count)| *count > 0).collect();
        for (at, (name, count)) in parts.iter().enumerate().filter(|_| parts.len() > 1 || spoilt) {
            text.push_str(if at == 0 { ",其中" } else { "," });
            text.push_str(name);
            self.speaker.number(*count, &mut text);
            text.push('条');
        }
        text.push('。');
        self.paragraph(text);
    }

    fn documents(&mut self, cells: &Cells) {
        let Some([new, old, valid]) = total_of_documents(cells) else { return };
        let text = format!("全年制发行政规范性文件{new}件,废止{old}件,现行有效{valid}件。");
        self.paragraph(text);
    }

    /// Requests as table 三 counts them.
    fn requests(&mut self, cells: &Cells) {
        let [new, carried, done, left] =
            [Row::NewReceived, Row::CarriedIn, Row::HandledTotal, Row::CarriedOut].map(|row| total(cells, row));
        if new + carried == 0 {
            return self
                .paragraph(format!("{}年,{}未收到政府信息公开申请。", self.filing.year, self.filing.office.own));
        }
        let mut text = format!("{}年,{}新收政府信息公开申请", self.filing.year, self.filing.office.all);
        self.speaker.number(new, &mut text);
        let _ = write!(text, "件,上年结转{carried}件;办结{done}件,结转下年度继续办理{left}件。");
        if done > 0 && self.speaker.dice.once_in(2) {
            text.push_str("办理结果为:");
            let ends = OUTCOMES.iter().skip(1).map(|(_, row)| *row).chain([Row::HandledTotal]);
            for ((name, from), to) in OUTCOMES.into_iter().zip(ends) {
                let rows = Row::ALL.iter().copied().filter(|row| row.is_outcome() && (from..to).contains(row));
                let count: i64 = rows.map(|row| total(cells, row)).sum();
                let _ = write!(text, "{name}{count}件{}", if to == Row::HandledTotal { "。" } else { "," });
            }
        }
        self.paragraph(text);
    }

    fn disputes(&mut self, reviews: i64, suits: i64) {
        let text = match (reviews, suits) {
            (0, 0) => "未因政府信息公开被申请行政复议或者提起行政诉讼。".to_owned(),
            (0, suits) => format!("因政府信息公开被提起行政诉讼{suits}件,没有被申请行政复议。"),
            (reviews, 0) => format!("因政府信息公开被申请行政复议{reviews}件,没有被提起行政诉讼。"),
            (reviews, suits) => format!("因政府信息公开被申请行政复议{reviews}件,被提起行政诉讼{suits}件。"),
        };
        self.paragraph(text);
    }

    /// Section 五, of this agency or of the one whose year is given.
    pub fn problems(&mut self, number: &str, title: &str, of: Filing<'_>) {
        self.heading(number, title);
        let mut speaker = Speaker::new(of.dice(WANTING), of.office, of.number);
        let mut text = String::from("主要问题:");
        let last = speaker.dice.place(2) + 2;
        for number in ["一", "二", "三"].iter().take(last) {
            let _ = write!(text, "{number}是");
            speaker.lack(&mut text);
            text.push(if speaker.dice.once_in(2) { ';' } else { ',' });
            speaker.fill("TMHL。", &mut text);
        }
        self.paragraph(text);
        let mut text = String::from("下一步,");
        speaker.fill("W将", &mut text);
        for number in 0..speaker.dice.between(2, 4) {
            if number > 0 {
                text.push(',');
            }
            speaker.plan(&mut text);
        }
        text.push('。');
        self.paragraph(text);
        let sentences = speaker.dice.between(1, 3);
        for _ in 0..sentences {
            let mut text = String::new();
            speaker.fill("KT,", &mut text);
            speaker.plan(&mut text);
            text.push(',');
            speaker.plan(&mut text);
            text.push('。');
            self.paragraph(text);
        }
    }

    /// Section 六.
    pub fn other(&mut self) {
        self.heading("六", "其他需要报告的事项");
        let mut dice = self.filing.dice(ISSUED);
        match dice.below(3) {
            0 => self.paragraph("无其他需要报告的事项。"),
            1 => self.paragraph(format!("{}年,{}未收取信息处理费。", self.filing.year, self.filing.office.own)),
            _ => {
                let text = self.speaker.paragraph(2);
                self.paragraph("没有收取信息处理费。");
                self.paragraph(text);
            }
        }
    }

    /// The sections before 2019, up to the one on problems.
    pub fn older(&mut self, counts: &Counts, spoilt_parts: bool) {
        self.heading("一", "概述");
        self.opening();
        self.filled(4);
        self.heading("二", "主动公开政府信息情况");
        self.disclosed(spoilt_parts);
        self.filled(5);
        self.filled(5);
        self.heading("三", "依申请公开政府信息情况");
        let (own, received) = (self.filing.office.own, counts.received());
        self.paragraph(if received == 0 {
            format!("{own}未收到政府信息公开申请。")
        } else {
            format!("{own}共收到政府信息公开申请{received}件,均已按时答复。")
        });
        self.filled(4);
        self.heading("四", "因政府信息公开申请行政复议、提起行政诉讼情况");
        self.disputes(counts.reviews, counts.suits);
        self.filled(2);
    }
}

/// Lawsuits of table 四.
fn suits(cells: &Cells) -> i64 {
    total(cells, Row::LitigationDirect) + total(cells, Row::LitigationAfterReview)
}

/// Documents made, repealed and in force, where the form counts them so.
fn total_of_documents(cells: &Cells) -> Option<[i64; 3]> {
    use crate::model::form::{CellId, Col};
    let of = |col| cells.get(&CellId::new(Row::NormativeDocuments, col)).copied();
    Some([of(Col::Issued)?, of(Col::Repealed)?, of(Col::InForce)?])
}
