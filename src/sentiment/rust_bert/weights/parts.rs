//! Weights in several files: the index that names the file of each tensor.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Component, Path};

use tch::Tensor;

use crate::sentiment::rust_bert::error::RustBertError;
use crate::sentiment::rust_bert::folder;

/// The part of an index that is read.
#[derive(serde::Deserialize)]
struct Index {
    /// File by tensor.
    weight_map: BTreeMap<String, String>,
}

/// The tensors of all files that an index names, each from the file it is said to be in.
/// `read` reads one of them.
///
/// # Errors
/// An index that is damaged or names files elsewhere, files that are not there, and those
/// that lack a tensor.
pub(super) fn read(
    at: &Path,
    index: &'static str,
    mut read: impl FnMut(&str) -> Result<HashMap<String, Tensor>, RustBertError>,
) -> Result<HashMap<String, Tensor>, RustBertError> {
    let damaged =
        |file: &str, reason: String| RustBertError::Damaged { file: file.to_owned(), reason };
    let Index { weight_map } = serde_json::from_slice(&folder::needed(at, index)?)
        .map_err(|e| damaged(index, e.to_string()))?;
    let files: BTreeSet<&String> = weight_map.values().collect();
    let mut tensors = HashMap::new();
    for file in files {
        if !is_name(file) {
            return Err(damaged(index, format!("{file:?} is no name of a file in this folder")));
        }
        if !at.join(file).is_file() {
            return Err(RustBertError::MissingPart { index, file: file.clone() });
        }
        let mut found = read(file)?;
        for (name, _) in weight_map.iter().filter(|(_, of)| *of == file) {
            let tensor = found.remove(name);
            let tensor = tensor.ok_or_else(|| {
                damaged(file, format!("it lacks {name}, which {index} has in it"))
            })?;
            tensors.insert(name.clone(), tensor);
        }
    }
    Ok(tensors)
}

/// Whether a text names a file in the folder itself, on every system.
fn is_name(file: &str) -> bool {
    let mut parts = Path::new(file).components();
    let one = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
    one && !file.contains(['/', '\\', ':', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_the_folder_are_none() {
        assert!(is_name("model-00001-of-00002.safetensors"));
        let outside = [
            "",
            ".",
            "..",
            "../x",
            "/etc/passwd",
            "a/b",
            "a/",
            "..\\x",
            "C:x",
            "\\\\host\\x",
            "a\0b",
        ];
        for name in outside {
            assert!(!is_name(name), "{name:?}");
        }
    }
}
