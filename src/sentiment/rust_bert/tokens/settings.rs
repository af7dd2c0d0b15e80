//! `tokenizer_config.json`, and `special_tokens_map.json` and `added_tokens.json`, which
//! older versions of transformers wrote beside it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};
use tokenizers::{AddedToken, Tokenizer};

use super::damaged;
use crate::sentiment::rust_bert::error::RustBertError;
use crate::sentiment::rust_bert::folder;

const CONFIG: &str = "tokenizer_config.json";
const SPECIAL: &str = "special_tokens_map.json";
const ADDED: &str = "added_tokens.json";

/// In the first file: every token beside the vocabulary, by its number.
const DECODER: &str = "added_tokens_decoder";

/// In the first two files: special tokens that have no role.
const MORE: &str = "additional_special_tokens";

/// The roles that special tokens have, in the order in which transformers adds them.
const ROLES: [&str; 7] =
    ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

/// What a folder says of its tokenizer; what it leaves out is as in transformers.
pub(super) struct Settings {
    /// `tokenizer_class`.
    pub(super) class: Option<String>,
    /// `do_lower_case`.
    pub(super) lower_case: bool,
    /// `tokenize_chinese_chars`.
    pub(super) chinese: bool,
    /// `strip_accents`; where nothing is said, as `lower_case`.
    pub(super) accents: Option<bool>,
    /// `add_prefix_space`.
    pub(super) prefix_space: bool,
    /// Special tokens by role.
    roles: BTreeMap<&'static str, AddedToken>,
    /// Special tokens without a role.
    more: Vec<AddedToken>,
    /// Tokens beside the vocabulary, by number.
    added: BTreeMap<u32, AddedToken>,
    /// The file that names those.
    added_in: &'static str,
}

impl Settings {
    /// Reads the files of a folder, none of which has to be there.
    pub(super) fn read(at: &Path) -> Result<Settings, RustBertError> {
        let config = object(at, CONFIG)?;
        let flag = |name: &str| match config.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => {
                Err(damaged(CONFIG, format!("{name} is {other}, expected true or false")))
            }
        };
        let mut settings = Settings {
            class: config.get("tokenizer_class").and_then(Value::as_str).map(str::to_owned),
            lower_case: flag("do_lower_case")?.unwrap_or(true),
            chinese: flag("tokenize_chinese_chars")?.unwrap_or(true),
            accents: flag("strip_accents")?,
            prefix_space: flag("add_prefix_space")?.unwrap_or(false),
            roles: BTreeMap::new(),
            more: Vec::new(),
            added: BTreeMap::new(),
            added_in: CONFIG,
        };
        settings.take_special(&config, CONFIG)?;
        if let Some(tokens) = config.get(DECODER).and_then(Value::as_object) {
            for (number, token) in tokens {
                let no_number = |_| damaged(CONFIG, format!("{DECODER} has the key {number:?}"));
                let number = number.parse().map_err(no_number)?;
                settings.added.insert(number, added(token, false, CONFIG)?);
            }
            return Ok(settings);
        }
        settings.take_special(&object(at, SPECIAL)?, SPECIAL)?;
        settings.added_in = ADDED;
        for (token, number) in object(at, ADDED)? {
            let id = number.as_u64().and_then(|id| u32::try_from(id).ok());
            let id = id.ok_or_else(|| damaged(ADDED, format!("{token:?} has the id {number}")))?;
            let special = settings.is_special(&token);
            settings.added.insert(id, AddedToken::from(token, special));
        }
        Ok(settings)
    }

    /// Special tokens of an object; they replace those known before.
    fn take_special(
        &mut self,
        object: &Map<String, Value>,
        file: &'static str,
    ) -> Result<(), RustBertError> {
        for role in ROLES {
            if let Some(token) = object.get(role).filter(|token| !token.is_null()) {
                self.roles.insert(role, added(token, true, file)?);
            }
        }
        for token in object.get(MORE).and_then(Value::as_array).into_iter().flatten() {
            let token = added(token, true, file)?;
            if !self.more.iter().any(|other| other.content == token.content) {
                self.more.push(token);
            }
        }
        Ok(())
    }

    fn is_special(&self, content: &str) -> bool {
        self.roles.values().chain(&self.more).any(|token| token.content == content)
    }

    /// These settings with the usual token in each role that has none.
    pub(super) fn with_usual(mut self, usual: &[(&'static str, &str)]) -> Settings {
        for &(role, content) in usual {
            self.roles.entry(role).or_insert_with(|| AddedToken::from(content, true));
        }
        self
    }

    /// These settings with a mask that takes the space before it, as RoBERTa's does.
    pub(super) fn with_wide_mask(mut self) -> Settings {
        if let Some(mask) = self.roles.get_mut("mask_token") {
            mask.lstrip = true;
        }
        self
    }

    /// The token in a role.
    pub(super) fn role(&self, role: &str) -> &str {
        self.roles.get(role).map_or("", |token| &token.content)
    }

    /// Adds the tokens beside the vocabulary and makes the special ones special.
    pub(super) fn add_to(&self, tokenizer: &mut Tokenizer) -> Result<(), RustBertError> {
        let file = self.added_in;
        let failed = |e: tokenizers::Error| damaged(file, e.to_string());
        for (&wanted, token) in &self.added {
            let special = token.special || self.is_special(&token.content);
            tokenizer.add_tokens([AddedToken { special, ..token.clone() }]).map_err(failed)?;
            let found = tokenizer.token_to_id(&token.content);
            if found != Some(wanted) {
                let found = found.map_or_else(|| "none".to_owned(), |id| id.to_string());
                let token = &token.content;
                return Err(damaged(
                    file,
                    format!("{token:?} has the id {wanted}, after this vocabulary it is {found}"),
                ));
            }
        }
        let new = |token: &&AddedToken| !self.added.values().any(|t| t.content == token.content);
        for role in ROLES {
            // A mask that the vocabulary lacks is no token of the network either.
            let has = |token: &&AddedToken| tokenizer.token_to_id(&token.content).is_some();
            if let Some(token) = self.roles.get(role).filter(new).filter(has).cloned() {
                tokenizer.add_special_tokens([token]).map_err(failed)?;
            }
        }
        for token in self.more.iter().filter(new) {
            tokenizer.add_special_tokens([token.clone()]).map_err(failed)?;
        }
        Ok(())
    }
}

/// A file with a JSON object; nothing where it is not there.
fn object(at: &Path, file: &'static str) -> Result<Map<String, Value>, RustBertError> {
    match folder::optional(at, file)? {
        Some(json) => serde_json::from_slice(&json).map_err(|e| damaged(file, e.to_string())),
        None => Ok(Map::new()),
    }
}

/// A token with its flags, or by its name alone.
fn added(token: &Value, special: bool, file: &'static str) -> Result<AddedToken, RustBertError> {
    if let Some(name) = token.as_str() {
        return Ok(AddedToken::from(name, special));
    }
    let content = token.get("content").and_then(Value::as_str);
    let content =
        content.ok_or_else(|| damaged(file, format!("{token} is no token: it has no content")))?;
    let flag =
        |name: &str, otherwise| token.get(name).and_then(Value::as_bool).unwrap_or(otherwise);
    let special = special || flag("special", false);
    Ok(AddedToken::from(content, special)
        .single_word(flag("single_word", false))
        .lstrip(flag("lstrip", false))
        .rstrip(flag("rstrip", false))
        .normalized(flag("normalized", !special)))
}
