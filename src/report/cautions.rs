//! What to heed and what a report was made by: blocks that reports of several kinds share.

use super::document::{Block, Bullet, Emphasis, Link, Outputs, Section, Text, phrase, plain, word};
use super::summary::Tool;

/// What to heed, for short reports; `None` where there is nothing.
pub(super) fn in_short<'a>(all: Vec<Text>) -> Option<Section<'a>> {
    if all.is_empty() {
        return None;
    }
    let mut section = Section::new("warnings", word("report.warnings"));
    section.push(Outputs::BRIEF, Block::List(Bullet::Warning, all));
    Some(section)
}

/// The same on a page, where links lead to it.
pub(super) fn on_page<'a>(all: Vec<Text>) -> Block<'a> {
    let said = match all.is_empty() {
        true => Block::Paragraph(Emphasis::Plain, word("report.empty.warnings")),
        false => Block::List(Bullet::Warning, all),
    };
    let heading = Block::Heading(word("report.warnings"), None);
    Block::Anchor("cautions", vec![heading, said])
}

/// The first of what to heed, on the first page, with links to all of it; `None` where there is
/// nothing.
pub(super) fn first<'a>(all: &[Text]) -> Option<Block<'a>> {
    let text = all.first()?.clone();
    let link = |key: &'static str| Link { text: word(key), to: "cautions" };
    let after = (all.len() > 1).then(|| link("report.read_more"));
    Some(Block::Alert { before: Some(link("report.read_first")), text, after })
}

/// The tool, its engine and its model.
pub(super) fn made_by<'a>(tool: &Tool) -> Block<'a> {
    let places = [
        ("name", plain(tool.name.clone())),
        ("version", plain(tool.version.clone())),
        ("engine", plain(tool.engine.clone())),
        ("model", plain(tool.model.clone())),
    ];
    Block::Paragraph(Emphasis::Note, phrase("compare.tool", places))
}
