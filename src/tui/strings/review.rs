//! The words of a review: verdicts, what was done and taken back, progress.

use crate::model::moment::Moment;
use crate::model::printable::printable;
use crate::model::verdict::Verdict;
use crate::review::{Act, Change, Counts, Event, Seen};
use crate::rules::FlagRef;
use crate::tui::offer::Offer;
use crate::tui::state::Holdings;
use crate::tui::strings::language::say;
use crate::tui::strings::{Language, Words, count, name_of_rule, report_of, spoken, words};

pub const NOTHING_TO_DECIDE: Words = words("光标不在疑点上", "the cursor is on no flag");
pub const READING_JOURNALS: Words = words("正在读取核查记录,请稍候", "the journals are being read");
pub const NOTHING_TO_REPEAT: Words = words("还没有可重复的结论", "no verdict to repeat yet");
pub const NOTHING_TO_UNDO: Words = words("没有可撤销的", "nothing to undo");
pub const NOTHING_TO_REDO: Words = words("没有可重做的", "nothing to redo");
pub const ALL_DECIDED: Words = words("列出的疑点已全部核查", "all listed flags are decided");
pub const RANGE_BEGINS: Words =
    words("从此处选起;移动光标后按 V 结束,或直接按结论键", "from here on; V at the other end, or a verdict");
pub const DRAFT_KEPT: Words = words("草稿已保留,i 继续", "the draft is kept, i goes on with it");
pub const A_REASON_PLEASE: Words =
    words("请写明理由,可加到期日:旧账 2026-12-31", "a reason, please, and a last day if any: old 2026-12-31");
pub const NOT_TAKEN_UP: Words =
    words("上次停下处的记录已损坏,从头开始", "what was kept of the last session is damaged: this one starts anew");
pub const TAKEN_UP: Words = words("已回到上次所在(--fresh 从头开始)", "back where you stopped (--fresh starts anew)");
pub const NOTE: Words = words("备注", "note");
pub const NOTE_UNCHANGED: Words = words("备注未改", "the note is as it was");
pub const NOTHING_OFFERED: Words = words(
    "没有相似的待核疑点(同县同规则排除 3 组后才有)",
    "nothing alike is open (offered after three false alarms of a rule in a county)",
);
/// Below this line nothing of a note that is written in an editor counts.
pub const NOTE_ENDS: Words =
    words("# ---- 此行以下不计入备注 ----", "# ---- nothing below this line is part of the note ----");
pub const ACCEPTING: Words = words("存量 理由 [到期日]", "known, why [until]");
pub const VERDICT: Words = words("核查结论", "verdict");
pub const CHANGED: Words = words("已变动", "changed");
pub const GROWN: Words = words("有新增", "more");
pub const DISPUTED: Words = words("分歧", "disputed");
/// Stands for a verdict until it is on the disk.
pub const UNSAVED: &str = "...";

/// 属实.
pub fn verdict(verdict: Verdict) -> &'static str {
    match spoken() {
        Language::Chinese => verdict.name_zh(),
        Language::English => verdict.name_en(),
    }
}

fn flag_in_words(seen: &Seen) -> String {
    let agency = seen.agency.as_deref().unwrap_or(&seen.path);
    format!("{} {}", report_of(agency, seen.year), name_of_rule(&seen.rule))
}

/// `属实 云河县财政局 2021 勾稽不平(共3条)`.
fn of_flags(told: &str, first: &Seen, flags: usize) -> String {
    let of = flag_in_words(first);
    if flags > 1 { say!("{} {}(共{}条)", "{} {} ({} flags)", told, of, count(flags)) } else { format!("{told} {of}") }
}

/// What was decided last, for the status line.
pub fn last_decision(verdict_: Verdict, first: &Seen, flags: usize) -> String {
    say!("{} · u 撤销", "{} · u undoes", of_flags(verdict(verdict_), first, flags))
}

/// A note whose flags are no longer there.
pub fn lost_draft(text: &str) -> String {
    say!("草稿的疑点已不存在:{}", "the flags of a draft are gone: {}", text)
}

/// What an event did, in a few words.
fn deed(event: &Event) -> String {
    match &event.act {
        Act::Decide { verdict: decided, flags, .. } => {
            flags.first().map(|first| of_flags(verdict(*decided), first, flags.len())).unwrap_or_default()
        }
        Act::Note { flags, .. } => flags.first().map(|first| of_flags(&NOTE, first, flags.len())).unwrap_or_default(),
        Act::Accept { of, fingerprints, .. } => {
            say!("存量 {}(共{}条)", "known: {} ({} flags)", of, count(fingerprints.len()))
        }
        Act::Undo { .. } | Act::Redo { .. } => String::new(),
    }
}

/// `已撤销:属实 云河县财政局 2021 勾稽不平`.
pub fn taken_back(event: &Event, undone: bool) -> String {
    if undone {
        say!("已撤销:{}", "undone: {}", deed(event))
    } else {
        say!("已重做:{}", "done again: {}", deed(event))
    }
}

/// A verdict on many entries is pressed twice.
pub fn press_again(decided: Verdict, entries: usize) -> String {
    say!(
        "将把选中的 {} 组记为{};再按一次确认,Esc 取消",
        "{} entries will be: {}; press again, Esc cancels",
        count(entries),
        verdict(decided)
    )
}

/// Somebody else has decided on it: a second opinion is pressed twice.
pub fn decided_by(other: &str, theirs: Verdict) -> String {
    say!(
        "{} 已记为{};再按一次另记你的结论",
        "{} has decided: {}; press again for a second opinion",
        other,
        verdict(theirs)
    )
}

pub fn chosen(entries: usize) -> String {
    say!("已选 {} 组", "{} entries chosen", count(entries))
}

/// Another reviewer looks at it now.
pub fn is_at_it(other: &str) -> String {
    let other = printable(other);
    say!("{} 在看", "{} is at it", other)
}

pub fn note_too_long(longest: usize) -> String {
    say!("备注超过 {} 字,未记下;i 继续修改", "more than {} characters: not kept, i goes on with it", count(longest))
}

/// `洪泽区同规则已排除 3 组,另有 17 组待核:A 选出`.
pub fn offered(offer: &Offer) -> String {
    let place = printable(&offer.place);
    say!(
        "{}同规则已排除 {} 组,另有 {} 组待核:A 选出一并看",
        "{}: {} of this rule are false alarms, {} more are open: A chooses them",
        place,
        count(offer.dismissed),
        count(offer.entries.len())
    )
}

/// What an offer has chosen.
pub fn taken_offer(entries: usize) -> String {
    say!(
        "已选相似的 {} 组:x 两次一并排除,Esc 返回",
        "{} alike are chosen: x twice decides them, Esc goes back",
        count(entries)
    )
}

/// `属实率 35% (7/20)`: how often the flags of a rule were right.
pub fn precision(counts: Counts) -> String {
    let percent = (counts.real * 200 + counts.judged()) / (counts.judged() * 2).max(1);
    say!("属实率 {}% ({}/{})", "right {}% ({}/{})", percent, count(counts.real), count(counts.judged()))
}

/// A rule has turned out to be wrong too often.
pub fn now_noisy(rule: &str, counts: Counts) -> String {
    say!("{} {}:建议改为只显示(K 有写法)", "{} {}: better shown only (K says how)", rule, precision(counts))
}

/// How a rule is taken out of the queue, in the lines of `jianbao.toml`.
pub fn how_to_show_only(rule: &str) -> [String; 3] {
    let head = say!(
        "属实率不足 60%,建议不再列入核查,只在年报中显示;jianbao.toml 中写:",
        "Right less than 60 % of the time: better not in the queue, only in the report. In jianbao.toml:"
    );
    [head, "  [default]".to_owned(), format!("  {rule} = \"shown\"")]
}

/// The journal stands in the user's own folder.
pub fn elsewhere(place: &str) -> String {
    say!("此处不可写,核查记录存于 {}", "no writing here: the journal is {}", place)
}

pub fn not_recorded(reason: &str) -> String {
    say!("未能写入,结论无效:{}", "could not be written and does not hold: {}", reason)
}

pub fn set_aside(lines: usize) -> String {
    say!("核查记录中有 {} 行损坏,已略过", "{} damaged lines of the journals are left out", count(lines))
}

/// `已核 42 余 1,835`.
pub fn progress(decided: usize, left: usize) -> String {
    say!("已核 {} 余 {}", "decided {}, left {}", count(decided), count(left))
}

/// ` 2.3组/分`: how fast this session goes.
pub fn rate(tenths: usize) -> String {
    say!("  {}.{}组/分", "  {}.{}/min", tenths / 10, tenths % 10)
}

/// `已核1`, at a heading.
pub fn decided_of(decided: usize) -> String {
    say!("已核{}", "{} decided", count(decided))
}

/// `存量 120`: so many are not listed.
pub fn hidden_as_known(flags: usize) -> String {
    say!("存量 {} 条未列", "{} known, not listed", count(flags))
}

/// `分工 2/3`: the list has this reviewer's share only.
pub fn share(share: &str) -> String {
    say!("分工 {}", "share {}", share)
}

/// Verdicts on flags that are no longer there; `export --what verdicts` lists them.
pub fn gone(flags: usize) -> String {
    say!("已核 {} 条不再出现", "{} decided ones gone", count(flags))
}

/// `2024-03-30T10:40:00.123Z` by the clock of Beijing: `03-30 18:40`; nothing of a moment that is not known.
pub fn moment(at: &str) -> String {
    Moment::parse(at).map(Moment::short).unwrap_or_default()
}

/// `表三·总计·新收: 118 → 117`.
pub fn change(change: &Change) -> String {
    let cell = change.cell.as_deref().and_then(|id| id.parse().ok()).map(super::cell);
    let old = if change.old.is_empty() { "-" } else { &change.old };
    let new = if change.new.is_empty() { "-" } else { &change.new };
    let head = cell.map(|cell| format!("{cell}: ")).unwrap_or_default();
    format!("{head}{old} → {new}")
}

/// Flags by the first of them: `云河县财政局 2021 勾稽不平`.
pub fn first_of(holdings: &Holdings, first: FlagRef, flags: usize) -> String {
    let rule = holdings.brief(first).map(|brief| name_of_rule(brief.rule())).unwrap_or_default();
    let of = format!("{} {}", report_of(holdings.name(first.report), holdings.year(first.report)), rule);
    if flags > 1 { say!("{}等{}条", "{} and others, {} flags", of, count(flags)) } else { of }
}
