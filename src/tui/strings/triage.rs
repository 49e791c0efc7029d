//! Words about what came in and what it calls for.

use crate::model::printable::printable;
use crate::triage::{Action, FAMILIES, Overview, Reason, Rise, Row, Usable};
use crate::tui::strings::language::say;
use crate::tui::strings::{Language, Words, count, spoken, words};
use crate::tui::text::columns;

pub const TRIAGE: Words = words("新到分拣", "what came in");
pub const HEADS: [Words; 5] = [
    words("事由", "what"),
    words("处理", "to do"),
    words("数", "how many"),
    words("涉及站点", "sites"),
    words("最近一例", "the last one"),
];
pub const LEGEND: Words = words("* 新到  ! 公布后有变动  ✓ 已处理", "* new  ! changed since published  ✓ handled");
pub const SORTING: Words = words("正在分拣……", "sorting ...");
pub const NOTHING: Words = words("没有收到文件", "nothing came in");
pub const NOTHING_LISTED: Words =
    words("没有可列的(H 已处理  * 新到  Ctrl-x 筛选)", "nothing to list (H handled, * new, Ctrl-x filter)");
pub const NOTHING_TO_MARK: Words = words("光标不在条目上(Enter 列出)", "the cursor is on no entry (Enter lists them)");
pub const SHOWING_HANDLED: Words = words("列出已处理的", "handled ones are listed");
pub const HIDING_HANDLED: Words = words("不列已处理的", "handled ones are not listed");
pub const ONLY_NEW: Words = words("只列新到和有变动的", "only what is new or has changed");
pub const ALL: Words = words("全部列出", "all are listed");
pub const CHANGED: Words = words("公布后有变动", "changed since published");
pub const TAKING_IN: Words = words("正在读入变动", "taking in changes");
pub const RISEN: Words = words("失败率上升", "fails more");

/// The word for a reason.
pub fn reason(reason: Reason) -> &'static str {
    match spoken() {
        Language::Chinese => reason.name_zh(),
        Language::English => reason.name_en(),
    }
}

/// The word for what an entry calls for.
pub fn action(action: Action) -> &'static str {
    match spoken() {
        Language::Chinese => action.name_zh(),
        Language::English => action.name_en(),
    }
}

/// `12 站  hbxx 9`: how many sites, and the worst of several, in so many columns.
pub fn sites(row: &Row, room: usize) -> String {
    match &row.worst {
        None => String::new(),
        Some((site, _)) if row.sites == 1 => printable(site).into_owned(),
        Some((site, most)) => {
            let sites = say!("{} 站  ", "{} sites  ", count(row.sites));
            let most = format!(" {}", count(*most));
            let room = room.saturating_sub(columns::of(&sites) + columns::of(&most));
            format!("{sites}{}{most}", columns::clip(&printable(site), room))
        }
    }
}

/// What there is of it all: `收 500  待处理 109  忽略 35  可用 377`.
pub fn counts(of: &Overview) -> String {
    let [received, waiting, ignored, usable] = [of.received, of.waiting, of.ignored, of.usable].map(count);
    let handled =
        if of.handled > 0 { say!("  已处理 {}", "  handled {}", count(of.handled)) } else { String::new() };
    say!(
        "收 {received}  待处理 {waiting}{handled}  忽略 {ignored}  可用 {usable}",
        "{received} in  to do {waiting}{handled}  ignored {ignored}  usable {usable}"
    )
}

/// `新到 3  变动 1`: what came since the session began; nothing where nothing did.
pub fn arrived(new: usize, changed: usize) -> String {
    let new = (new > 0).then(|| say!("新到 {}", "new {}", count(new)));
    let changed = (changed > 0).then(|| say!("变动 {}", "changed {}", count(changed)));
    new.into_iter().chain(changed).collect::<Vec<_>>().join(" ")
}

/// Since when entries are new: `自 11-20 08:00 起 新到 3 变动 1`.
pub fn since(moment: &str, of: &Overview) -> String {
    let (new, changed) = (count(of.new), count(of.changed));
    say!("自 {moment} 起 新到 {new} 变动 {changed}", "since {moment}: new {new}, changed {changed}")
}

/// The title of a list of entries.
pub fn listed(of: Reason, calls_for: Action) -> String {
    let (reason, action) = (reason(of), action(calls_for));
    if action.is_empty() { reason.to_owned() } else { format!("{reason}  {action}") }
}

/// `37/40`: how many are listed of how many there are.
pub fn of_all(listed: usize, all: usize) -> String {
    if listed == all { count(all) } else { format!("{}/{}", count(listed), count(all)) }
}

/// The title over what is usable.
pub fn usable(reports: usize) -> String {
    say!("可用 {} 份", "usable: {}", count(reports))
}

/// What there is to review in it.
pub fn to_review(of: &Usable) -> String {
    let [groups, errors, warnings, hints] = [of.groups, of.errors, of.warnings, of.hints].map(count);
    say!(
        "疑点组 {groups}  错误 {errors}  警告 {warnings}  提示 {hints}",
        "entries {groups}  errors {errors}  warnings {warnings}  hints {hints}"
    )
}

/// The same by families of rules.
pub fn families(of: &Usable) -> String {
    const ENGLISH: [&str; FAMILIES.len()] =
        ["sums", "carried over", "text and table", "parts", "dates", "alike", "other"];
    let names = if spoken() == Language::Chinese { FAMILIES } else { ENGLISH };
    let counted = names.iter().zip(of.families).filter(|(_, n)| *n > 0);
    counted.map(|(name, n)| format!("{name} {}", count(n))).collect::<Vec<_>>().join("  ")
}

/// The id of a page before it changed.
pub fn was(id: &str) -> String {
    say!("(原 {})", " (was {})", printable(id))
}

/// How much could not be read, and how much that was in the last recorded run.
pub fn failures(of: &Overview) -> String {
    let now = share((of.failures, of.received));
    match of.before {
        Some(before) => say!("读取失败率 {now}  此前 {}", "could not be read {now}  before {}", share(before)),
        None => say!("读取失败率 {now}", "could not be read {now}"),
    }
}

/// A site that fails more often than before.
pub fn rise(of: &Rise) -> String {
    let (site, now, before) = (printable(&of.site), share(of.now), share(of.before));
    say!("{site}  {now}  此前 {before}", "{site}  {now}  before {before}")
}

/// `2.5% (3/120)`.
fn share((part, all): (usize, usize)) -> String {
    let permille = (part * 1000 + all / 2).checked_div(all).unwrap_or(0);
    format!("{}.{}% ({}/{})", permille / 10, permille % 10, count(part), count(all))
}

/// What was marked and is on the disk.
pub fn marked(entries: usize, handled: bool) -> String {
    let entries = count(entries);
    if handled {
        say!("已处理 {entries} 条 · u 撤销", "handled: {entries} · u undoes")
    } else {
        say!("已重开 {entries} 条 · u 撤销", "open again: {entries} · u undoes")
    }
}

/// What was marked and is no more.
pub fn taken_back(entries: usize) -> String {
    say!("已撤销 {} 条", "taken back: {}", count(entries))
}

/// Why marks are not on the disk.
pub fn not_marked(reason: &str) -> String {
    let reason = printable(reason);
    say!("标记未写入:{reason}", "not marked: {reason}")
}

/// That what earlier runs saw is not known, or not all of it.
pub fn unread(reason: &str) -> String {
    let reason = printable(reason);
    say!("分拣记录未读:{reason}", "the record of triage was not read: {reason}")
}

/// That some lines of the record are none.
pub fn aside(lines: usize) -> String {
    say!("有 {lines} 行损坏", "{lines} lines are damaged")
}

/// When and by whom an entry was handled.
pub fn handled_at(moment: &str, by: Option<&str>, note: Option<&str>) -> String {
    let by = by.map(|by| format!(" {}", printable(by))).unwrap_or_default();
    let note = note.map(|note| format!(" {}", printable(note))).unwrap_or_default();
    say!("已处理 {moment}{by}{note}", "handled {moment}{by}{note}")
}

/// Where a path of the corpus is gone.
pub const AWAY: Words = words(
    "年报所在的文件或文件夹已不可达,所示为此前读入的内容",
    "the files are out of reach: what is shown was read before",
);

/// That the system does not tell of changed files, and why.
pub fn silent(reason: &str) -> String {
    let reason = printable(reason);
    say!(
        "系统不通知文件变动,改为定时查看:{reason}",
        "the system does not tell of changed files, which are looked at now and then: {reason}"
    )
}

/// That what was shown is no longer there.
pub fn gone(name: &str) -> String {
    let name = printable(name);
    say!("文件已不在:{name}", "the file is no longer there: {name}")
}

/// How many are chosen.
pub fn chosen(entries: usize) -> String {
    say!("已选 {} 条", "{} chosen", count(entries))
}

pub fn filtered(words: &str) -> String {
    let words = printable(words);
    say!("筛选 {words}", "filter {words}")
}
