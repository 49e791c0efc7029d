//! Character references: `&nbsp;`, `&#26381;`, `&#x670d;`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A longer reference is text: the longest name here has 8 letters, the rest is room for zeros.
const LONGEST: usize = 24;

/// The names of HTML 4 and those of ASCII marks, each with its character in hexadecimal.
const NAMES: &str = "\
    Tab 9  NewLine a  excl 21  QUOT 22  quot 22  num 23  dollar 24  percnt 25  AMP 26  amp 26  apos 27  lpar 28 \
    rpar 29  ast 2a  plus 2b  comma 2c  period 2e  sol 2f  colon 3a  semi 3b  LT 3c  lt 3c  equals 3d  GT 3e  gt 3e \
    quest 3f  commat 40  lbrack 5b  lsqb 5b  bsol 5c  rbrack 5d  rsqb 5d  lowbar 5f  lcub 7b  verbar 7c  vert 7c \
    rcub 7d  nbsp a0  iexcl a1  cent a2  pound a3  curren a4  yen a5  brvbar a6  sect a7  uml a8  COPY a9  copy a9 \
    ordf aa  laquo ab  not ac  shy ad  REG ae  reg ae  macr af  deg b0  plusmn b1  sup2 b2  sup3 b3  acute b4 \
    micro b5  para b6  middot b7  cedil b8  sup1 b9  ordm ba  raquo bb  frac14 bc  frac12 bd  frac34 be  iquest bf \
    Agrave c0  Aacute c1  Acirc c2  Atilde c3  Auml c4  Aring c5  AElig c6  Ccedil c7  Egrave c8  Eacute c9 \
    Ecirc ca  Euml cb  Igrave cc  Iacute cd  Icirc ce  Iuml cf  ETH d0  Ntilde d1  Ograve d2  Oacute d3  Ocirc d4 \
    Otilde d5  Ouml d6  times d7  Oslash d8  Ugrave d9  Uacute da  Ucirc db  Uuml dc  Yacute dd  THORN de  szlig df \
    agrave e0  aacute e1  acirc e2  atilde e3  auml e4  aring e5  aelig e6  ccedil e7  egrave e8  eacute e9 \
    ecirc ea  euml eb  igrave ec  iacute ed  icirc ee  iuml ef  eth f0  ntilde f1  ograve f2  oacute f3  ocirc f4 \
    otilde f5  ouml f6  divide f7  oslash f8  ugrave f9  uacute fa  ucirc fb  uuml fc  yacute fd  thorn fe  yuml ff \
    OElig 152  oelig 153  Scaron 160  scaron 161  Yuml 178  fnof 192  circ 2c6  tilde 2dc  Alpha 391  Beta 392 \
    Gamma 393  Delta 394  Epsilon 395  Zeta 396  Eta 397  Theta 398  Iota 399  Kappa 39a  Lambda 39b  Mu 39c  Nu 39d \
    Xi 39e  Omicron 39f  Pi 3a0  Rho 3a1  Sigma 3a3  Tau 3a4  Upsilon 3a5  Phi 3a6  Chi 3a7  Psi 3a8  Omega 3a9 \
    alpha 3b1  beta 3b2  gamma 3b3  delta 3b4  epsilon 3b5  zeta 3b6  eta 3b7  theta 3b8  iota 3b9  kappa 3ba \
    lambda 3bb  mu 3bc  nu 3bd  xi 3be  omicron 3bf  pi 3c0  rho 3c1  sigmaf 3c2  sigma 3c3  tau 3c4  upsilon 3c5 \
    phi 3c6  chi 3c7  psi 3c8  omega 3c9  thetasym 3d1  upsih 3d2  piv 3d6  ensp 2002  emsp 2003  thinsp 2009 \
    zwnj 200c  zwj 200d  lrm 200e  rlm 200f  dash 2010  hyphen 2010  ndash 2013  mdash 2014  lsquo 2018  rsquo 2019 \
    sbquo 201a  ldquo 201c  rdquo 201d  bdquo 201e  dagger 2020  Dagger 2021  bull 2022  hellip 2026  permil 2030 \
    prime 2032  Prime 2033  lsaquo 2039  rsaquo 203a  oline 203e  frasl 2044  euro 20ac  image 2111  weierp 2118 \
    real 211c  trade 2122  alefsym 2135  larr 2190  uarr 2191  rarr 2192  darr 2193  harr 2194  crarr 21b5 \
    lArr 21d0  uArr 21d1  rArr 21d2  dArr 21d3  hArr 21d4  forall 2200  part 2202  exist 2203  empty 2205 \
    nabla 2207  isin 2208  notin 2209  ni 220b  prod 220f  sum 2211  minus 2212  lowast 2217  radic 221a  prop 221d \
    infin 221e  ang 2220  and 2227  or 2228  cap 2229  cup 222a  int 222b  there4 2234  sim 223c  cong 2245 \
    asymp 2248  ne 2260  equiv 2261  le 2264  ge 2265  sub 2282  sup 2283  nsub 2284  sube 2286  supe 2287 \
    oplus 2295  otimes 2297  perp 22a5  sdot 22c5  lceil 2308  rceil 2309  lfloor 230a  rfloor 230b  lang 2329 \
    rang 232a  square 25a1  blacksquare 25aa  squf 25aa  loz 25ca  bigstar 2605  starf 2605  star 2606  spades 2660 \
    clubs 2663  hearts 2665  diams 2666  check 2713";

static BY_NAME: LazyLock<HashMap<&'static str, char>> = LazyLock::new(|| {
    let mut words = NAMES.split_ascii_whitespace();
    let mut names = HashMap::new();
    while let (Some(name), Some(code)) = (words.next(), words.next()) {
        names.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32).map(|c| (name, c)));
    }
    names
});

/// What the numbers of the C1 controls stand for, as every browser reads them.
const WINDOWS_1252: [u16; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
];

/// Where the reference stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Text,
    /// In the value of an attribute a name needs its semicolon where a word goes on behind it.
    Attribute,
}

/// The character that a reference at the start of a text stands for, and the bytes it takes. `None`
/// where the `&` is just that.
pub fn read(text: &str, place: Place) -> Option<(char, usize)> {
    let rest = text.strip_prefix('&')?;
    match rest.strip_prefix('#') {
        Some(number) => numeric(number).map(|(c, len)| (c, len + 2)),
        None => named(rest, place).map(|(c, len)| (c, len + 1)),
    }
}

fn numeric(text: &str) -> Option<(char, usize)> {
    let (digits, radix, start) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let len = digits.bytes().take(LONGEST).take_while(|b| char::from(*b).is_digit(radix)).count();
    if len == 0 || len == LONGEST {
        return None;
    }
    let code = u32::from_str_radix(digits.get(..len)?.trim_start_matches('0'), radix);
    let end = start + len + usize::from(digits.get(len..).is_some_and(|rest| rest.starts_with(';')));
    let code = match code {
        Ok(code @ 0x80..=0x9F) => WINDOWS_1252.get(code as usize - 0x80).map_or(code, |code| u32::from(*code)),
        Ok(code) => code,
        Err(_) => 0xFFFD,
    };
    Some((char::from_u32(code).unwrap_or('\u{FFFD}'), end))
}

fn named(text: &str, place: Place) -> Option<(char, usize)> {
    let len = text.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let closed = text.as_bytes().get(len) == Some(&b';');
    if closed && let Some(c) = BY_NAME.get(text.get(..len)?) {
        return Some((*c, len + 1));
    }
    if place == Place::Attribute && (!closed && text.as_bytes().get(len) == Some(&b'=')) {
        return None;
    }
    // The oldest names do without a semicolon.
    let legacy = |len: &usize| {
        let c =
            BY_NAME.get(text.get(..*len)?).filter(|c| matches!(**c, '"' | '&' | '<' | '>' | '\u{A0}'..='\u{FF}'))?;
        (place == Place::Text || text.as_bytes().get(*len).is_none_or(|b| !b.is_ascii_alphanumeric()))
            .then_some((*c, *len))
    };
    (2..=len.min(6)).rev().find_map(|len| legacy(&len))
}

/// The text of an attribute's value, its references read.
pub fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        text.push_str(before);
        let (c, len) = read(reference, Place::Attribute).unwrap_or(('&', 1));
        text.push(c);
        rest = reference.get(len..).unwrap_or_default();
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(char, usize)>) {
        assert_eq!(read(text, Place::Text), expected, "{text}");
    }

    #[test]
    fn references_of_all_kinds() {
        check("&nbsp;1", Some(('\u{A0}', 6)));
        check("&nbsp1", Some(('\u{A0}', 5)));
        check("&ldquo;", Some(('“', 7)));
        check("&ldquo", None);
        check("&#26381;", Some(('服', 8)));
        check("&#x670D", Some(('服', 7)));
        check("&#0049;&", Some(('1', 7)));
        check("&#150;", Some(('–', 6)));
        check("&#0;", Some(('\u{FFFD}', 4)));
        check("&#xD800;", Some(('\u{FFFD}', 8)));
        check("&#99999999999;", Some(('\u{FFFD}', 14)));
        check("&#00000000000000000000000000049;", None);
        check("&#;", None);
        check("& 1", None);
        check("&", None);
        check("&nosuch;", None);
        check("&ampamp;", Some(('&', 4)));
    }

    #[test]
    fn in_attributes_words_go_on() {
        assert_eq!(unescaped("a?b=1&amp;copy=2&copy=3&lt"), "a?b=1&copy=2&copy=3<");
    }
}
