//! Tensors as a file describes them: parts of storages.

/// Most dimensions of a tensor.
const DIMENSIONS: usize = 16;

/// What the values of a storage are, each with its least byte first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Element {
    /// IEEE 754 of 16 bits.
    F16,
    /// The upper half of an [`F32`](Element::F32).
    Bf16,
    /// IEEE 754 of 32 bits.
    F32,
    /// IEEE 754 of 64 bits.
    F64,
    /// Without a sign, 8 bits.
    U8,
    /// With a sign, 8 bits.
    I8,
    /// With a sign, 16 bits.
    I16,
    /// With a sign, 32 bits.
    I32,
    /// With a sign, 64 bits.
    I64,
    /// One byte, 0 or 1.
    Bool,
}

impl Element {
    /// Bytes of one value.
    pub fn size(self) -> usize {
        match self {
            Element::U8 | Element::I8 | Element::Bool => 1,
            Element::F16 | Element::Bf16 | Element::I16 => 2,
            Element::F32 | Element::I32 => 4,
            Element::F64 | Element::I64 => 8,
        }
    }

    /// That of a class of storages, `torch FloatStorage`.
    pub(crate) fn of_class(class: &str) -> Option<Element> {
        Some(match class.strip_prefix("torch ")? {
            "FloatStorage" => Element::F32,
            "HalfStorage" => Element::F16,
            "BFloat16Storage" => Element::Bf16,
            "DoubleStorage" => Element::F64,
            "LongStorage" => Element::I64,
            "IntStorage" => Element::I32,
            "ShortStorage" => Element::I16,
            "CharStorage" => Element::I8,
            "ByteStorage" => Element::U8,
            "BoolStorage" => Element::Bool,
            _ => return None,
        })
    }
}

/// A row of values that tensors are parts of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// What it is called in the file.
    pub key: String,
    /// What its values are.
    pub element: Element,
    /// Number of its values.
    pub elements: u64,
}

/// A tensor: part of a storage. It lies within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The storage.
    pub storage: Storage,
    /// Values of the storage before the first of the tensor; not negative.
    pub offset: i64,
    /// Its size in each dimension; none is negative.
    pub shape: Vec<i64>,
    /// Values of the storage from one to the next of each dimension; none is negative.
    pub strides: Vec<i64>,
}

impl View {
    /// Whether all of it lies within its storage.
    pub(crate) fn is_within(&self) -> bool {
        let last = || {
            let mut last = self.offset;
            for (size, stride) in self.shape.iter().zip(&self.strides) {
                last = last.checked_add((size - 1).checked_mul(*stride)?)?;
            }
            u64::try_from(last).ok()
        };
        let regular = self.shape.len() == self.strides.len() && self.shape.len() <= DIMENSIONS;
        let within =
            self.shape.contains(&0) || last().is_some_and(|last| last < self.storage.elements);
        regular && self.offset >= 0 && within
    }
}
