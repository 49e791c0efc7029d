//! The sample corpus inside the program, so that an installed `jianbao` shows something anywhere.

use crate::corpus::Corpus;

/// A raw file compiled into the program.
#[derive(Debug)]
pub struct Embedded {
    /// Relative to `sample-data`.
    pub path: &'static str,
    pub bytes: &'static [u8],
}

macro_rules! embedded {
    ($path:literal) => {
        Embedded { path: $path, bytes: include_bytes!(concat!("../../sample-data/", $path)) }
    };
}

/// Every report of `sample-data`, in the order in which the folder is read.
pub(super) static SAMPLE: [Embedded; 40] = [
    embedded!("qingshi/2019/county.txt"),
    embedded!("qingshi/2019/finance.txt"),
    embedded!("qingshi/2019/wanghe-town.md"),
    embedded!("qingshi/2020/county.txt"),
    embedded!("qingshi/2020/finance-corrected.txt"),
    embedded!("qingshi/2020/finance.txt"),
    embedded!("qingshi/2020/wanghe-town.md"),
    embedded!("qingshi/2021/county.txt"),
    embedded!("qingshi/2021/finance.md"),
    embedded!("qingshi/2021/wanghe-town.txt"),
    embedded!("qingshi/2022/county.md"),
    embedded!("qingshi/2022/wanghe-town.txt"),
    embedded!("songping/2012/county.txt"),
    embedded!("songping/2019/police.txt"),
    embedded!("songping/2019/water.txt"),
    embedded!("songping/2020/water.txt"),
    embedded!("songping/2021/baihe-town.txt"),
    embedded!("songping/2021/county.txt"),
    embedded!("songping/2021/urban.txt"),
    embedded!("songping/2021/water.txt"),
    embedded!("songping/2022/agriculture.txt"),
    embedded!("songping/2022/liutan-town-reposted.md"),
    embedded!("songping/2022/liutan-town.txt"),
    embedded!("songping/2022/market.txt"),
    embedded!("songping/2022/school.txt"),
    embedded!("songping/2022/shiqiao-town.txt"),
    embedded!("songping/2022/urban.txt"),
    embedded!("songping/2023/county.txt"),
    embedded!("songping/2023/finance.txt"),
    embedded!("songping/2023/urban.txt"),
    embedded!("songping/2024/housing.txt"),
    embedded!("songping/2024/transport.txt"),
    embedded!("tinglan/2021/district-office.txt"),
    embedded!("tinglan/2021/taoxidu-street.md"),
    embedded!("tinglan/2022/taoxidu-street.md"),
    embedded!("unsorted/p-0417.md"),
    embedded!("yunhe/2020/ecology.txt"),
    embedded!("yunhe/2021/ecology.txt"),
    embedded!("yunhe/2022/ecology.txt"),
    embedded!("yunhe/2023/ecology.md"),
];

/// Opens the sample corpus.
pub fn sample() -> Corpus {
    Corpus::of_embedded(&SAMPLE)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::corpus::walk::Walk;

    #[test]
    fn every_report_of_the_folder_is_inside_and_in_its_order() {
        let mut walk = Walk::default();
        walk.add(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data"));
        let found: Vec<_> = walk.files.iter().map(|file| file.relative.as_str()).collect();
        let inside: Vec<_> = SAMPLE.iter().map(|file| file.path).collect();
        assert_eq!(inside, found);
    }
}
