//! What the program was built from, for `--version`: the build script tells it.

use std::sync::LazyLock;

use crate::model::report::SCHEMA;

/// Version, commit and its day, compiler and what it built for, the corpus format, and what was left out.
static LONG: LazyLock<String> = LazyLock::new(|| {
    let [version, commit] = [env!("CARGO_PKG_VERSION"), env!("JIANBAO_COMMIT")];
    let [rustc, target] = [env!("JIANBAO_RUSTC"), env!("JIANBAO_TARGET")];
    let linked = if cfg!(target_feature = "crt-static") { ", static" } else { "" };
    let parquet = if cfg!(feature = "parquet") { "with" } else { "without" };
    format!("{version} ({commit})\n{rustc}, {target}{linked}\ncorpus format {SCHEMA}, {parquet} Parquet")
});

pub(super) fn long() -> &'static str {
    &LONG
}
