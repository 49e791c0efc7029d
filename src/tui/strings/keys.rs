//! Words about keys: marks, and what is wrong with a key map.

use crate::tui::keymap::{Fault, Wrong};
use crate::tui::strings::language::say;

pub fn marked(letter: char) -> String {
    say!("已放书签 {letter}(' {letter} 返回此处)", "mark {letter} is set (' {letter} returns here)")
}

pub fn no_mark(letter: char) -> String {
    say!("没有书签 {letter}", "no mark {letter}")
}

pub fn no_such_key(keys: &str) -> String {
    say!("此处没有 {keys} 键(? 看可用的按键)", "{keys} does nothing here (? lists the keys)")
}

/// What is wrong with a key map, in its lines.
pub fn fault(wrong: &Wrong) -> String {
    let said = match &wrong.fault {
        Fault::NoScope(name) => say!("没有 [keys.{name}] 这一组", "there is no [keys.{name}]"),
        Fault::NoVerb(name) => say!("没有 {name} 这个动作", "there is no verb {name}"),
        Fault::NoKey(text) => say!("“{text}”不是键", "{text:?} is no key"),
        Fault::Count(text) => say!("“{text}”:数字是计数前缀", "{text:?}: digits are counts"),
        Fault::Text(text) => {
            say!(
                "“{text}”:输入文字之处只能用控制键,且只能一键",
                "{text:?}: where text is typed, keys are single and no characters"
            )
        }
        Fault::Clash { keys, of, with, other, more } => {
            let more = if *more == 0 { String::new() } else { say!("等{}处", " and {} others", more + 1) };
            say!(
                "{of} 的 {keys} 与 {other} 的 {with} {more}冲突",
                "{keys} of {of} is at odds with {with} of {other}{more}"
            )
        }
        Fault::NoWayOut(scope) => say!("[keys.{}] 没有返回或取消的键", "nothing leads out of [keys.{}]", scope.id()),
    };
    let lines: Vec<String> = wrong.lines.iter().map(ToString::to_string).collect();
    if lines.is_empty() { said } else { say!("第{}行:{said}", "line {}: {said}", lines.join("、")) }
}

/// That a file of the user's does not hold, and why.
pub fn wrong_interface(path: &str, first: &str, others: usize) -> String {
    let more = if others == 0 { String::new() } else { say!("(另有 {others} 处)", " (and {others} more)") };
    say!("{path} 未采用:{first}{more}", "{path} does not hold: {first}{more}")
}

pub fn no_language(word: &str) -> String {
    say!("language 应为 zh 或 en,不是 {word}", "language is zh or en, not {word}")
}

/// Something with the line it stands in; 0 for the file itself.
pub fn in_line(line: usize, said: &str) -> String {
    if line == 0 { said.to_owned() } else { say!("第{line}行:{said}", "line {line}: {said}") }
}
