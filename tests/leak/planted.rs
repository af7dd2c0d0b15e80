//! What is planted, and the search for it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use xinsheng::ingest::{ReadOptions, SourceFile};

/// Sets a title, colours, clears the screen by two ways, goes back and deletes, then turns
/// the order of what follows.
pub(crate) const HOSTILE: &str = "\u{1b}]0;pwn\u{7}\u{1b}[31m\u{1b}[2J\u{9b}2J\u{8}\u{7f}\u{202e}\u{2066}\
                           \u{200f}\u{61c}\u{2028}";

/// Personal details by the place they stand in.
#[derive(Default)]
pub(crate) struct Planted(BTreeMap<String, [String; 3]>);

impl Planted {
    /// A telephone number, an e-mail address and an identity card for a place.
    pub(crate) fn at(&mut self, place: &str) -> String {
        let next = self.0.len();
        let details = self.0.entry(place.to_owned()).or_insert_with(|| {
            let (phone, email) = (1000 + next, next);
            [format!("1390000{phone}"), format!("secret{email}@example.com"), id_card(next)]
        });
        details.join(" ")
    }

    /// The same with what a terminal obeys.
    pub(crate) fn hostile(&mut self, place: &str) -> String {
        format!("{}{HOSTILE}", self.at(place))
    }

    /// The telephone number alone, for names that cannot be long.
    pub(crate) fn phone(&mut self, place: &str) -> String {
        self.at(place);
        self.0[place][0].clone()
    }

    /// Places whose details `bytes` hold.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        let held = |(_, details): &(&String, &[String; 3])| {
            details.iter().any(|detail| text.contains(detail.as_str()))
        };
        self.0.iter().filter(held).map(|(place, _)| place.clone()).collect()
    }
}

/// An identity card with a good check digit.
fn id_card(number: usize) -> String {
    let body = format!("11010519491231{:03}", number % 1000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(d, w)| u32::from(d - b'0') * w).sum();
    format!("{body}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}

/// Characters that a terminal obeys or that reorder a line.
pub(crate) fn hostile_in(bytes: &[u8]) -> Vec<char> {
    let hostile = |c: &char| {
        (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    String::from_utf8_lossy(bytes).chars().filter(hostile).collect()
}

/// A folder with planted inputs, and the command run in it.
pub(crate) struct Run {
    pub planted: Planted,
    folder: tempfile::TempDir,
}

impl Run {
    pub(crate) fn new() -> Run {
        Run { planted: Planted::default(), folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = assert_cmd::Command::cargo_bin("xinsheng").unwrap();
        command.current_dir(self.folder.path()).env("LC_ALL", "en_US.UTF-8");
        let judges = !matches!(arguments[0], "inspect" | "train" | "adapt");
        command.args(arguments).args(["--engine", "fast"].iter().filter(|_| judges));
        command.output().unwrap()
    }

    /// Runs the command and searches both streams and all that it has written.
    pub(crate) fn clean(&self, arguments: &[&str], code: i32) {
        self.search(arguments, Some(code), &[]);
    }

    /// The same for a scored table, whose other columns are the user's own: places that
    /// begin with one of `kept` may stand in it.
    pub(crate) fn kept(&self, arguments: &[&str], kept: &[&str]) {
        self.search(arguments, None, kept);
    }

    fn search(&self, arguments: &[&str], code: Option<i32>, kept: &[&str]) {
        let before = written(self.folder.path());
        let output = self.command(arguments);
        let mut streams = vec![
            ("standard output".to_owned(), output.stdout.clone()),
            ("standard error".to_owned(), output.stderr.clone()),
        ];
        let after = written(self.folder.path()).into_iter();
        streams.extend(after.filter(|(name, bytes)| before.get(name) != Some(bytes)));
        for (name, bytes) in streams {
            let table = name == "standard output" || name.contains("scored");
            let own = |place: &String| {
                let stands = |kept: &&str| place.contains(*kept) && !place.starts_with("comment");
                table && kept.iter().any(stands)
            };
            for (part, bytes) in parts(&name, bytes) {
                let mut found = self.planted.found_in(&bytes);
                found.retain(|place| !own(place));
                assert!(found.is_empty(), "{arguments:?}: {found:?} in {part} of {name}");
                let text = !part.ends_with("binary");
                let hostile = if text { hostile_in(&bytes) } else { Vec::new() };
                assert!(hostile.is_empty(), "{arguments:?}: {hostile:?} in {part} of {name}");
            }
        }
        if let Some(code) = code {
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        }
    }

    /// A mapping for a comments file as input.
    pub(crate) fn parquet_mapping(&self) -> Vec<String> {
        let text = "[[column]]\nname = \"comment\"\nrole = \"comment\"\n\
                    [[column]]\nname = \"touchpoint\"\nrole = \"touchpoint\"\n";
        self.write("parquet.toml", text.as_bytes());
        vec!["--mapping".to_owned(), "parquet.toml".to_owned()]
    }
}

/// Every file below a folder with what is in it.
fn written(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                files.insert(path.display().to_string(), bytes);
            }
        }
    }
    files
}

/// A file as it is, unzipped and decoded.
fn parts(name: &str, bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    if name.ends_with(".xlsx") {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        return (0..archive.len())
            .map(|at| {
                let mut part = archive.by_index(at).unwrap();
                let mut content = Vec::new();
                part.read_to_end(&mut content).unwrap();
                (part.name().unwrap().into_owned(), content)
            })
            .collect();
    }
    if name.ends_with(".parquet") {
        let source = SourceFile::open(Path::new(name), &ReadOptions::default()).unwrap();
        let mut text = source.layout().headers.join("\n");
        for row in source.rows().unwrap() {
            text.extend(row.unwrap().cells.iter().flat_map(|cell| ["\n", cell]));
        }
        return vec![("table".to_owned(), text.into_bytes()), ("binary".to_owned(), bytes)];
    }
    let part = if name.ends_with(".bin") { "binary" } else { "text" };
    vec![(part.to_owned(), bytes)]
}
