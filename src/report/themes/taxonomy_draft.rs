//! Themes as aspects of a taxonomy, to be edited.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::ThemesReport;
use crate::opinion::Taxonomy;
use crate::text::characters::is_han;

/// The text of a taxonomy with a stage of these themes after its own: an aspect a theme, whose
/// terms are its typical words. Words that are terms of the taxonomy already, or of a theme
/// before, are left to these.
pub fn taxonomy_draft(report: &ThemesReport, taxonomy: &Taxonomy, text: &str) -> String {
    let aspects = taxonomy.aspects().iter();
    let known = aspects.flat_map(|aspect| aspect.terms_zh.iter().chain(&aspect.terms_en));
    let mut known: BTreeSet<String> = known.map(|term| term.to_lowercase()).collect();
    let mut ids: BTreeSet<String> = taxonomy.aspects().iter().map(|a| a.name.id.clone()).collect();
    ids.extend(taxonomy.touchpoints().iter().map(|touchpoint| touchpoint.name.id.clone()));
    ids.extend(taxonomy.stages().iter().map(|stage| stage.name.id.clone()));
    let mut free = |wanted: String| {
        let mut id = wanted;
        while !ids.insert(id.clone()) {
            id.push('_');
        }
        id
    };
    let mut draft = format!("{}\n", text.trim_end());
    let (stage, touchpoint) = (free("themes".to_owned()), free("theme_touchpoint".to_owned()));
    let mut aspects = String::new();
    for theme in &report.themes {
        let new = |word: &&String| {
            let word = word.to_lowercase();
            let singular = word.strip_suffix('s').unwrap_or(&word).to_owned();
            let forms = [format!("{singular}s"), format!("{singular}es"), singular];
            !forms.iter().any(|form| known.contains(form)) && known.insert(word)
        };
        let words: Vec<&String> = theme.words.iter().filter(new).collect();
        if words.is_empty() {
            continue;
        }
        let (zh, en): (Vec<&String>, Vec<&String>) =
            words.into_iter().partition(|word| word.chars().any(is_han));
        let (id, name) = (free(format!("theme_{}", theme.number)), quoted(&theme.name));
        let comments = theme.comments;
        let _ = write!(
            aspects,
            "\n# {comments} comments\n[[stage.touchpoint.aspect]]\nid = {}\nzh = {name}\n\
             en = {name}\nterms_zh = [{}]\nterms_en = [{}]\n",
            quoted(&id),
            list(&zh),
            list(&en)
        );
    }
    if !aspects.is_empty() {
        let _ = write!(
            draft,
            "\n# Themes found in the comments. Name them, move each to the touchpoint where it\n\
             # belongs, mend its terms, and delete what is none.\n[[stage]]\nid = {}\n\
             zh = \"话题\"\nen = \"Themes\"\n\n[[stage.touchpoint]]\nid = {}\nzh = \"话题\"\n\
             en = \"Themes\"\n{aspects}",
            quoted(&stage),
            quoted(&touchpoint),
        );
    }
    draft
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(words: &[&String]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ")
}
