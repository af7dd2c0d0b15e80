//! The value that a pickle makes, and what of it matters: tensors by name, storages, a
//! number, a row of texts, a flag.

use std::collections::BTreeMap;
use std::io::Read;

use crate::machine::{self, Node, Place};
use crate::tensor::{Storage, View};

/// The value that a pickle makes.
pub(crate) struct Pickle {
    nodes: Vec<Node>,
    root: Place,
}

impl Pickle {
    /// Reads one pickle; what follows it stays in `input`.
    ///
    /// # Errors
    /// Instructions that torch.save does not write, and pickles that end too early or
    /// contradict themselves.
    pub(crate) fn read(input: &mut impl Read) -> Result<Pickle, String> {
        let (nodes, root) = machine::run(input)?;
        Ok(Pickle { nodes, root })
    }

    /// The tensors of a dictionary by name.
    pub(crate) fn tensors(&self) -> Option<BTreeMap<&str, &View>> {
        let Node::Pairs(pairs) = &self.nodes[self.root] else { return None };
        let named = pairs.iter().filter_map(|&(name, tensor)| {
            match (&self.nodes[name], &self.nodes[tensor]) {
                (Node::Text(name), Node::Tensor(view)) => Some((name.as_str(), view)),
                _ => None,
            }
        });
        Some(named.collect())
    }

    /// All storages that it names.
    pub(crate) fn storages(&self) -> impl Iterator<Item = &Storage> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Stored(storage) => Some(storage),
            _ => None,
        })
    }

    /// A whole number.
    pub(crate) fn number(&self) -> Option<i64> {
        match &self.nodes[self.root] {
            Node::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A row of texts.
    pub(crate) fn texts(&self) -> Option<Vec<&str>> {
        let Node::Row(row) = &self.nodes[self.root] else { return None };
        let text = |&place: &Place| match &self.nodes[place] {
            Node::Text(text) => Some(text.as_str()),
            _ => None,
        };
        row.iter().map(text).collect()
    }

    /// What a dictionary says of a name, yes or no.
    pub(crate) fn flag(&self, wanted: &str) -> Option<bool> {
        let Node::Pairs(pairs) = &self.nodes[self.root] else { return None };
        pairs.iter().find_map(|&(name, value)| match (&self.nodes[name], &self.nodes[value]) {
            (Node::Text(name), Node::Flag(flag)) if name == wanted => Some(*flag),
            _ => None,
        })
    }
}

#[cfg(test)]
#[path = "pickle_tests.rs"]
mod tests;
