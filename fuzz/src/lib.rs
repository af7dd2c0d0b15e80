//! What every target does with its bytes: the whole way from a file to
//! feedback, with the account of the rows checked on the way.

use std::io::Write;
use std::sync::Once;

use tempfile::NamedTempFile;
use xinsheng::Lang;
use xinsheng::ingest::{
    Archive, Content, IngestError, LongForm, Mapping, ReadOptions, Scope, SourceFile, detect,
    profile,
};

/// A file of these bytes with a name that ends in `suffix`.
pub fn file(bytes: &[u8], suffix: &str) -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(suffix).tempfile().expect("a temporary file");
    file.write_all(bytes).expect("room for the input");
    file
}

/// Ends the run at a panic, but not at one that the product catches: it calls
/// the file broken.
fn watch_panics() {
    static WATCHED: Once = Once::new();
    WATCHED.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !xinsheng::caught::panics_are_caught() {
                before(panic);
                std::process::abort();
            }
        }));
    });
}

/// Reads an export to the end. Errors are fine, panics and rows that are lost
/// are not.
pub fn read(bytes: &[u8], suffix: &str, user: Option<&Mapping>) -> Result<(), IngestError> {
    watch_panics();
    let input = file(bytes, suffix);
    let options = user.map(Mapping::read_options).unwrap_or_else(ReadOptions::default);
    let source = SourceFile::open(input.path(), &options)?;
    let facts = profile(&source)?;
    let mut mapping = detect(source.layout(), &facts);
    if let Some(user) = user {
        mapping = mapping.overlay(user, source.layout(), &facts)?;
    }
    let written = mapping.to_toml(Lang::En);
    Mapping::from_toml(&written, input.path()).expect("what is detected can be written and read");
    let mut form = LongForm::new(source.layout(), &mapping, 0)?;
    let mut rejects = Vec::new();
    let (mut read, mut used, mut lost) = (0, 0, 0);
    for row in source.rows()? {
        read += 1;
        match row {
            Ok(row) => {
                assert_eq!(row.cells.len(), source.layout().headers.len());
                match form.feedback(&row, &mut rejects) {
                    Some(feedback) => {
                        assert!(!feedback.entries.is_empty());
                        used += 1;
                    }
                    None => lost += 1,
                }
            }
            Err(_) => lost += 1,
        }
    }
    let rows = rejects.iter().filter(|rejection| rejection.scope == Scope::Row).count();
    assert!(rows <= lost, "a row was rejected twice");
    assert_eq!(read, used + lost);
    assert_eq!(read as u64, facts.rows + facts.rejected, "two passes read different rows");
    Ok(())
}

/// Takes an archive apart and opens what is in it.
pub fn members(bytes: &[u8]) -> Result<(), IngestError> {
    watch_panics();
    let input = file(bytes, ".zip");
    let options = ReadOptions { max_unpacked: Some(4 << 20), ..ReadOptions::default() };
    let content = Content::Path(input.path().to_owned());
    let Some(archive) = Archive::of(&content, "a.zip", &options)? else { return Ok(()) };
    assert!(!archive.tables.is_empty());
    for table in archive.tables.iter().take(4) {
        if let Ok(file) = SourceFile::open_named(&table.content, &table.name, &options) {
            profile(&file)?;
        }
    }
    Ok(())
}
