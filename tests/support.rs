//! What the integration tests share: the program, and what may be missing on a machine.

use std::path::{Path, PathBuf};

/// The built program.
pub fn jianbao() -> assert_cmd::Command {
    assert_cmd::Command::new(env!("CARGO_BIN_EXE_jianbao"))
}

/// A file or folder of the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder of real reports beside the project, `None` where it is missing.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = project("..").join("shared").join(path);
    needs(&format!("../shared/{path}"), found.exists()).then_some(found)
}

/// Whether something outside the project that a test needs is there. Where it is missing, says so in
/// one line; with `JIANBAO_CI` set it must be there.
#[expect(clippy::print_stdout, reason = "a test that passes without having looked must say so")]
pub fn needs(what: &str, is_there: bool) -> bool {
    assert!(is_there || std::env::var_os("JIANBAO_CI").is_none(), "{what} is missing");
    if !is_there {
        println!("passed over: {what} is missing");
    }
    is_there
}
