//! What a build without the models that ship says, and that it works with given ones:
//! `cargo test --no-default-features --test no_models`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]
#![cfg(not(any(feature = "builtin-encoder", feature = "builtin-fast")))]

use std::path::Path;
use std::process::{Command, Output};

use xinsheng::sentiment::encoder::{EncoderEngine, EncoderError, builtin_files};
use xinsheng::sentiment::linear::{LinearEngine, ModelError};

fn explain(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xinsheng"));
    command.args(["explain", "房间很干净，但是隔音太差了", "--json"]).args(arguments);
    command.output().unwrap()
}

#[test]
fn a_build_without_models_says_how_to_give_one() {
    for (lang, words) in [("en", "built into this program"), ("zh", "未内置")] {
        for (engine, feature) in [("encoder", "builtin-encoder"), ("fast", "builtin-fast")] {
            let done = explain(&["--engine", engine, "--lang", lang]);
            let said = String::from_utf8(done.stderr).unwrap();
            assert_eq!(done.status.code(), Some(2), "{said}");
            for wanted in [words, feature, "--model"] {
                assert!(said.contains(wanted), "{said}");
            }
        }
    }
    assert!(matches!(builtin_files(), Err(EncoderError::NotBuiltIn)));
    assert!(matches!(EncoderEngine::builtin().err(), Some(EncoderError::NotBuiltIn)));
    assert!(matches!(LinearEngine::builtin().err(), Some(ModelError::NotBuiltIn)));
}

#[test]
fn a_build_without_models_judges_by_given_ones() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    for model in [models.clone(), models.join("fast.bin")] {
        let done = explain(&["--model", model.to_str().unwrap()]);
        let said = String::from_utf8(done.stdout).unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(said.contains("\"label\": \"mixed\""), "{said}");
    }
}
