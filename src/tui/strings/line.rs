//! Words about the terminal and the line to it.

use crate::tui::clipboard::Route;
use crate::tui::colour::Depth;
use crate::tui::line::{Ambiguous, Line, Reached};
use crate::tui::strings::language::say;
use crate::tui::strings::{Words, count, words};

pub const TERMINAL: Words = words("终端", "terminal");

/// What is known of the terminal, each with what it is.
pub fn of_line(line: &Line, (width, height): (u16, u16)) -> Vec<(Words, String)> {
    let yes = |on: bool| String::from(if on { words("是", "yes") } else { words("否", "no") });
    let ambiguous = match line.ambiguous {
        Ambiguous::Narrow => 1,
        Ambiguous::Wide => 2,
    };
    let asked = line.round_trip.map_or_else(
        || say!("终端未答,按惯例", "the terminal did not answer: as usual"),
        |trip| say!("终端答复,往返 {} 毫秒", "the terminal answered, {} ms there and back", trip.as_millis()),
    );
    let route = match line.route {
        None => words("无终端", "no terminal"),
        Some(Route::Direct) => words("OSC 52", "OSC 52"),
        Some(Route::Tmux) => words(
            "OSC 52,经 tmux(需 set-clipboard on 或 allow-passthrough on)",
            "OSC 52 through tmux (needs set-clipboard on or allow-passthrough on)",
        ),
        Some(Route::Screen) => words("OSC 52,经 screen", "OSC 52 through screen"),
    };
    let number = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX));
    let each = line
        .bytes
        .checked_div(line.keys)
        .map_or_else(String::new, |each| say!(",每键 {} 字节", ", {} bytes a key", number(each)));
    vec![
        (words("终端类型", "terminal type"), line.term.clone()),
        (words("大小", "size"), say!("{width} 列 {height} 行", "{width} columns, {height} rows")),
        (
            words("歧义字符宽度", "ambiguous width"),
            say!(
                "{ambiguous} 列({asked};--ambiguous 1|2 指定)",
                "{ambiguous} ({asked}; --ambiguous 1|2 says otherwise)"
            ),
        ),
        (
            words("边框", "lines"),
            String::from(if line.ascii { words("ASCII", "ASCII") } else { words("制表符", "drawn") }),
        ),
        (words("颜色", "colours"), colours(line)),
        (words("同步输出", "synchronized"), yes(line.synchronized)),
        (words("鼠标", "mouse"), yes(line.mouse)),
        (words("经 SSH", "over SSH"), yes(line.reached == Reached::OverSsh)),
        (words("剪贴板", "clipboard"), route.into()),
        (
            words("已发送", "sent"),
            say!(
                "{} 字节,{} 帧,{} 键{each}",
                "{} bytes, {} frames, {} keys{each}",
                number(line.bytes),
                number(line.frames),
                number(line.keys)
            ),
        ),
        (words("上一帧", "last frame"), say!("{} 字节", "{} bytes", count(line.last))),
    ]
}

/// How many colours are shown, and what erasing does.
fn colours(line: &Line) -> String {
    let many = match line.depth {
        Depth::None => words("无", "none"),
        Depth::Sixteen => words("16 色", "16"),
        Depth::Indexed => words("256 色", "256"),
        Depth::True => words("24 位", "24 bits"),
    };
    let fills = if line.fills {
        words("擦除即填底色", "erasing fills")
    } else {
        words("底色逐格写", "blanks are written")
    };
    say!("{many}(--colour 指定),{fills}", "{many} (--colour says otherwise), {fills}")
}
