//! Files of torch.save: `pytorch_model.bin`, as a zip file or as before torch 1.6.
//!
//! libtorch's own reader (`Tensor::loadz_multi`) takes plain dictionaries of tensors only
//! and refuses the ordered dictionaries and parameters that transformers saves; it also
//! hands the pickle to an interpreter made for programs, not for files of strangers.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use tch::Tensor;
use zip::ZipArchive;

use super::pickle::{Pickle, Storage, View};
use crate::sentiment::rust_bert::error::first_line;

/// The first bytes of the older format: a pickled number, and the end of that pickle.
const OLD: &[u8] = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.";

/// The version of the older format.
const OLD_VERSION: i64 = 1001;

/// Most bytes of the pickles in a file; those of the largest BERT take a tenth of one.
const PICKLES: u64 = 1 << 23;

/// What the pickle of a zip file is called in it.
const PICKLE: &str = "data.pkl";

/// The tensors of a file by name.
///
/// # Errors
/// In words, what is wrong with the file.
pub(super) fn read(path: &Path) -> Result<HashMap<String, Tensor>, String> {
    let mut file = BufReader::new(File::open(path).map_err(said)?);
    let mut begins = Vec::new();
    file.by_ref().take(OLD.len() as u64).read_to_end(&mut begins).map_err(said)?;
    file.rewind().map_err(said)?;
    if begins.starts_with(b"PK") {
        zipped(file)
    } else if begins == OLD {
        old(file)
    } else {
        Err("it is no file of torch.save".to_owned())
    }
}

/// A zip file: the pickle, and a file for each storage beside it.
fn zipped(file: BufReader<File>) -> Result<HashMap<String, Tensor>, String> {
    let mut archive = ZipArchive::new(file).map_err(said)?;
    let mut folder = None;
    for name in archive.file_names() {
        let name = name.map_err(said)?;
        if let Some(before) = name.strip_suffix(PICKLE)
            && before.matches('/').count() <= 1
        {
            folder = Some(before.to_owned());
        }
    }
    let folder = folder.ok_or_else(|| format!("it has no {PICKLE}"))?;
    if let Ok(mut order) = archive.by_name(&format!("{folder}byteorder")) {
        let mut text = String::new();
        order.by_ref().take(16).read_to_string(&mut text).map_err(said)?;
        if text.trim() != "little" {
            return Err(format!("its byte order is {text:?}, expected little"));
        }
    }
    let pickle = {
        let entry = archive.by_name(&format!("{folder}{PICKLE}")).map_err(said)?;
        Pickle::read(&mut BufReader::new(entry).take(PICKLES))?
    };
    let views = tensors(&pickle)?;
    let mut storages = HashMap::new();
    for view in views.values() {
        let Storage { key, .. } = &view.storage;
        if !storages.contains_key(key) {
            let mut entry = archive.by_name(&format!("{folder}data/{key}")).map_err(said)?;
            if entry.compression() != zip::CompressionMethod::Stored {
                return Err(format!("its values {key} are compressed"));
            }
            let tensor = values(&view.storage, &mut entry)?;
            // At its end the sum of its bytes is checked.
            if entry.read(&mut [0]).map_err(said)? > 0 {
                return Err(format!("its values {key} are longer than it says"));
            }
            storages.insert(key.clone(), tensor);
        }
    }
    named(&views, &storages)
}

/// The older format: five pickles, and behind them each storage with its length.
fn old(mut file: BufReader<File>) -> Result<HashMap<String, Tensor>, String> {
    let mut pickles = file.by_ref().take(PICKLES);
    let mut next = || Pickle::read(&mut pickles);
    let (_, version, system) = (next()?, next()?, next()?);
    if version.number() != Some(OLD_VERSION) {
        return Err(format!("its version is not {OLD_VERSION}"));
    }
    if system.flag("little_endian") == Some(false) {
        return Err("its byte order is big, expected little".to_owned());
    }
    let (state, keys) = (next()?, next()?);
    let views = tensors(&state)?;
    let keys = keys.texts().ok_or_else(|| "it does not name its values".to_owned())?;
    let all: HashMap<&str, &Storage> =
        state.storages().map(|storage| (storage.key.as_str(), storage)).collect();
    let mut storages = HashMap::new();
    for key in keys {
        let storage =
            all.get(key).ok_or_else(|| format!("nothing says what its values {key} are"))?;
        let mut length = [0; 8];
        file.read_exact(&mut length).map_err(said)?;
        if u64::from_le_bytes(length) != storage.elements {
            return Err(format!("its values {key} have two lengths"));
        }
        storages.insert(key.to_owned(), values(storage, &mut file)?);
    }
    named(&views, &storages)
}

fn tensors(pickle: &Pickle) -> Result<HashMap<&str, &View>, String> {
    let views = pickle.tensors().filter(|views| !views.is_empty());
    views.ok_or_else(|| "it is no dictionary of tensors".to_owned())
}

/// The values of a storage; no more memory than the file has bytes.
fn values(storage: &Storage, input: &mut impl Read) -> Result<Tensor, String> {
    let Storage { key, kind, elements } = storage;
    let short = || format!("its values {key} end too early");
    let size = elements.checked_mul(kind.elt_size_in_bytes() as u64).ok_or_else(short)?;
    let mut bytes = Vec::new();
    input.by_ref().take(size).read_to_end(&mut bytes).map_err(said)?;
    if bytes.len() as u64 != size {
        return Err(short());
    }
    let elements = i64::try_from(*elements).map_err(said)?;
    Tensor::f_from_data_size(&bytes, &[elements], *kind).map_err(said)
}

fn named(
    views: &HashMap<&str, &View>,
    storages: &HashMap<String, Tensor>,
) -> Result<HashMap<String, Tensor>, String> {
    let part = |(name, view): (&&str, &&View)| {
        let Storage { key, kind, .. } = &view.storage;
        let storage = storages.get(key).filter(|storage| storage.kind() == *kind);
        let storage = storage.ok_or_else(|| format!("the values of {name} are not there"))?;
        if storage.numel() as u64 != view.storage.elements {
            return Err(format!("the values of {name} have two lengths"));
        }
        let tensor = storage.f_as_strided(&view.shape[..], &view.strides[..], view.offset);
        Ok(((*name).to_owned(), tensor.map_err(said)?))
    };
    views.iter().map(part).collect()
}

fn said(error: impl std::fmt::Display) -> String {
    first_line(&error.to_string())
}
