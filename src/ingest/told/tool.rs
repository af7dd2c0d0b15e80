//! The names of survey tools.

use rust_i18n::t;

/// The name of the tool whose dialect is called `id`, in words of `locale`.
pub fn tool_in(id: &str, locale: &str) -> String {
    let key = format!("ingest.dialect.{id}");
    t!(key.as_str(), locale = locale).into_owned()
}
