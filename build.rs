//! With the feature `rust-bert`: sees to it that libtorch is there, before the long build of
//! its bindings ends in a missing header, and that the program finds it when it runs.
#![allow(clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::process::exit;

/// The version that rust-bert is written for.
const VERSION: &str = "2.4.0";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=LIBTORCH");
    println!("cargo:rerun-if-env-changed=LIBTORCH_LIB");
    println!("cargo:rerun-if-env-changed=LIBTORCH_USE_PYTORCH");
    let asked = std::env::var_os("CARGO_FEATURE_RUST_BERT").is_some();
    // Python's own libtorch is looked for, and its version checked, by torch-sys.
    if !asked || std::env::var_os("LIBTORCH_USE_PYTORCH").is_some() {
        return;
    }
    // `.cargo/config.toml` names the folder that scripts/fetch-libtorch fills.
    let Some(folder) = std::env::var_os("LIBTORCH").map(PathBuf::from) else {
        stop("LIBTORCH is not set: name the folder of libtorch in it");
    };
    let header = folder.join("include/torch/csrc/api/include/torch/version.h");
    println!("cargo:rerun-if-changed={}", header.display());
    let Ok(text) = std::fs::read_to_string(&header) else {
        let folder = folder.display();
        stop(&format!(
            "there is no libtorch in {folder}: run scripts/fetch-libtorch, or set LIBTORCH to a libtorch {VERSION} of your own"
        ));
    };
    let found = version(&text);
    if found.as_deref() != Some(VERSION)
        && std::env::var_os("LIBTORCH_BYPASS_VERSION_CHECK").is_none()
    {
        let (folder, found) = (folder.display(), found.unwrap_or_else(|| "unknown".to_owned()));
        stop(&format!(
            "libtorch in {folder} has the version {found}, and rust-bert needs {VERSION}: set LIBTORCH to that one"
        ));
    }
    let lib = std::env::var_os("LIBTORCH_LIB").map_or(folder, PathBuf::from).join("lib");
    let target = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    if matches!(target.as_str(), "linux" | "macos") {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{}", absolute(&lib).display());
    }
}

/// `TORCH_VERSION_MAJOR` and so on, as one.
fn version(header: &str) -> Option<String> {
    let number = |part: &str| {
        let name = format!("#define TORCH_VERSION_{part} ");
        header.lines().find_map(|line| line.strip_prefix(&name)).map(str::trim)
    };
    Some(format!("{}.{}.{}", number("MAJOR")?, number("MINOR")?, number("PATCH")?))
}

fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn stop(message: &str) -> ! {
    eprintln!("xinsheng, feature rust-bert: {message}");
    exit(1);
}
