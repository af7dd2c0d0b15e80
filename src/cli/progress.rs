//! A progress bar on a terminal, nothing elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Common;

/// A bar that counts rows.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn new(common: &Common) -> Progress {
        let bar = ProgressBar::no_length();
        if !common.shows_progress() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        Progress(bar)
    }

    pub(super) fn rows(&self, done: u64, total: Option<u64>) {
        if self.0.position() == 0 {
            let template = match total {
                Some(total) => {
                    self.0.set_length(total);
                    "{bar:30} {human_pos}/{human_len} · {per_sec} · {eta}"
                }
                None => "{spinner} {human_pos} · {per_sec}",
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.0.set_style(style);
            }
        }
        self.0.set_position(done);
    }

    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
