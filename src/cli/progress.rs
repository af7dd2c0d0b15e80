//! How far a run has come: a bar on a terminal, a line now and then elsewhere.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use rust_i18n::t;

use super::Common;

/// Between two lines.
const PAUSE: Duration = Duration::from_secs(30);

/// Runs that are shorter say nothing where nobody watches.
const SHORT: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ProgressArg {
    /// A bar on a terminal; elsewhere lines, once a run takes more than a minute
    #[default]
    Auto,
    /// A line every 30 seconds
    Plain,
    /// Nothing
    Off,
}

/// Rows a second, in whole numbers.
fn speed(state: &ProgressState, out: &mut dyn fmt::Write) {
    // A bar that cannot be written is no matter of the run.
    let _ = write!(out, "{}/s", HumanCount(state.per_sec().round() as u64));
}

/// How far a run has come.
pub(super) struct Progress<'a> {
    common: &'a Common,
    bar: ProgressBar,
    /// When lines are due: the first after so long, then one every pause.
    lines: Option<Lines>,
}

struct Lines {
    begun: Instant,
    due: Mutex<Duration>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(common: &'a Common) -> Progress<'a> {
        let bar = ProgressBar::no_length();
        if !common.shows_bar() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let first = match common.progress {
            _ if common.quiet || common.shows_bar() => None,
            ProgressArg::Auto => Some(SHORT),
            ProgressArg::Plain => Some(PAUSE),
            ProgressArg::Off => None,
        };
        let lines = first.map(|first| Lines { begun: Instant::now(), due: Mutex::new(first) });
        Progress { common, bar, lines }
    }

    pub(super) fn rows(&self, done: u64, total: Option<u64>) {
        self.say(done, total);
        if self.bar.position() == 0 {
            let template = match total {
                Some(total) => {
                    self.bar.set_length(total);
                    "{bar:30} {percent} % · {human_pos}/{human_len} · {speed} · {eta}"
                }
                None => "{spinner} {human_pos} · {speed}",
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.bar.set_style(style.with_key("speed", speed));
            }
        }
        self.bar.set_position(done);
    }

    /// Says a line where one is due.
    fn say(&self, done: u64, total: Option<u64>) {
        let Some(Lines { begun, due }) = &self.lines else { return };
        let taken = begun.elapsed();
        // A thread that panicked has left the time as it was.
        let mut due = due.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if taken < *due {
            return;
        }
        *due = taken + PAUSE;
        let locale = self.common.locale();
        let a_second = done as f64 / taken.as_secs_f64();
        let speed = format!("{a_second:.0}");
        let said = match total {
            Some(total) if total > 0 => {
                let percent = format!("{:.0}", 100.0 * done as f64 / total as f64);
                let left = total.saturating_sub(done) as f64 / a_second.max(1e-9);
                let left = clock(Duration::try_from_secs_f64(left).unwrap_or_default());
                t!(
                    "cli.progress",
                    locale = locale,
                    done = done,
                    total = total,
                    percent = percent,
                    speed = speed,
                    left = left
                )
            }
            _ => t!("cli.progress_open", locale = locale, done = done, speed = speed),
        };
        self.common.remark(&said);
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// A duration as a clock shows it: 2:05, 1:00:09.
fn clock(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_like_a_clock() {
        let clock = |seconds| clock(Duration::from_secs(seconds));
        assert_eq!([clock(5), clock(125), clock(3609)], ["0:05", "2:05", "1:00:09"]);
    }
}
