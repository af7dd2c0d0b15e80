//! The two forms of a file of torch.save, and the values of its storages.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use zip::ZipArchive;

use crate::error::TorchFileError;
use crate::pickle::Pickle;
use crate::tensor::{Element, Storage, View};

/// The first bytes of the older format: a pickled number, and the end of that pickle.
const OLD: &[u8] = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.";

/// The version of the older format.
const OLD_VERSION: i64 = 1001;

/// Most bytes of the pickles in a file; those of the largest BERT take a tenth of one.
const PICKLES: u64 = 1 << 23;

/// What the pickle of a zip file is called in it.
const PICKLE: &str = "data.pkl";

/// The tensors of a file and what they are parts of.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// The tensors by name.
    pub tensors: BTreeMap<String, View>,
    /// Values by the key of their storage; those of every tensor are there, of its element
    /// and as many as its storage says.
    pub storages: BTreeMap<String, Values>,
}

/// The values of a storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values {
    /// What they are.
    pub element: Element,
    /// They, one behind the other.
    pub bytes: Vec<u8>,
}

impl Values {
    /// How many they are.
    pub fn count(&self) -> usize {
        self.bytes.len() / self.element.size()
    }
}

/// Reads a file of `torch.save` that holds a dictionary of tensors.
///
/// # Errors
/// A file that cannot be read, is none of `torch.save`, holds something else than a
/// dictionary of tensors, or contradicts itself.
pub fn read(path: &Path) -> Result<Checkpoint, TorchFileError> {
    let mut file = BufReader::new(File::open(path)?);
    let mut begins = Vec::new();
    file.by_ref().take(OLD.len() as u64).read_to_end(&mut begins)?;
    file.rewind()?;
    if begins.starts_with(b"PK") {
        zipped(file)
    } else if begins == OLD {
        old(file)
    } else {
        Err("it is no file of torch.save".to_owned().into())
    }
}

/// A zip file: the pickle, and a file for each storage beside it.
fn zipped(file: BufReader<File>) -> Result<Checkpoint, TorchFileError> {
    let mut archive = ZipArchive::new(file)?;
    let mut folder = None;
    for name in archive.file_names() {
        let name = name?;
        if let Some(before) = name.strip_suffix(PICKLE)
            && before.matches('/').count() <= 1
        {
            folder = Some(before.to_owned());
        }
    }
    let folder = folder.ok_or_else(|| format!("it has no {PICKLE}"))?;
    if let Ok(mut order) = archive.by_name(&format!("{folder}byteorder")) {
        let mut text = String::new();
        order.by_ref().take(16).read_to_string(&mut text)?;
        if text.trim() != "little" {
            return Err(format!("its byte order is {text:?}, expected little").into());
        }
    }
    let pickle = {
        let entry = archive.by_name(&format!("{folder}{PICKLE}"))?;
        Pickle::read(&mut BufReader::new(entry).take(PICKLES))?
    };
    let views = tensors(&pickle)?;
    let mut storages = BTreeMap::new();
    for view in views.values() {
        let Storage { key, .. } = &view.storage;
        if !storages.contains_key(key) {
            let mut entry = archive.by_name(&format!("{folder}data/{key}"))?;
            if entry.compression() != zip::CompressionMethod::Stored {
                return Err(format!("its values {key} are compressed").into());
            }
            let values = values(&view.storage, &mut entry)?;
            // At its end the sum of its bytes is checked.
            if entry.read(&mut [0])? > 0 {
                return Err(format!("its values {key} are longer than it says").into());
            }
            storages.insert(key.clone(), values);
        }
    }
    checked(&views, storages)
}

/// The older format: five pickles, and behind them each storage with its length.
fn old(mut file: BufReader<File>) -> Result<Checkpoint, TorchFileError> {
    let mut pickles = file.by_ref().take(PICKLES);
    let mut next = || Pickle::read(&mut pickles);
    let (_, version, system) = (next()?, next()?, next()?);
    if version.number() != Some(OLD_VERSION) {
        return Err(format!("its version is not {OLD_VERSION}").into());
    }
    if system.flag("little_endian") == Some(false) {
        return Err("its byte order is big, expected little".to_owned().into());
    }
    let (state, keys) = (next()?, next()?);
    let views = tensors(&state)?;
    let keys = keys.texts().ok_or_else(|| "it does not name its values".to_owned())?;
    let all: HashMap<&str, &Storage> =
        state.storages().map(|storage| (storage.key.as_str(), storage)).collect();
    let mut storages = BTreeMap::new();
    for key in keys {
        let storage =
            all.get(key).ok_or_else(|| format!("nothing says what its values {key} are"))?;
        let mut length = [0; 8];
        file.read_exact(&mut length)?;
        if u64::from_le_bytes(length) != storage.elements {
            return Err(format!("its values {key} have two lengths").into());
        }
        storages.insert(key.to_owned(), values(storage, &mut file)?);
    }
    checked(&views, storages)
}

fn tensors(pickle: &Pickle) -> Result<BTreeMap<&str, &View>, String> {
    let views = pickle.tensors().filter(|views| !views.is_empty());
    views.ok_or_else(|| "it is no dictionary of tensors".to_owned())
}

/// The values of a storage; no more memory than the file has bytes.
fn values(storage: &Storage, input: &mut impl Read) -> Result<Values, TorchFileError> {
    let Storage { key, element, elements } = storage;
    let short = || format!("its values {key} end too early");
    let size = elements.checked_mul(element.size() as u64).ok_or_else(short)?;
    let mut bytes = Vec::new();
    input.by_ref().take(size).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != size {
        return Err(short().into());
    }
    Ok(Values { element: *element, bytes })
}

/// Both together, where each tensor has the values that it says.
fn checked(
    views: &BTreeMap<&str, &View>,
    storages: BTreeMap<String, Values>,
) -> Result<Checkpoint, TorchFileError> {
    for (name, View { storage, .. }) in views {
        let values = storages.get(&storage.key).filter(|v| v.element == storage.element);
        let values = values.ok_or_else(|| format!("the values of {name} are not there"))?;
        if values.count() as u64 != storage.elements {
            return Err(format!("the values of {name} have two lengths").into());
        }
    }
    let tensors = views.iter().map(|(name, view)| ((*name).to_owned(), (*view).clone())).collect();
    Ok(Checkpoint { tensors, storages })
}
