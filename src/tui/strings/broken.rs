//! Words about jobs that broke off by a fault of the program.

use crate::model::printable::printable;
use crate::tui::broken::Broken;
use crate::tui::effect::Effect;
use crate::tui::strings::language::say;
use crate::tui::strings::{Words, words};

pub const NOT_OPENED: Words = words(
    "程序出错,年报库没有打开;退出时有详情",
    "a fault of the program: the corpus was not opened; details at the end",
);
pub const NOT_CHECKED: Words =
    words("程序出错,核对没有完成,疑点不详", "a fault of the program: the rules did not run to their end");
pub const NOT_READ: Words = words("正文未读完", "not all text was read");
pub const NOT_SORTED: Words = words("程序出错,来件没有分出来", "a fault of the program: nothing was sorted");

/// What a job was about.
fn job(broken: &Broken) -> Words {
    let Broken::Job(effect) = broken else {
        return match broken {
            Broken::Watching => words("察看文件", "watching the files"),
            Broken::Following => words("读取核查记录", "following the journals"),
            _ => words("打开年报库", "opening the corpus"),
        };
    };
    match &**effect {
        Effect::Load(..) => words("读取年报", "reading the report"),
        Effect::Source(..) | Effect::Find(..) => words("读取原文", "reading the source"),
        Effect::Check(_) => words("核对", "checking"),
        Effect::Read(_) => words("读取正文", "reading the text"),
        Effect::Measure(..) => words("取指标", "taking figures"),
        Effect::Search(..) => words("检索", "the search"),
        Effect::Sift(..) => words("筛选", "the filter"),
        Effect::Try { .. } => words("试改", "the trial"),
        Effect::Compare { .. } => words("核查结论对照", "comparing the verdicts"),
        Effect::Record(_) => words("写核查记录", "writing the verdict"),
        Effect::Keep(_) => words("存筛选", "keeping the filter"),
        Effect::Export(_) => words("导出", "the export"),
        Effect::Renew(..) => words("重读年报库", "reading the corpus anew"),
        Effect::Sort { .. } => words("分拣来件", "sorting what came in"),
        Effect::Mark { .. } => words("记下已处理", "marking entries"),
        Effect::Figure { .. } => words("统计", "the figures"),
        _ => words("后台任务", "a job"),
    }
}

/// A job broke off, and why.
pub fn broken(of: &Broken, why: &str) -> String {
    let (job, why) = (job(of), printable(why));
    say!(
        "程序出错,“{job}”没有完成,其余照常(退出时有详情):{why}",
        "a fault of the program ended {job}; the rest goes on (details at the end): {why}"
    )
}
