//! Ending a run from outside: Ctrl-C, `kill`, a terminal that is closed.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// For what serves until it is told to end: gives what becomes true at the first SIGINT or SIGTERM.
/// It is for the caller to come to an end then; the second signal does not wait for that.
///
/// On other systems than Unix it never becomes true, and the process ends as the system has it.
///
/// # Errors
/// When the system has no handler to spare.
pub fn end_on_second_signal() -> io::Result<Arc<AtomicBool>> {
    let told = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    unix::tell(&told)?;
    Ok(told)
}

/// Clears away what is half written when the process is asked to end (SIGINT,
/// SIGTERM, SIGHUP), and exits with 128 and the number of the signal, as shells
/// do. What is being put in its place at that moment is finished first; a second
/// signal does not wait for that. A SIGHUP that was ignored when the process
/// began, as under `nohup`, stays so.
///
/// On other systems than Unix this does nothing: temporary files go with the
/// process there, and what is staged is swept by the next run.
///
/// # Errors
/// When the system has no thread or handler to spare.
pub fn end_on_signals() -> io::Result<()> {
    #[cfg(unix)]
    unix::listen()?;
    Ok(())
}

#[cfg(unix)]
mod unix {
    use std::io::{self, IsTerminal};
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag;
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::exit;

    use crate::pipeline::unfinished::clear_away;

    pub(super) fn tell(told: &Arc<AtomicBool>) -> io::Result<()> {
        for signal in [SIGINT, SIGTERM] {
            // The order matters: the second signal finds what the first has set.
            flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(told))?;
            flag::register(signal, Arc::clone(told))?;
        }
        Ok(())
    }

    pub(super) fn listen() -> io::Result<()> {
        let mut wanted = vec![SIGINT, SIGTERM];
        if !hang_up_is_ignored() {
            wanted.push(SIGHUP);
        }
        let ending = Arc::new(AtomicBool::new(false));
        for &signal in &wanted {
            // The order matters: the second signal finds what the first has set.
            flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&ending))?;
            flag::register(signal, Arc::clone(&ending))?;
        }
        let mut signals = Signals::new(&wanted)?;
        let end = move || {
            if let Some(signal) = signals.forever().next() {
                clear_away();
                exit(128 + signal);
            }
        };
        std::thread::Builder::new().name("signals".to_owned()).spawn(end)?;
        Ok(())
    }

    /// Whether SIGHUP is ignored: Linux tells; elsewhere a process without any
    /// terminal is taken for one that is meant to outlive it.
    #[allow(clippy::disallowed_methods, reason = "nothing is written")]
    fn hang_up_is_ignored() -> bool {
        let ignored = std::fs::read_to_string("/proc/self/status").ok().and_then(|status| {
            let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
            u64::from_str_radix(mask.trim(), 16).ok()
        });
        let streams =
            [io::stdin().is_terminal(), io::stdout().is_terminal(), io::stderr().is_terminal()];
        match ignored {
            Some(mask) => mask & (1 << (SIGHUP - 1)) != 0,
            None => !streams.contains(&true),
        }
    }
}
