//! Pickles by hand.

use super::*;
use crate::tensor::Element;

fn read(bytes: &[u8]) -> Result<Pickle, String> {
    Pickle::read(&mut &bytes[..])
}

/// `{"a": tensor}` of two by three in a storage of eight, as torch.save writes it, from
/// an offset and with the first stride.
fn state(offset: u8, stride: u8) -> Vec<u8> {
    let mut bytes = b"\x80\x02}q\0X\x01\0\0\0actorch._utils\n_rebuild_tensor_v2\nq\x01((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x08tQ".to_vec();
    bytes.extend([b'K', offset]);
    bytes.extend(b"K\x02K\x03\x86");
    bytes.extend([b'K', stride]);
    bytes.extend(b"K\x01\x86\x89ccollections\nOrderedDict\n)RtRs.");
    bytes
}

#[test]
fn a_tensor_of_a_state() {
    let pickle = read(&state(2, 3)).unwrap();
    let tensors = pickle.tensors().unwrap();
    let storage = Storage { key: "0".to_owned(), element: Element::F32, elements: 8 };
    let view = View { storage: storage.clone(), offset: 2, shape: vec![2, 3], strides: vec![3, 1] };
    assert_eq!(tensors, BTreeMap::from([("a", &view)]));
    assert_eq!(pickle.storages().collect::<Vec<_>>(), [&storage]);
}

#[test]
fn tensors_stay_within_their_values() {
    for (offset, stride) in [(3, 3), (0, 6), (255, 1)] {
        let error = read(&state(offset, stride)).err().unwrap();
        assert!(error.contains("beyond"), "{error}");
    }
    assert!(read(&state(0, 5)).is_ok());
}

#[test]
fn a_cut_pickle_is_an_error() {
    let whole = state(0, 3);
    for length in 0..whole.len() {
        assert!(read(&whole[..length]).is_err(), "{length}");
    }
}

#[test]
fn what_it_would_call_is_not_called() {
    // os.system("…"): a value without a meaning.
    let pickle = read(b"cos\nsystem\n(X\x02\0\0\0lstR.").unwrap();
    assert!(pickle.tensors().is_none() && pickle.number().is_none());
}

#[test]
fn instructions_without_their_values_are_errors() {
    let bad: [&[u8]; 12] = [
        b".",
        b"0.",
        b"(.",
        b"K\x01(0.",
        b"t.",
        b"u.",
        b"h\x07.",
        b"q\0.",
        b"a.",
        b"NQ.",
        b"R.",
        b"I1\n.",
    ];
    for bytes in bad {
        assert!(read(bytes).is_err(), "{bytes:?}");
    }
    // Lengths without the bytes.
    assert!(read(b"\x8d\xff\xff\xff\xff\xff\xff\xff\x7f").is_err());
    assert!(read(b"X\xff\xff\xff\xff").is_err());
}

#[test]
fn numbers_with_their_sign() {
    let number = |bytes: &[u8]| read(bytes).unwrap().number();
    assert_eq!(number(b"J\xfe\xff\xff\xff."), Some(-2));
    assert_eq!(number(b"\x8a\x02\xe9\x03."), Some(1001));
    assert_eq!(number(b"\x8a\x01\xff."), Some(-1));
    assert_eq!(number(b"\x8a\x00."), Some(0));
    assert_eq!(number(b"\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."), None);
}

#[test]
fn a_row_within_itself_and_one_of_a_million_rows() {
    assert!(read(b"]q\0h\0a.").unwrap().tensors().is_none());
    let mut deep = vec![b')'];
    deep.extend(std::iter::repeat_n(0x85, 1_000_000));
    deep.push(b'.');
    assert!(read(&deep).unwrap().texts().is_none());
}
