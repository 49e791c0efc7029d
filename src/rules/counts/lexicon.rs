//! The words that tell what a count is of. A table, found by its first characters; the longest word at
//! a place is the one that stands there, so that a word may also be listed to say that it means nothing.

use std::sync::LazyLock;

use crate::rules::counts::begins::Begins;
use crate::rules::counts::passage::{Passage, is_stop};
use crate::rules::counts::topic::Scope;

/// A thing that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// 政府信息公开申请.
    Requests,
    /// 依申请公开, which may also mean the information that was given.
    Access,
    Reviews,
    Suits,
    DirectSuits,
    SuitsAfterReview,
    Documents,
    Rules,
    Licences,
    Penalties,
    Compulsions,
    Fees,
    ProcessingFees,
    Information,
    /// Something no table of the form counts.
    Elsewhere,
}

/// What was done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Receive,
    /// 新收, which leaves no doubt whether what was carried over is counted.
    ReceiveNew,
    Handle,
    Finish,
    Reply,
    CarryIn,
    CarryOut,
    /// 结转, with a year beside it or nothing that tells which way.
    Carry,
    Grant,
    Partial,
    Deny,
    Unable,
    NotProcess,
    Otherwise,
    Uphold,
    Correct,
    /// Another result of a review, or none yet.
    OtherResult,
    Issue,
    Repeal,
    InForce,
    Publish,
    Charge,
    /// 清理: what becomes of documents in such a review is counted by itself.
    Clear,
    /// What no table of the form counts: 审查, 备案.
    Else,
}

/// A way information is published or a request comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    Website,
    Wechat,
    Weibo,
    Gazette,
    Media,
    /// A way for requests only: 信函, 当面, 传真.
    Post,
    /// 各种渠道: none in particular.
    Every,
}

/// What a word means for the statement it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    Thing(Thing),
    Act(Act),
    /// 未, 没有, 无; with the act that is denied where the word holds it.
    Denial(Option<Act>),
    /// 为零: what was named before is none.
    Nil,
    /// 零申请: there is none of it.
    None(Thing),
    Scope(Scope),
    Channel(Channel),
    Person,
    Organisation,
    /// 逾期, 重复, 涉及: only some of the things.
    Narrow,
    /// 全部, 均.
    All,
    /// 其中, 包括.
    Among,
    /// 含.
    With,
    /// 同比, 较上年, 增加.
    Compare,
    Plan,
    /// 如果, 凡: no statement of fact.
    Condition,
    /// 依申请公开方面: the paragraph is about requests.
    AboutRequests,
    /// 政府信息公开: the paragraph is about disclosure.
    AboutDisclosure,
    /// 分别.
    Respectively,
    /// 去年, 上年.
    LastYear,
    /// 历年, 以来.
    Since,
    /// 截至: with 累计, a count since some beginning.
    Until,
    /// 累计.
    Sum,
    /// 今年以来.
    ThisYear,
    /// 上半年, 一季度.
    PartOfYear,
    Nothing,
}

/// A word found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub sense: Sense,
    pub start: usize,
    pub end: usize,
}

use Sense as S;

const fn thing(thing: Thing) -> Sense {
    S::Thing(thing)
}

const fn act(act: Act) -> Sense {
    S::Act(act)
}

/// Every word, blanks between those of one sense.
#[rustfmt::skip]
const WORDS: &[(Sense, &str)] = &[
    (thing(Thing::Requests), "申请 政府信息公开申请 信息公开申请 公开申请 政府信息申请 信息申请 依申请公开申请 依申请公开政府信息申请 依申请公开件 依申请件 依申请公开信息申请 申请件 申请书 申请公开 申请数 申请数量"),
    (thing(Thing::Access), "依申请公开 依申请 依申请公开政府信息"),
    (thing(Thing::Reviews), "行政复议 复议 申请行政复议 提起行政复议 行政复议案件 行政复议申请 申请复议 复议案件"),
    (thing(Thing::Suits), "行政诉讼 诉讼 提起行政诉讼 提起诉讼 行政诉讼案件 诉讼案件 起诉"),
    (thing(Thing::DirectSuits), "未经复议直接起诉 直接起诉 未经复议直接提起诉讼 未经复议直接提起行政诉讼"),
    (thing(Thing::SuitsAfterReview), "复议后起诉 经复议后起诉 复议后提起诉讼 复议后提起行政诉讼"),
    (thing(Thing::Documents), "规范性文件 行政规范性文件"),
    (thing(Thing::Rules), "规章 政府规章"),
    (thing(Thing::Licences), "行政许可 行政许可决定 许可决定"),
    (thing(Thing::Penalties), "行政处罚 行政处罚决定 处罚决定"),
    (thing(Thing::Compulsions), "行政强制 行政强制措施 行政强制决定"),
    (thing(Thing::Fees), "行政事业性收费"),
    (thing(Thing::ProcessingFees), "信息处理费 信息公开处理费"),
    (thing(Thing::Information), "政府信息 政务信息 信息 各类信息 类信息 规范性文件类信息 规范性文件信息 行政许可类信息 行政许可信息 行政处罚信息 行政处罚类信息 行政强制信息 规章类信息"),
    (thing(Thing::Elsewhere), "咨询 信访 热线 建议 提案 议案 投诉 举报 留言 诉求 来信来访 来电 来访 工单 舆情 文件 公文 公告 培训 会议 专题会 推进会 意见 解读 发布会 访谈 网上调查 意见征集 民意征集 视频 短视频 图解 图文 稿件 问题 案例 活动 决定书 答复书 告知书 清单 目录 栏目 专栏 账号 人员 通报 督查 检查 抽查 项目 许可事项 行政许可事项 行政处罚事项 行政强制事项 行政复议决定书 意见建议 咨询件 信访件 便民 纠纷 催办 阅件 来件 监督员 单位 部门 事项清单 权责事项 服务事项 行政权力"),
    (S::AboutRequests, "依申请公开工作 依申请公开方面 依申请公开工作方面 依申请公开渠道 依申请公开制度 依申请公开流程 依申请公开机制 依申请公开指南 依申请公开平台 依申请公开栏目 依申请公开目录 依申请公开情况"),
    (S::AboutDisclosure, "政府信息公开 信息公开 政务公开 政务信息公开 政府信息公开工作"),
    (S::Nothing, "申请人 申请者 申请表 申请渠道 申请表格 申请流程 申请方式 申请受理点 申请指南 申请办理 申请答复 规章制度 规范性文件库 规范性文件解读 规范性文件管理 规范性文件备案 规范性文件清理 复议机关 行政复议机关 行政复议法 复议科 复议局 诉讼法 行政诉讼法 模拟 草拟 虚拟 信息员 信息化 信息公开员 公开指南 公开目录 公开专栏 信息公开栏 公开栏目 公开平台 公开工作 公开制度 公开条例 信息公开指南 信息公开目录 信息公开年度报告 信息公开工作 政府信息主动公开 受理机构 受理点 受理渠道 受理窗口 办理结果 办理情况 办理流程 办理时限 办理工作 处理费管理办法 信息处理费管理办法 工作计划 规划计划 年度计划 计划生育 规划计划类信息 计划类 项目计划 目标责任 目标任务 年度目标 工作目标 重点目标 无法 无效 无关 无论 无障碍 无需 无条件 无纸化 无死角 有无 毫无 无人 无正当理由 无力 无缝 无锡 无线 无涉密 无形 无证 无偿 无害 没有现成 没有现成信息 没有正当理由 建立健全 行政许可法 行政处罚法 行政强制法 不予公开属性 部分公开的标准 收费标准 收费项目 收费目录 行政事业性收费项目 行政事业性收费目录 行政事业性收费清单 信息处理费收费 处罚信息公示 双公示 公开属性 发布审查 征集 意见征求 申请内容 申请事项"),
    (act(Act::Receive), "收到 接收 受理 接到 收件 共收 收悉 接受 接收到"),
    (act(Act::ReceiveNew), "新收 新收到 本年新收 本年度新收 新增受理 新受理 当年收到 本年收到"),
    (act(Act::Handle), "办理 处理 承办"),
    (act(Act::Finish), "办结 办理完毕 办理完结 办毕 办理结束 已办结 处理完毕"),
    (act(Act::Reply), "答复 回复 办复 作出答复 予以答复 依法答复 按期答复 办理答复"),
    (act(Act::CarryIn), "上年结转 上年度结转 上一年结转 上一年度结转 去年结转 上年末结转 结转上年 上年转结 上年转入 上年度转入 往年结转 结转自上年 上年遗留"),
    (act(Act::CarryOut), "结转下年 结转下年度 结转下一年 结转下一年度 结转至下年 结转至下年度 结转至下一年 结转至下一年度 结转到下年 结转到下年度 结转到下一年 结转到下一年度 结转次年 结转至次年 转下年 转下年度 转至下年 转结下年 转结下年度 结转下年度继续办理 结转下年继续办理 结转明年 结转至明年 结转入下年 结转入下一年度"),
    (act(Act::Carry), "结转"),
    (act(Act::Grant), "予以公开 同意公开 全部公开 予以全部公开 同意公开答复"),
    (act(Act::Partial), "部分公开 予以部分公开 同意部分公开"),
    (act(Act::Deny), "不予公开 不予以公开 不同意公开 决定不予公开"),
    (act(Act::Unable), "无法提供 无法提供政府信息"),
    (act(Act::NotProcess), "不予处理"),
    (act(Act::Otherwise), "其他处理 其它处理"),
    (act(Act::Uphold), "维持 结果维持 维持原"),
    (act(Act::Correct), "纠正 纠错 结果纠正 败诉 被撤销 被纠错 被纠正 责令重新"),
    (act(Act::OtherResult), "其他结果 其它结果 尚未审结 未审结 正在审理 审理中 驳回 撤诉 终止 胜诉 出庭 审结"),
    (act(Act::Issue), "制发 制定 制订 出台 印发 制定印发 制定出台 新制定 新制发 新制作 制作"),
    (act(Act::Repeal), "废止 宣布失效 失效 废止失效 宣布废止"),
    (act(Act::InForce), "现行有效 继续有效"),
    (act(Act::Publish), "公开 主动公开 发布 公布 推送 更新 上传 刊登 编发 公示 推出 刊发 刊载"),
    (act(Act::Charge), "收取 收费"),
    (act(Act::Else), "审查 审核 备案 评估 转发 报备 归集 查阅 调阅 整理 修改 修订 评查 评议 约谈 沟通 解答 化解 会审 会商 审签 合法性审查 指导 监督 撤回 补正 转办 移交 移送"),
    (act(Act::Clear), "清理 全面清理 专项清理"),
    (S::Denial(Some(Act::Receive)), "未收到 没有收到 未接到 没有接到 未接收 未受理 没有受理 未收件 未曾收到 尚未收到 暂未收到 并未收到 未接收到"),
    (S::Denial(None), "未发生 没有发生 未出现 没有出现 未产生 没有产生 未引发 未有 没有 不存在 未被 未因 暂无 无 尚无 均无 均未发生 未涉及 未提起 未发现 均没有 从未发生"),
    (S::Denial(Some(Act::Issue)), "未制发 未制定 未出台 没有制发 没有制定 未印发 未新制发"),
    (S::Denial(Some(Act::Repeal)), "未废止 没有废止"),
    (S::Denial(Some(Act::Charge)), "未收取 没有收取 未收费 未收 不收取 未产生收费"),
    (S::Denial(Some(Act::Else)), "未办结 未答复 未及时 未按时 未按期 未公开 未主动公开 未通过 未能 未经 未明确 未处理"),
    (S::Nil, "为零 均为零 为0 均为0 为“零” 均为“零” 为“0” 零件 数量为零"),
    (S::None(Thing::Requests), "零申请"),
    (S::None(Thing::Reviews), "零复议 行政复议零发生"),
    (S::None(Thing::Suits), "零诉讼"),
    (S::Scope(Scope::Area), "全县 全市 全区 全省 全州 全旗 全盟 全镇 全乡 全街道 全系统 我县 我市 我区 我省 我州 我旗 我镇 我乡 我街道 本县 本市 本区 本镇 本乡 本街道 全县各 各级各部门 全市各级 各级行政机关"),
    (S::Scope(Scope::Own), "本机关 我局 我委 我办 我厅 我院 我处 我中心 我单位 我部 我会 我校 我司 我队 我所 我站 我社 我大队 我支队 我分局 本局 本委 本办 本厅 本院 本单位 本部门 本中心 局机关 机关本级 市本级 县本级 区本级 镇政府 乡政府 镇人民政府 乡人民政府 街道办事处 街道办 管委会 党工委管委会 区管委会"),
    (S::Scope(Scope::Government), "县政府 市政府 区政府 省政府 州政府 旗政府 县人民政府 市人民政府 区人民政府 省人民政府 自治区政府"),
    (S::Scope(Scope::Office), "县政府办公室 县政府办 县人民政府办公室 市政府办公室 市政府办公厅 市政府办 市人民政府办公室 市人民政府办公厅 区政府办公室 区政府办 区人民政府办公室 省政府办公厅 省人民政府办公厅 州政府办公室 旗政府办公室 政府办公室 政府办 府办公室 县府办 区府办 市府办"),
    (S::Scope(Scope::Others), "各乡镇 各镇 各街道 各乡 县直各单位 县直单位 县直部门 县直各部门 区直各单位 区直单位 区直部门 区直各部门 市直单位 市直部门 市直各单位 市直各部门 市级部门 区级部门 县级部门 乡镇人民政府 下属 所属单位 下级 各部门 各单位 各县区 各区县 各县市区 上级 省厅 县直 区直 市直"),
    (S::Channel(Channel::Website), "网站 门户网站 政府网站 政府门户网站 官网 信息网 公众信息网"),
    (S::Channel(Channel::Wechat), "微信 微信公众号 公众号 政务微信"),
    (S::Channel(Channel::Weibo), "微博 政务微博 官方微博"),
    (S::Channel(Channel::Gazette), "政府公报 公报"),
    (S::Channel(Channel::Media), "新媒体 政务新媒体 客户端 抖音 今日头条 头条号 视频号 公示栏 公开栏 公告栏 宣传栏 报刊 报纸 日报 电视 广播 电子屏 显示屏 社交媒体 微信群 短信"),
    (S::Channel(Channel::Post), "网络 网上 互联网 在线 线上 线下 信函 邮寄 来信 信件 当面 现场 窗口 传真 电子邮件 电子邮箱 邮箱 邮件 书面 纸质 平台 系统"),
    (S::Channel(Channel::Every), "各种渠道 多种渠道 不同渠道 各类渠道 多渠道 各种形式 多种形式 各类平台 多种方式 各种方式 各渠道 不同渠道和方式"),
    (S::Person, "自然人 公民 个人"),
    (S::Organisation, "法人或其他组织 法人和其他组织 法人及其他组织 法人或者其他组织 法人、其他组织 法人"),
    (S::Narrow, "逾期 超期 延期 有效申请 无效申请 重复 涉及 关于 主动撤回 撤销 其他 其它 其余 类申请 商业企业 科研机构 社会公益组织 法律服务机构 企业 律师 类别 同类 转来 转交 直接办理 部分 个别 多数 少数 应当 尚未办结 疑难 复杂 不明确 不掌握 国家秘密 个人隐私 商业秘密 内部事务 过程性 执法案卷 行政查询 公开出版物 补正后 超过 以外 不属于 属于本机关 本机关不掌握 因本机关不掌握 不属于本机关"),
    (S::All, "全部 均 都 已全部 均已 全数 悉数"),
    (S::Among, "其中 包括 包含 分为"),
    (S::With, "含 包含上年 内含"),
    (S::Compare, "同比 环比 较上年 较去年 较上一年 较前 较20 比上年 比去年 比上一年 比20 与上年 与去年 相比 增长 下降 上升 增加 减少 提升 提高 降低 增幅 降幅 多于上年 少于上年"),
    (S::Plan, "下一步 今后 明年 来年 计划 力争 争取 预计 拟 将继续 将进一步 将加 将重点 将从 将组织 将开展 将采取 将按 将以 不低于 不少于"),
    (S::Condition, "如果 若 凡 如有 如未 如无 应当自 可以依法 规定 条规定 条款"),
    (S::Respectively, "分别 分别为"),
    (S::LastYear, "去年 上年 上年度 上一年 上一年度 往年"),
    (S::Since, "历年 以来 至今 建站以来 施行以来"),
    (S::Until, "截至 截止"),
    (S::Sum, "累计"),
    (S::ThisYear, "今年以来 一年来 年初以来 本年度以来 今年 本年度 本年 年度内"),
    (S::PartOfYear, "上半年 下半年 一季度 二季度 三季度 四季度 第一季度 第二季度 第三季度 第四季度 月份 当月 每月 每季度"),
];

struct Entry {
    /// The second character, since most words differ there; a line feed where there is none.
    second: char,
    word: Vec<char>,
    sense: Sense,
}

/// The words by their first character, the longest first.
struct Lexicon {
    /// For each character from [`FIRST`] on, the number of its words in `entries` plus one; 0 for none.
    buckets: Vec<u16>,
    entries: Vec<Vec<Entry>>,
}

/// The first and the number of the characters that words begin with.
const FIRST: u32 = 0x4E00;
const CHARACTERS: usize = 0x5200;

fn bucket(c: char) -> Option<usize> {
    usize::try_from(u32::from(c).checked_sub(FIRST)?).ok().filter(|index| *index < CHARACTERS)
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon { buckets: vec![0; CHARACTERS], entries: Vec::new() };
    for (sense, words) in WORDS {
        for word in words.split(' ') {
            let word: Vec<char> = word.chars().collect();
            let Some(slot) = word.first().and_then(|c| lexicon.buckets.get_mut(bucket(*c)?)) else { continue };
            if *slot == 0 {
                lexicon.entries.push(Vec::new());
                *slot = u16::try_from(lexicon.entries.len()).unwrap_or_default();
            }
            if let Some(entries) = usize::from(*slot).checked_sub(1).and_then(|n| lexicon.entries.get_mut(n)) {
                entries.push(Entry { second: word.get(1).copied().unwrap_or('\n'), word, sense: *sense });
            }
        }
    }
    for entries in &mut lexicon.entries {
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.word.len()));
    }
    lexicon
});

/// The characters that words begin with.
pub(super) fn beginnings() -> impl Iterator<Item = char> {
    WORDS.iter().flat_map(|(_, words)| words.split(' ')).filter_map(|word| word.chars().next())
}

fn word_at(lexicon: &Lexicon, chars: &[char], index: usize) -> Option<(Sense, usize)> {
    let slot = lexicon.buckets.get(bucket(*chars.get(index)?)?)?;
    let entries = lexicon.entries.get(usize::from(*slot).checked_sub(1)?)?;
    let rest = chars.get(index..)?;
    let second = rest.get(1).copied().unwrap_or('\n');
    let stands = |entry: &&Entry| entry.word.len() == 1 || entry.second == second && rest.starts_with(&entry.word);
    entries.iter().find(stands).map(|entry| (entry.sense, entry.word.len()))
}

/// Every word of a passage, in order, none inside another and none in the title of a document.
pub fn marks(passage: &Passage<'_>) -> Vec<Mark> {
    const WANTED: Begins = Begins::WORD.or(Begins::QUOTE);
    let lexicon = &*LEXICON;
    let chars = passage.chars();
    let mut found = Vec::new();
    let mut titled = false;
    let mut index = passage.next(0..passage.len(), WANTED);
    while index < chars.len() {
        match passage.at(index) {
            '《' => titled = true,
            '》' => titled = false,
            c if is_stop(c) => titled = false,
            _ => {}
        }
        let mut end = index + 1;
        if let Some((sense, len)) = word_at(lexicon, chars, index).filter(|_| !titled) {
            end = index + len;
            if sense != Sense::Nothing {
                found.push(Mark { sense, start: index, end });
            }
        }
        index = passage.next(end..passage.len(), WANTED);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Block;

    fn senses(text: &str) -> Vec<(String, Sense)> {
        let blocks = [Block { text: text.to_owned(), ..Block::default() }];
        let passage = Passage::of(&blocks);
        marks(&passage).into_iter().map(|mark| (passage.text(mark.start..mark.end), mark.sense)).collect()
    }

    #[test]
    fn the_longest_word_stands() {
        let check = |text: &str, expected: &[(&str, Sense)]| {
            let found = senses(text);
            let found: Vec<_> = found.iter().map(|(word, sense)| (word.as_str(), *sense)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("收到政府信息公开申请", &[("收到", act(Act::Receive)), ("政府信息公开申请", thing(Thing::Requests))]);
        check("未收到《信息公开申请》", &[("未收到", S::Denial(Some(Act::Receive)))]);
        check("不予公开", &[("不予公开", act(Act::Deny))]);
        check("无法联系申请人,规章制度", &[]);
        check("结转下年度继续办理", &[("结转下年度继续办理", act(Act::CarryOut))]);
    }

    #[test]
    fn every_word_has_one_sense_and_can_be_found() {
        let mut seen = std::collections::BTreeMap::new();
        for (sense, words) in WORDS {
            for word in words.split(' ') {
                assert!(word.chars().next().and_then(bucket).is_some(), "{word:?} cannot be found");
                assert_eq!(seen.insert(word, *sense), None, "{word} twice");
            }
        }
    }
}
