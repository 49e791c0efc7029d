//! The statistics tables of reports before 2019: the form of 国办发〔2014〕32号, and a local one for the
//! year before it.

use crate::synth::figures::Filing;
use crate::synth::piece::{Piece, Td};

const TABLE: u64 = 6;

/// What a report before 2019 counts.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    pub disclosed: i64,
    /// By website, microblog, official account and other ways: together `disclosed`.
    pub channels: [i64; 4],
    /// By the net, by letter and in person.
    pub requests: [i64; 3],
    pub refused: i64,
    pub reviews: i64,
    pub suits: i64,
    pub documents: i64,
    pub meetings: i64,
    pub trainings: i64,
}

impl Counts {
    pub fn of(filing: Filing<'_>) -> Self {
        let mut dice = filing.dice(TABLE);
        let size = filing.office.size;
        let channels = [
            dice.between(40, 300 + size * 12),
            dice.between(0, 30 + size),
            dice.between(0, 60 + size * 4),
            dice.between(0, 40),
        ];
        let requests = [dice.between(0, size), dice.between(0, size / 3), dice.between(0, size / 4)];
        let received: i64 = requests.iter().sum();
        let reviews = dice.between(0, size / 15);
        Self {
            disclosed: channels.iter().sum(),
            channels,
            requests,
            refused: dice.between(0, received / 4),
            reviews,
            suits: dice.between(0, reviews),
            documents: dice.between(0, size / 8),
            meetings: dice.between(1, 6),
            trainings: dice.between(1, 5),
        }
    }

    /// Requests received, all of which were answered.
    pub fn received(&self) -> i64 {
        self.requests.iter().sum()
    }

    /// The table of 2014: label, unit and figure; a group without one has no unit.
    pub fn table_of_2014(&self) -> Piece {
        let [web, weibo, account, other] = self.channels;
        let [net, letter, person] = self.requests;
        let granted = self.received() - self.refused;
        let (received, refused) = (self.received(), self.refused);
        let rows: [(&str, &str, i64); 40] = [
            ("一、主动公开情况", "", 0),
            ("(一)主动公开政府信息数", "条", self.disclosed),
            ("其中:主动公开规范性文件数", "条", self.documents),
            ("制发规范性文件总数", "件", self.documents),
            ("(二)通过不同渠道和方式公开政府信息的情况", "", 0),
            ("1.政府公报公开政府信息数", "条", 0),
            ("2.政府网站公开政府信息数", "条", web),
            ("3.政务微博公开政府信息数", "条", weibo),
            ("4.政务微信公开政府信息数", "条", account),
            ("5.其他方式公开政府信息数", "条", other),
            ("三、依申请公开情况", "", 0),
            ("(一)收到申请数", "件", received),
            ("1.当面申请数", "件", person),
            ("2.传真申请数", "件", 0),
            ("3.网络申请数", "件", net),
            ("4.信函申请数", "件", letter),
            ("(二)申请办结数", "件", received),
            ("1.按时办结数", "件", received),
            ("2.延期办结数", "件", 0),
            ("(三)申请答复数", "件", received),
            ("1.属于已主动公开范围数", "件", 0),
            ("2.同意公开答复数", "件", granted),
            ("3.同意部分公开答复数", "件", 0),
            ("4.不同意公开答复数", "件", refused),
            ("其中:1.涉及国家秘密", "件", 0),
            ("2.涉及商业秘密", "件", refused / 2),
            ("3.涉及个人隐私", "件", refused - refused / 2),
            ("四、行政复议数量", "件", self.reviews),
            ("(一)维持具体行政行为数", "件", self.reviews),
            ("(二)被依法纠错数", "件", 0),
            ("(三)其他情形数", "件", 0),
            ("五、行政诉讼数量", "件", self.suits),
            ("(一)维持具体行政行为或者驳回原告诉讼请求数", "件", self.suits),
            ("(二)被依法纠错数", "件", 0),
            ("(三)其他情形数", "件", 0),
            ("六、被举报投诉数量", "件", 0),
            ("七、向社会公开信息收取的费用", "万元", 0),
            ("九、政府信息公开会议和培训情况", "", 0),
            ("(一)政府信息公开工作会议或专题会议数", "次", self.meetings),
            ("(二)各类培训班数", "次", self.trainings),
        ];
        let mut table = vec![["统计指标", "单位", "统计数"].map(Td::new).to_vec()];
        table.extend(rows.map(|(label, unit, value)| {
            let value = if unit.is_empty() { String::new() } else { value.to_string() };
            vec![Td::new(label), Td::new(unit), Td::new(value)]
        }));
        Piece::Table(table)
    }

    /// A local table: label, unit and figure of the year.
    pub fn local_table(&self, year: u16) -> Piece {
        let [web, weibo, account, other] = self.channels;
        let [net, letter, person] = self.requests;
        let rows = [
            ("主动公开信息数", "条", self.disclosed),
            ("其中:1.网站公开", "条", web),
            ("2.政府公报公开", "条", other),
            ("3.其他形式公开", "条", weibo + account),
            ("受理依申请公开信息总数", "件", self.received()),
            ("其中:1.当面申请数", "件", person),
            ("2.网上申请数", "件", net),
            ("3.信函申请数", "件", letter),
            ("对申请的答复数", "件", self.received()),
            ("行政复议数", "件", self.reviews),
            ("行政诉讼数", "件", self.suits),
        ];
        let head = vec![Td::new("指标名称"), Td::new("计量单位"), Td::new(format!("{year}年度"))];
        let row =
            |(label, unit, value): (&str, &str, i64)| vec![Td::new(label), Td::new(unit), Td::new(value.to_string())];
        Piece::Table(std::iter::once(head).chain(rows.map(row)).collect())
    }
}
