//! Reviews from the Google Play Console, a UTF-16 file a month: stars beside a text that may be
//! empty, and what the developer answered.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::feedback::Scale;
use crate::ingest::role::Role;
use crate::ingest::told::own_text::OwnText;
use crate::ingest::told::warning::Warning;

pub(super) struct PlayConsole;

impl Dialect for PlayConsole {
    fn id(&self) -> &'static str {
        "play_console"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.has(&["package name", "star rating", "review text"])
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        Some(match columns[at].name.as_str() {
            "star rating" => KnownColumn {
                scale: Some(Scale::higher(1.0, 5.0)),
                ..KnownColumn::role(Role::CSAT)
            },
            "review text" | "review title" => KnownColumn::role(Role::Comment),
            "review submit date and time" => KnownColumn::role(Role::Time),
            "app version name" | "reviewer language" | "device" => KnownColumn::role(Role::Segment),
            "developer reply text" => KnownColumn {
                warning: Some(|column| Warning::OwnWords(OwnText::Beside, column)),
                ..KnownColumn::role(Role::Ignore)
            },
            "package name"
            | "app version code"
            | "review submit millis since epoch"
            | "review last update date and time"
            | "review last update millis since epoch"
            | "developer reply date and time"
            | "developer reply millis since epoch"
            | "review link" => KnownColumn::role(Role::Ignore),
            _ => return None,
        })
    }
}
