//! Letters that print the same word: traditional for simplified ones, and the radicals and compatibility
//! forms that fonts in PDF files put in place of the letters they look like.

/// Letters of the words that forms and titles print, traditional and, at the same place, simplified.
const TRADITIONAL: &str = "\
    萬業嚴個箇為爲舉習鄉於億會體關內決況減別彆製辦務動區昇陞單捲縣發髮隻臺颱號後員國處復複夠學實審對導屆屬佈幹廢開強\
    當噹總執護報據數斷無時機權條來構査樓沒現眞確祕穩類係繫糾納組織經結統繼續維繳罰範獲穫補錶規計認訓議許訟設訪識訴詢\
    說説請購費轉過還這進踰採寀鎮鎭長問麵頁項領題額見門車貝馬風龍黃齊與檔";
const SIMPLIFIED: &str = "\
    万业严个个为为举习乡于亿会体关内决况减别别制办务动区升升单卷县发发只台台号后员国处复复够学实审对导届属布干废开强\
    当当总执护报据数断无时机权条来构查楼没现真确秘稳类系系纠纳组织经结统继续维缴罚范获获补表规计认训议许讼设访识诉询\
    说说请购费转过还这进逾采采镇镇长问面页项领题额见门车贝马风龙黄齐与档";

/// The letters of the Kangxi radicals, U+2F00 and on.
const KANGXI: &str = "\
    一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋\
    弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石\
    示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長\
    門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Radicals of the supplement and compatibility forms, and the letters they look like.
const SHAPES: &str = "\
    ⺠⻓⻔⻚⻅⻋⻆⻘⻝⻰⻢⻜⻛⻤⻩⻬⻮⻄⺟⻉⻣⻥⻦⻨⻳\u{F902}\u{F90A}\u{F918}\u{F92D}\u{F94C}\u{F966}\u{F967}\
    \u{F969}\u{F96F}\u{F97E}\u{F98A}\u{F98E}\u{F99C}\u{F9A1}\u{F9B4}\u{F9C4}\u{F9CD}\u{F9D0}\u{F9D1}\u{F9D8}\u{F9E4}\
    \u{F9FC}\u{FA01}\u{FA08}\u{FA0A}\u{FA17}\u{FA32}\u{FA4C}\u{FA71}\u{FA72}\u{FA74}\u{FAA6}\u{FAA8}\u{FAAE}\u{FABB}";
const SHAPED: &str = "\
    民长门页见车角青食龙马飞风鬼黄齐齿西母贝骨鱼鸟麦龟車金落來樓復不數說量力年列說領龍留類六律理識度行見益免社况全充\
    益直类請";

/// The first and the last of the letters that three bytes of UTF-8 with a lead of E4 to E9 are, and their
/// number.
const FIRST: u32 = 0x4000;
const LAST: u32 = 0x9FFF;
const LETTERS: usize = 0x6000;
/// The first radical.
const RADICALS: usize = 0x2F00;

/// The plain letter of each of them: for a traditional one the simplified one, else itself.
static PLAIN: [char; LETTERS] = plain_letters();

#[expect(clippy::large_stack_arrays, reason = "it is made while compiling")]
const fn plain_letters() -> [char; LETTERS] {
    let mut table = [char::REPLACEMENT_CHARACTER; LETTERS];
    let mut code_point = FIRST;
    while code_point <= LAST {
        table[(code_point - FIRST) as usize] = letter(code_point);
        code_point += 1;
    }
    let mut n = 0;
    while n < TRADITIONAL.len() {
        table[(code(TRADITIONAL, n) - FIRST) as usize] = letter(code(SIMPLIFIED, n));
        n += 3;
    }
    table
}

const fn letter(code: u32) -> char {
    match char::from_u32(code) {
        Some(letter) => letter,
        None => char::REPLACEMENT_CHARACTER,
    }
}

/// The code of the letter at an offset of a text of letters of three bytes each.
const fn code(text: &str, at: usize) -> u32 {
    let bytes = text.as_bytes();
    ((bytes[at] as u32 & 0xF) << 12) | ((bytes[at + 1] as u32 & 0x3F) << 6) | (bytes[at + 2] as u32 & 0x3F)
}

/// The plain letter for the one that three bytes of UTF-8 are, of which the first is E4 to E9.
#[inline]
pub fn plain_of([lead, second, third]: [u8; 3]) -> char {
    let bits = |byte: u8, mask: u8| usize::from(byte & mask);
    let code = bits(lead, 0xF) << 12 | bits(second, 0x3F) << 6 | bits(third, 0x3F);
    PLAIN.get(code.wrapping_sub(FIRST as usize)).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The letter that the words of the forms are written with, for one that stands for it; any other
/// character itself.
#[inline]
pub fn plain(c: char) -> char {
    if let Some(plain) = PLAIN.get((c as usize).wrapping_sub(FIRST as usize)) {
        return *plain;
    }
    if matches!(c, '\u{2E80}'..='\u{2FD5}' | '\u{F900}'..='\u{FAFF}') { shaped(c) } else { c }
}

/// The letter that a radical or a compatibility form looks like.
#[cold]
fn shaped(c: char) -> char {
    match c {
        '\u{2E80}'..='\u{2EFF}' | '\u{F900}'..='\u{FAFF}' => {
            let shape = SHAPES.chars().position(|shape| shape == c);
            shape.and_then(|n| SHAPED.chars().nth(n)).map_or(c, plain)
        }
        '\u{2F00}'..='\u{2FD5}' => {
            let n = 3 * (c as usize).saturating_sub(RADICALS);
            KANGXI.get(n..n + 3).and_then(|text| text.chars().next()).map_or(c, plain)
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_print_the_same_word_are_the_same() {
        for (printed, plain_text) in [
            ("⾏政許可", "行政许可"),
            ("⼀、總體情況", "一、总体情况"),
            ("\u{F9E4}由⻅⻚⻓⺠", "理由见页长民"),
            ("⼆⼗", "二十"),
            ("云河县青石镇", "云河县青石镇"),
        ] {
            assert_eq!(printed.chars().map(plain).collect::<String>(), plain_text, "{printed}");
        }
        assert_eq!(KANGXI.chars().count(), 0x2FD6 - RADICALS);
        assert_eq!(SHAPES.chars().count(), SHAPED.chars().count());
        assert_eq!(TRADITIONAL.len(), SIMPLIFIED.len());
    }
}
