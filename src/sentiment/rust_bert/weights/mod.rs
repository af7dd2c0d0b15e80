//! Named tensors of a checkpoint, put into a network.
//!
//! They are in `model.safetensors`, in rust-bert's own format, in a file of torch.save
//! (`torch_tensors`), or in several files with an index (`parts`).

mod parts;
mod torch_tensors;

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use tch::Tensor;
use tch::nn::VarStore;

use super::error::{RustBertError, first_line};

/// The files that weights may be in, the first that is there.
const FILES: [&str; 5] = [
    "model.safetensors",
    "model.safetensors.index.json",
    "rust_model.ot",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
];

/// How a file begins that stands for one which Git has not fetched.
const POINTER: &[u8] = b"version https://git-lfs";

/// Reads the weights of a folder.
pub(super) fn read(folder: &Path) -> Result<HashMap<String, Tensor>, RustBertError> {
    let Some(file) = FILES.into_iter().find(|file| folder.join(file).is_file()) else {
        return Err(RustBertError::MissingFile { file: FILES[0] });
    };
    let tensors = if file.ends_with(".json") {
        parts::read(folder, file, |part| one(folder, part))?
    } else {
        one(folder, file)?
    };
    Ok(tensors.into_iter().map(|(name, tensor)| (known(&name), tensor)).collect())
}

/// The tensors of one file, whose name says its format.
fn one(folder: &Path, file: &str) -> Result<HashMap<String, Tensor>, RustBertError> {
    let path = folder.join(file);
    let begins = File::open(&path).and_then(|opened| {
        let mut begins = Vec::new();
        opened.take(POINTER.len() as u64).read_to_end(&mut begins)?;
        Ok(begins)
    });
    let begins = begins.map_err(|source| RustBertError::Read { file: path.clone(), source })?;
    if begins == POINTER {
        return Err(RustBertError::Pointer { file: file.to_owned() });
    }
    let damaged = |e: tch::TchError| RustBertError::Damaged {
        file: file.to_owned(),
        reason: first_line(&e.to_string()),
    };
    match Path::new(file).extension().and_then(std::ffi::OsStr::to_str) {
        Some("ot") => Ok(Tensor::load_multi(&path).map_err(damaged)?.into_iter().collect()),
        Some("bin") => torch_tensors::read(&path)
            .map_err(|reason| RustBertError::TorchFile { file: file.to_owned(), reason }),
        _ => Ok(Tensor::read_safetensors(&path).map_err(damaged)?.into_iter().collect()),
    }
}

/// Names of old checkpoints as they are today: layer norms had gamma and beta.
fn known(name: &str) -> String {
    name.strip_suffix("LayerNorm.gamma")
        .map(|rest| format!("{rest}LayerNorm.weight"))
        .or_else(|| name.strip_suffix("LayerNorm.beta").map(|rest| format!("{rest}LayerNorm.bias")))
        .unwrap_or_else(|| name.to_owned())
}

/// Puts tensors into the variables of their names; each variable must have its tensor.
pub(super) fn put(
    store: &mut VarStore,
    tensors: &HashMap<String, Tensor>,
) -> Result<(), RustBertError> {
    let mut variables: Vec<(String, Tensor)> = store.variables().into_iter().collect();
    variables.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, variable) in &mut variables {
        let found = tensors.get(name.as_str());
        if found.is_none_or(|found| found.size() != variable.size()) {
            return Err(RustBertError::Weights {
                name: name.clone(),
                found: found.map_or_else(|| "–".to_owned(), |found| format!("{:?}", found.size())),
                expected: format!("{:?}", variable.size()),
            });
        }
        if let Some(found) = found {
            tch::no_grad(|| variable.f_copy_(found))?;
        }
    }
    Ok(())
}

/// Lets the variables of `store` be those of `other`, without a copy.
pub(super) fn share(store: &VarStore, other: &VarStore) {
    let others = other.variables();
    for (name, mut variable) in store.variables() {
        if let Some(other) = others.get(&name) {
            tch::no_grad(|| variable.set_data(other));
        }
    }
}
