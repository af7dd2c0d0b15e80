//! Named tensors of a checkpoint, put into a network.

use std::collections::HashMap;
use std::path::Path;

use tch::Tensor;
use tch::nn::VarStore;

use super::error::RustBertError;

/// The files that weights may be in, the first that is there.
const FILES: [&str; 2] = ["model.safetensors", "rust_model.ot"];

/// Reads the weights of a folder.
pub(super) fn read(folder: &Path) -> Result<HashMap<String, Tensor>, RustBertError> {
    let Some(file) = FILES.into_iter().find(|file| folder.join(file).is_file()) else {
        return Err(RustBertError::MissingFile { file: FILES[0] });
    };
    let path = folder.join(file);
    let tensors = match file {
        "rust_model.ot" => Tensor::load_multi(&path),
        _ => Tensor::read_safetensors(&path),
    };
    let damaged = |reason: tch::TchError| RustBertError::Damaged {
        file: file.to_owned(),
        reason: super::error::first_line(&reason.to_string()),
    };
    Ok(tensors.map_err(damaged)?.into_iter().map(|(name, tensor)| (known(&name), tensor)).collect())
}

/// Names of old checkpoints as they are today.
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
