//! Tensors of a file of torch.save, such as `pytorch_model.bin`.
//!
//! libtorch's own reader (`Tensor::loadz_multi`) takes plain dictionaries of tensors only
//! and refuses the ordered dictionaries and parameters that transformers saves; it also
//! hands the pickle to an interpreter made for programs, not for files of strangers. So it
//! is read by the crate `torch-file`.

use std::collections::HashMap;
use std::path::Path;

use tch::{Kind, Tensor};
use torch_file::{Checkpoint, Element};

use crate::sentiment::rust_bert::error::first_line;

/// The tensors of a file by name.
///
/// # Errors
/// In words, what is wrong with the file.
pub(super) fn read(path: &Path) -> Result<HashMap<String, Tensor>, String> {
    let Checkpoint { tensors, storages } = torch_file::read(path).map_err(said)?;
    let mut values = HashMap::with_capacity(storages.len());
    // Each is let go once it is a tensor: in memory there is one copy of all, and of one two.
    for (key, storage) in storages {
        let count = i64::try_from(storage.count()).map_err(said)?;
        let tensor = Tensor::f_from_data_size(&storage.bytes, &[count], kind(storage.element));
        values.insert(key, tensor.map_err(said)?);
    }
    let part = |(name, view): (String, torch_file::View)| {
        let storage = values.get(&view.storage.key);
        let storage = storage.ok_or_else(|| format!("the values of {name} are not there"))?;
        let tensor = storage.f_as_strided(&view.shape[..], &view.strides[..], view.offset);
        Ok((name, tensor.map_err(said)?))
    };
    tensors.into_iter().map(part).collect()
}

fn kind(element: Element) -> Kind {
    match element {
        Element::F16 => Kind::Half,
        Element::Bf16 => Kind::BFloat16,
        Element::F32 => Kind::Float,
        Element::F64 => Kind::Double,
        Element::U8 => Kind::Uint8,
        Element::I8 => Kind::Int8,
        Element::I16 => Kind::Int16,
        Element::I32 => Kind::Int,
        Element::I64 => Kind::Int64,
        Element::Bool => Kind::Bool,
    }
}

fn said(error: impl std::fmt::Display) -> String {
    first_line(&error.to_string())
}
