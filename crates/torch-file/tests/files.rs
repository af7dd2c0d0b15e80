//! Files that torch has saved, whole and damaged.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail tests")]

use std::fs;
use std::path::{Path, PathBuf};

use torch_file::{Checkpoint, Element, TorchFileError, View, read};

/// A zip file, as torch writes it today.
const ZIPPED: &str = "bert-bin/pytorch_model.bin";

/// A file as before torch 1.6, some of its tensors parameters.
const OLD: &str = "distilbert-legacy/pytorch_model.bin";

fn layout(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/rust_bert/layouts").join(file)
}

/// The values of a tensor in the order of its dimensions, each as its bytes.
fn values<'a>(checkpoint: &'a Checkpoint, name: &str) -> (&'a View, Vec<&'a [u8]>) {
    let view = &checkpoint.tensors[name];
    let values = &checkpoint.storages[&view.storage.key];
    assert_eq!(values.element, view.storage.element);
    assert_eq!(values.count() as u64, view.storage.elements);
    let mut places = vec![view.offset];
    for (size, stride) in view.shape.iter().zip(&view.strides) {
        let along = |at: i64| (0..*size).map(move |i| at + i * stride);
        places = places.into_iter().flat_map(along).collect();
    }
    let size = values.element.size();
    let bytes = |at: i64| {
        let at = usize::try_from(at).unwrap() * size;
        &values.bytes[at..at + size]
    };
    (view, places.into_iter().map(bytes).collect())
}

fn floats(checkpoint: &Checkpoint, name: &str) -> Vec<f32> {
    let (view, values) = values(checkpoint, name);
    assert_eq!(view.storage.element, Element::F32);
    values.into_iter().map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())).collect()
}

#[test]
fn a_zip_file() {
    let checkpoint = read(&layout(ZIPPED)).unwrap();
    let positions = "bert.embeddings.position_ids";
    let (view, numbers) = values(&checkpoint, positions);
    assert_eq!((view.storage.element, view.shape.as_slice()), (Element::I64, &[1, 160][..]));
    let numbers = numbers.into_iter().map(|bytes| i64::from_le_bytes(bytes.try_into().unwrap()));
    assert!(numbers.eq(0..160));
    // What no training has moved yet.
    let gamma = floats(&checkpoint, "bert.embeddings.LayerNorm.gamma");
    assert_eq!(gamma, vec![1.0; 16]);
    let words = floats(&checkpoint, "bert.embeddings.word_embeddings.weight");
    assert!(words.iter().all(|weight| weight.abs() < 10.0) && words.iter().any(|w| *w != 0.0));
}

#[test]
fn a_file_as_before_torch_1_6() {
    let checkpoint = read(&layout(OLD)).unwrap();
    let norm = "distilbert.transformer.layer.0.sa_layer_norm.weight";
    assert_eq!(floats(&checkpoint, norm), vec![1.0; 16]);
    // A parameter is the tensor that it holds.
    let lin = &checkpoint.tensors["distilbert.transformer.layer.0.attention.q_lin.weight"];
    assert_eq!((lin.shape.as_slice(), lin.strides.as_slice()), (&[16, 16][..], &[16, 1][..]));
}

#[test]
fn damaged_files_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let damaged = folder.path().join("damaged.bin");
    let of = |bytes: &[u8]| {
        fs::write(&damaged, bytes).unwrap();
        read(&damaged)
    };
    for name in [ZIPPED, OLD] {
        let whole = fs::read(layout(name)).unwrap();
        for length in (0..whole.len()).step_by(whole.len() / 200) {
            assert!(of(&whole[..length]).is_err(), "{name}: {length}");
        }
        // Whatever a byte says, it is an error or a checkpoint whose parts fit.
        let mut random = fastrand::Rng::with_seed(11);
        let at = whole.windows(11).position(|bytes| bytes == b"OrderedDict").unwrap();
        let mut errors = 0;
        for _ in 0..1_000 {
            let mut bytes = whole.clone();
            for _ in 0..random.usize(1..4) {
                bytes[at - 30 + random.usize(..3000)] = random.u8(..);
            }
            match of(&bytes) {
                Ok(checkpoint) => {
                    for name in checkpoint.tensors.keys() {
                        values(&checkpoint, name);
                    }
                }
                Err(_) => errors += 1,
            }
        }
        assert!(errors > 0, "{name}");
    }
}

#[test]
fn what_is_no_checkpoint() {
    let missing = read(&layout("missing.bin")).unwrap_err();
    assert!(matches!(missing, TorchFileError::Io(_)), "{missing:?}");
    let json = read(&layout("bert-bin/config.json")).unwrap_err();
    assert_eq!(json.to_string(), "it is no file of torch.save");
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("model.bin");
    fs::write(&zip, "PK, but no more").unwrap();
    let zip = read(&zip).unwrap_err();
    assert!(matches!(zip, TorchFileError::Zip(_)), "{zip:?}");
}
