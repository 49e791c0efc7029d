//! Random damage to bytes, the same for the same seed.

use crate::model::form::{Form, TableSpec};
use crate::synth::dice::Dice;

/// What is put into reports: labels of the forms, values, marks of every container.
pub(crate) fn scraps() -> Vec<String> {
    #[rustfmt::skip]
    const MARKS: [&str; 56] = [
        "0", "1", "7", "00", "12", "151", "2020", "７", "7976.14万元", "减6", "-3", "+9", "1,234", "/", "—", "无", "|", "｜",
        "\t", "  ", " ", "\n", "\n\n", "\r\n", "\u{c}", "\u{3000}", "\u{200b}", "\u{feff}", "\u{1b}[31m", "\0", "\u{fffd}", "。",
        "，", "、", "：", "(", "（", ")", "**", "# ", "> ", "+---+---+\n", "|---|---|\n", "- 3 -", "<table>", "</table>", "<tr><td>",
        "<td rowspan=3 colspan=9>", "</td></tr>", "<p>", "<!--", "&nbsp;", "一、", "（二）", "第二十条第（一）项", "2022年1月1日",
    ];
    let rows = [Form::F2019, Form::F2021].into_iter().flat_map(Form::tables).flat_map(TableSpec::rows);
    let titles =
        ["二、主动公开政府信息情况", "云河县青石镇人民政府2022年政府信息公开工作年度报告", "无法提供", "其他处理"];
    MARKS.iter().chain(&titles).map(ToString::to_string).chain(rows.map(|row| row.label.to_owned())).collect()
}

/// A place in the bytes; half of the time one where a character or a line starts.
fn place(dice: &mut Dice, bytes: &[u8]) -> usize {
    let at = dice.place(bytes.len() + 1);
    let starts: fn(u8) -> bool = match dice.place(4) {
        0 => |byte| byte & 0xC0 != 0x80,
        1 => |byte| byte == b'\n',
        _ => return at,
    };
    (at..bytes.len()).find(|at| starts(bytes[*at])).unwrap_or(at)
}

/// A stretch of the bytes; mostly a short one.
fn stretch(dice: &mut Dice, bytes: &[u8]) -> std::ops::Range<usize> {
    let start = place(dice, bytes);
    let longest = *dice.pick(&[1, 4, 30, 300, 5000]);
    start..(start + 1 + dice.place(longest)).min(bytes.len()).max(start)
}

/// Does one damage.
pub(crate) fn damage(dice: &mut Dice, bytes: &mut Vec<u8>, all: &[Vec<u8>], scraps: &[String]) {
    const MOST: usize = 100_000;
    let part = stretch(dice, bytes);
    let copy = bytes[part.clone()].to_vec();
    let at = place(dice, bytes);
    match dice.place(16) {
        0 if at < bytes.len() => bytes[at] ^= 1 << dice.place(8),
        1 => bytes.truncate(at),
        2 => drop(bytes.drain(..at)),
        3 | 4 => drop(bytes.drain(part)),
        5 => drop(bytes.splice(at..at, copy)),
        6 => {
            let copies = copy.repeat(2 + dice.place(60));
            bytes.splice(at..at, copies);
        }
        7 => {
            bytes.drain(part);
            let at = at.min(bytes.len());
            bytes.splice(at..at, copy);
        }
        8 => {
            let other = dice.pick(all);
            let from = place(dice, other);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        9 => {
            let other = dice.pick(all);
            let part = stretch(dice, other);
            bytes.splice(at..at, other[part].to_vec());
        }
        10 => {
            let (from, to) =
                *dice.pick(&[("\n", ""), ("\n", " "), (" ", ""), ("|", " "), ("\t", ""), (" ", "\t"), ("\n", "\n\n")]);
            let text = String::from_utf8_lossy(&bytes[part.clone()]).replace(from, to);
            bytes.splice(part, text.into_bytes());
        }
        _ => {
            let scrap = dice.pick(scraps).repeat(*dice.pick(&[1, 1, 1, 1, 2, 9, 300]));
            bytes.splice(at..at, scrap.into_bytes());
        }
    }
    bytes.truncate(MOST);
}
