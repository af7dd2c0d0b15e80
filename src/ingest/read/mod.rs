//! From bytes to the rows of a table: compression, encoding, format, and where the table lies.

pub(crate) mod answers;
pub(crate) mod archive;
mod block_above;
mod body;
mod by_line;
pub(crate) mod bytes;
pub(crate) mod compressed;
pub(crate) mod content;
pub(crate) mod delimited;
pub(crate) mod encoding;
pub(crate) mod escapes;
pub(crate) mod filled;
pub(crate) mod header;
pub(crate) mod header_again;
pub(crate) mod incoming;
pub(crate) mod json_answers;
mod json_cells;
pub(crate) mod json_columns;
pub(crate) mod json_lists;
mod json_table;
pub(crate) mod json_text;
pub(crate) mod jsonl;
pub(crate) mod late_encoding;
pub(crate) mod layout;
pub(crate) mod lines_apart;
mod lone_column;
#[cfg(test)]
mod made_file;
#[cfg(test)]
mod made_parquet;
#[cfg(test)]
mod made_pieces;
#[cfg(test)]
mod made_pipe;
mod mixed_lines;
pub(crate) mod odd_delimiters;
mod office;
mod opening;
pub(crate) mod options;
pub(crate) mod padding;
pub(crate) mod parquet_file;
pub(crate) mod parquet_pages;
pub(crate) mod parquet_size;
mod parquet_texts;
pub(crate) mod pivot;
mod question_names;
pub(crate) mod requoted;
pub(crate) mod rows;
pub(crate) mod shape;
mod sheet;
pub(crate) mod sniff;
pub(crate) mod source;
pub(crate) mod stream;
mod twice_encoded;
pub(crate) mod untorn;
pub(crate) mod watch;
pub(crate) mod whole_lines;
pub(crate) mod workbook;

/// A name without blanks, signs and letters' case.
fn squeezed(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
