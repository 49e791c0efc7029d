//! Words about themes: what is wrong with one.

use crate::tui::strings::language::say;

pub fn no_theme(word: &str) -> String {
    say!("theme 应为 terminal、dark 或 light,不是 {word}", "theme is terminal, dark or light, not {word}")
}

pub fn no_role(name: &str) -> String {
    say!("[colours] 没有 {name} 这一项", "there is no {name} in [colours]")
}

pub fn no_look(name: &str, word: &str) -> String {
    say!("{name}:“{word}”不是颜色或样式", "{name}: {word:?} is no colour or attribute here")
}
