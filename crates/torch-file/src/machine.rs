//! The stack machine that a pickle is a program for.
//!
//! Such a program may call anything. This machine has the instructions that torch.save
//! writes, and of what they call it knows ordered dictionaries, tensors and parameters
//! alone; everything else becomes a value that means nothing. Values lie in one list and name
//! each other by their place in it, so none is copied and none is nested too deeply to be
//! let go.

use std::collections::HashMap;
use std::io::Read;

use crate::tensor::{Element, Storage, View};

/// Most bytes of the key of a storage, which is a number.
const KEY: usize = 64;

/// Most entries of dictionaries that are made from rows, which may be named many times.
const ENTRIES: usize = 1 << 20;

/// The place of a value in the list.
pub(crate) type Place = usize;

/// A value.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// Something that has no meaning here.
    Other,
    Flag(bool),
    Number(i64),
    Text(String),
    /// A tuple or a list.
    Row(Vec<Place>),
    Pairs(Vec<(Place, Place)>),
    /// A function or class, its module before it.
    Name(String),
    Stored(Storage),
    Tensor(View),
}

/// Runs one pickle: its values, and the place of the one that it makes.
///
/// # Errors
/// Instructions that torch.save does not write, and pickles that end too early or
/// contradict themselves.
pub(crate) fn run(input: &mut impl Read) -> Result<(Vec<Node>, Place), String> {
    let mut machine = Machine {
        input,
        nodes: Vec::new(),
        stack: Vec::new(),
        marks: Vec::new(),
        memo: HashMap::new(),
        entries: 0,
    };
    let root = machine.run()?;
    Ok((machine.nodes, root))
}

struct Machine<'a, R> {
    input: &'a mut R,
    nodes: Vec<Node>,
    stack: Vec<Place>,
    /// Lengths of the stack where a row began.
    marks: Vec<usize>,
    memo: HashMap<u32, Place>,
    /// Entries of dictionaries made from rows.
    entries: usize,
}

impl<R: Read> Machine<'_, R> {
    fn run(&mut self) -> Result<Place, String> {
        loop {
            let [instruction] = self.bytes()?;
            match instruction {
                // The version, and the length of what follows from version 4 on.
                0x80 => drop(self.bytes::<1>()?),
                0x95 => drop(self.bytes::<8>()?),
                b'.' => return self.pop(),
                b'(' => self.marks.push(self.stack.len()),
                b'0' => drop(self.pop()?),
                b'N' => self.push(Node::Other),
                0x88 => self.push(Node::Flag(true)),
                0x89 => self.push(Node::Flag(false)),
                b'J' => {
                    let number = i32::from_le_bytes(self.bytes()?);
                    self.push(Node::Number(number.into()));
                }
                b'K' => {
                    let [number] = self.bytes()?;
                    self.push(Node::Number(number.into()));
                }
                b'M' => {
                    let number = u16::from_le_bytes(self.bytes()?);
                    self.push(Node::Number(number.into()));
                }
                0x8a => self.long()?,
                b'G' => {
                    self.bytes::<8>()?;
                    self.push(Node::Other);
                }
                b'U' | 0x8c => {
                    let [length] = self.bytes()?;
                    self.text(length.into())?;
                }
                b'T' | b'X' => {
                    let length = u32::from_le_bytes(self.bytes()?);
                    self.text(length.into())?;
                }
                0x8d => {
                    let length = u64::from_le_bytes(self.bytes()?);
                    self.text(length)?;
                }
                b'C' => {
                    let [length] = self.bytes()?;
                    self.take(length.into())?;
                    self.push(Node::Other);
                }
                b'B' => {
                    let length = u32::from_le_bytes(self.bytes()?);
                    self.take(length.into())?;
                    self.push(Node::Other);
                }
                b')' | b']' => self.push(Node::Row(Vec::new())),
                b'}' => self.push(Node::Pairs(Vec::new())),
                // A set.
                0x8f => self.push(Node::Other),
                0x90 => drop(self.since_mark()?),
                b't' => {
                    let row = self.since_mark()?;
                    self.push(Node::Row(row));
                }
                0x85..=0x87 => {
                    let row = self.popped(usize::from(instruction - 0x84))?;
                    self.push(Node::Row(row));
                }
                b'a' => {
                    let one = self.popped(1)?;
                    self.append(&one)?;
                }
                b'e' => {
                    let all = self.since_mark()?;
                    self.append(&all)?;
                }
                b's' => {
                    let one = self.popped(2)?;
                    self.set(&one)?;
                }
                b'u' => {
                    let all = self.since_mark()?;
                    self.set(&all)?;
                }
                b'q' => {
                    let [number] = self.bytes()?;
                    self.remember(number.into())?;
                }
                b'r' => {
                    let number = u32::from_le_bytes(self.bytes()?);
                    self.remember(number)?;
                }
                0x94 => self.remember(self.memo.len() as u32)?,
                b'h' => {
                    let [number] = self.bytes()?;
                    self.recall(number.into())?;
                }
                b'j' => {
                    let number = u32::from_le_bytes(self.bytes()?);
                    self.recall(number)?;
                }
                b'c' => {
                    let (module, name) = (self.line()?, self.line()?);
                    self.push(Node::Name(format!("{module} {name}")));
                }
                0x93 => {
                    let parts = self.popped(2)?;
                    let name = match (&self.nodes[parts[0]], &self.nodes[parts[1]]) {
                        (Node::Text(module), Node::Text(name)) => format!("{module} {name}"),
                        _ => return Err("a name in it is no text".to_owned()),
                    };
                    self.push(Node::Name(name));
                }
                b'Q' => self.stored()?,
                // A call, and the making of an object.
                b'R' | 0x81 => self.call()?,
                // What an object is given afterwards: nothing that a tensor needs.
                b'b' => drop(self.pop()?),
                other => {
                    return Err(format!(
                        "it has the instruction {other:#04x}, which torch.save does not write"
                    ));
                }
            }
        }
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes).map_err(|_| "it ends too early".to_owned())?;
        Ok(bytes)
    }

    /// Bytes of a length that the file states; no more memory than there are bytes.
    fn take(&mut self, length: u64) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        self.input.by_ref().take(length).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
        if bytes.len() as u64 == length { Ok(bytes) } else { Err("it ends too early".to_owned()) }
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = Vec::new();
        loop {
            match self.bytes()? {
                [b'\n'] => break,
                [byte] => line.push(byte),
            }
        }
        String::from_utf8(line).map_err(|_| "a name in it is not UTF-8".to_owned())
    }

    fn text(&mut self, length: u64) -> Result<(), String> {
        let bytes = self.take(length)?;
        // Texts of Python 2 may be bytes.
        self.push(String::from_utf8(bytes).map_or(Node::Other, Node::Text));
        Ok(())
    }

    /// A number of up to 255 bytes, little end first, with its sign.
    fn long(&mut self) -> Result<(), String> {
        let [length] = self.bytes()?;
        let bytes = self.take(length.into())?;
        let negative = bytes.last().is_some_and(|byte| *byte >= 0x80);
        let mut number = [if negative { 0xff } else { 0 }; 8];
        let node = match number.get_mut(..bytes.len()) {
            Some(low) => {
                low.copy_from_slice(&bytes);
                Node::Number(i64::from_le_bytes(number))
            }
            None => Node::Other,
        };
        self.push(node);
        Ok(())
    }

    fn push(&mut self, node: Node) {
        self.stack.push(self.nodes.len());
        self.nodes.push(node);
    }

    /// The lowest part of the stack that may be taken: what lies under a mark may not.
    fn floor(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    fn popped(&mut self, count: usize) -> Result<Vec<Place>, String> {
        let from = self.stack.len().checked_sub(count).filter(|from| *from >= self.floor());
        let from = from.ok_or_else(|| "it takes more than it has".to_owned())?;
        Ok(self.stack.split_off(from))
    }

    fn pop(&mut self) -> Result<Place, String> {
        Ok(self.popped(1)?[0])
    }

    fn since_mark(&mut self) -> Result<Vec<Place>, String> {
        let mark = self.marks.pop().ok_or_else(|| "a row in it has no beginning".to_owned())?;
        Ok(self.stack.split_off(mark))
    }

    fn top(&self) -> Result<Place, String> {
        self.stack.last().copied().ok_or_else(|| "it takes more than it has".to_owned())
    }

    fn append(&mut self, new: &[Place]) -> Result<(), String> {
        let top = self.top()?;
        if let Node::Row(row) = &mut self.nodes[top] {
            row.extend(new);
        }
        Ok(())
    }

    fn set(&mut self, new: &[Place]) -> Result<(), String> {
        let top = self.top()?;
        if let Node::Pairs(pairs) = &mut self.nodes[top] {
            pairs.extend(new.chunks_exact(2).map(|pair| (pair[0], pair[1])));
        }
        Ok(())
    }

    fn remember(&mut self, number: u32) -> Result<(), String> {
        let top = self.top()?;
        self.memo.insert(number, top);
        Ok(())
    }

    fn recall(&mut self, number: u32) -> Result<(), String> {
        let place = self.memo.get(&number).copied();
        self.stack.push(place.ok_or_else(|| "it names a value that it has not made".to_owned())?);
        Ok(())
    }

    /// A storage, by what torch.save writes in place of one: "storage", its class, its key,
    /// its device, its length, and in the old format the part of it that is meant.
    fn stored(&mut self) -> Result<(), String> {
        let place = self.pop()?;
        let fields: Vec<&Node> = match &self.nodes[place] {
            Node::Row(row) => row.iter().take(6).map(|&field| &self.nodes[field]).collect(),
            _ => Vec::new(),
        };
        let part = fields.get(5).is_some_and(|part| !matches!(part, Node::Other));
        let storage = match fields[..] {
            [_, Node::Name(class), Node::Text(key), _, Node::Number(elements), ..]
                if !part && key.len() <= KEY =>
            {
                let element = Element::of_class(class)
                    .ok_or_else(|| format!("it has values of the kind {class}"))?;
                let elements = u64::try_from(*elements)
                    .map_err(|_| "a length in it is negative".to_owned())?;
                Storage { key: key.clone(), element, elements }
            }
            _ => return Err("it refers to its values in a way that is not known".to_owned()),
        };
        self.push(Node::Stored(storage));
        Ok(())
    }

    fn call(&mut self) -> Result<(), String> {
        let parts = self.popped(2)?;
        let (Node::Name(name), Node::Row(arguments)) =
            (&self.nodes[parts[0]], &self.nodes[parts[1]])
        else {
            self.push(Node::Other);
            return Ok(());
        };
        let made = match (name.as_str(), &arguments[..]) {
            ("collections OrderedDict", arguments) => {
                let pairs = self.pairs(arguments);
                self.entries += pairs.len();
                if self.entries > ENTRIES {
                    return Err("it has too many entries".to_owned());
                }
                Node::Pairs(pairs)
            }
            ("torch._utils _rebuild_tensor" | "torch._utils _rebuild_tensor_v2", arguments) => {
                Node::Tensor(self.view(arguments)?)
            }
            (
                "torch._utils _rebuild_parameter" | "torch._utils _rebuild_parameter_with_state",
                [tensor, ..],
            ) => match &self.nodes[*tensor] {
                Node::Tensor(view) => Node::Tensor(view.clone()),
                _ => Node::Other,
            },
            _ => Node::Other,
        };
        self.push(made);
        Ok(())
    }

    /// The pairs that a dictionary is made from, if any.
    fn pairs(&self, arguments: &[Place]) -> Vec<(Place, Place)> {
        let Some(Node::Row(rows)) = arguments.first().map(|&first| &self.nodes[first]) else {
            return Vec::new();
        };
        let pair = |&row: &Place| match &self.nodes[row] {
            Node::Row(pair) if pair.len() == 2 => Some((pair[0], pair[1])),
            _ => None,
        };
        rows.iter().filter_map(pair).collect()
    }

    /// A tensor from its storage, offset, shape and strides.
    fn view(&self, arguments: &[Place]) -> Result<View, String> {
        let fields: Vec<&Node> =
            arguments.iter().take(4).map(|&field| &self.nodes[field]).collect();
        let [Node::Stored(storage), Node::Number(offset), Node::Row(shape), Node::Row(strides)] =
            fields[..]
        else {
            return Err("a tensor in it is made in a way that is not known".to_owned());
        };
        let numbers = |row: &[Place]| -> Option<Vec<i64>> {
            let number = |&place: &Place| match self.nodes[place] {
                Node::Number(number) if number >= 0 => Some(number),
                _ => None,
            };
            row.iter().map(number).collect()
        };
        let beyond = || "a tensor in it lies beyond its values".to_owned();
        let (shape, strides) = numbers(shape).zip(numbers(strides)).ok_or_else(beyond)?;
        let view = View { storage: storage.clone(), offset: *offset, shape, strides };
        if view.is_within() { Ok(view) } else { Err(beyond()) }
    }
}
