//! Words about the terminal and the line to it.

use crate::tui::clipboard::Route;
use crate::tui::line::{Ambiguous, Line, Reached};
use crate::tui::strings::count;

pub const TERMINAL: &str = "终端";

/// What is known of the terminal, each with what it is.
pub fn of_line(line: &Line, (width, height): (u16, u16)) -> Vec<(&'static str, String)> {
    let yes = |on: bool| if on { "是" } else { "否" }.to_owned();
    let ambiguous = match line.ambiguous {
        Ambiguous::Narrow => 1,
        Ambiguous::Wide => 2,
    };
    let asked = line
        .round_trip
        .map_or_else(|| "终端未答,按惯例".to_owned(), |trip| format!("终端答复,往返 {} 毫秒", trip.as_millis()));
    let route = match line.route {
        None => "无终端",
        Some(Route::Direct) => "OSC 52",
        Some(Route::Tmux) => "OSC 52,经 tmux(需 set-clipboard on 或 allow-passthrough on)",
        Some(Route::Screen) => "OSC 52,经 screen",
    };
    let number = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX));
    let each =
        line.bytes.checked_div(line.keys).map_or_else(String::new, |each| format!(",每键 {} 字节", number(each)));
    vec![
        ("终端类型", line.term.clone()),
        ("大小", format!("{width} 列 {height} 行")),
        ("歧义字符宽度", format!("{ambiguous} 列({asked};--ambiguous 1|2 指定)")),
        ("边框", if line.ascii { "ASCII" } else { "制表符" }.to_owned()),
        ("颜色", yes(line.colour)),
        ("同步输出", yes(line.synchronized)),
        ("经 SSH", yes(line.reached == Reached::OverSsh)),
        ("剪贴板", route.to_owned()),
        ("已发送", format!("{} 字节,{} 帧,{} 键{each}", number(line.bytes), number(line.frames), number(line.keys))),
        ("上一帧", format!("{} 字节", count(line.last))),
    ]
}
