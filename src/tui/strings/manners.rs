//! Words about the terminal given to others, plain text, and the mouse.

use std::process::ExitStatus;

use crate::model::printable::printable;
use crate::tui::strings::language::say;
use crate::tui::strings::{Words, words};

pub const NOTHING_TO_EDIT: Words = words("此处没有可打开的原文", "no source to open here");
pub const NO_EDITOR: Words = words("未找到编辑器(请设 VISUAL 或 EDITOR)", "no editor found (set VISUAL or EDITOR)");
pub const NO_PLAIN_TEXT: Words = words("此窗格没有内容可输出", "nothing in this pane to print");
pub const ANY_KEY: Words = words("按任意键返回", "press any key to return");
pub const MOUSE_ON: Words =
    words("鼠标:开(按住 Shift 由终端选字;F2 关闭)", "mouse: on (hold Shift to select text; F2 turns it off)");
pub const MOUSE_OFF: Words = words("鼠标:关(F2 开启)", "mouse: off (F2 turns it on)");

/// The file that was opened, where it was a copy.
pub fn edited(copy: bool, line: usize) -> Option<String> {
    copy.then(|| {
        say!(
            "所开的是解码后的只读副本(第{line}行),原文未改",
            "what was opened was a decoded read-only copy (line {line})"
        )
    })
}

/// Why an editor was not run, or how it ended.
pub fn editor_failed(program: &str, reason: &dyn std::fmt::Display) -> String {
    let (program, reason) = (printable(program), reason.to_string());
    say!("编辑器 {program}:{reason}", "editor {program}: {reason}")
}

/// How an editor ended that did not end well.
pub fn editor_ended(program: &str, status: ExitStatus) -> Option<String> {
    (!status.success()).then(|| editor_failed(program, &status))
}

/// What a plain text is of.
pub fn plain_head(path: &str, pane: &str) -> String {
    say!("# 检报 纯文本输出:{path} · {pane}", "# jianbao, plain text: {path} · {pane}")
}

/// Of a long list no more is printed.
pub fn plain_cut(rows: usize) -> String {
    say!("# 仅前 {rows} 行", "# the first {rows} rows only")
}
