//! See `jianbao::fuzzing`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| jianbao::fuzzing::run("tables", bytes));
