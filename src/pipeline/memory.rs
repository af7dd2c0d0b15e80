//! How much memory a run may take, and how it keeps to it: fewer threads and
//! smaller batches where there is little, and a word and an end where that is
//! not enough, in place of being killed by the system.

use std::fs;

use super::PipelineError;

/// Left free below a limit of the system: what a round of batches may still
/// ask for before the next look.
const MARGIN: u64 = 64 << 20;

/// Address space of the program itself, its models among it.
const IMAGE: u64 = 48 << 20;

/// What an engine and the dictionaries take, in bytes: once, and for every
/// thread that judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// Model, dictionaries, buffers of the files.
    pub base: u64,
    /// Batches and working memory of a thread.
    pub thread: u64,
}

impl Needs {
    /// The least that a run can do with.
    pub fn least(self) -> u64 {
        self.base + self.thread
    }
}

/// The memory a run may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Memory {
    /// Bytes the user allows to be resident.
    stated: Option<u64>,
    /// Bytes of address space the system allows (`ulimit -v`).
    space: Option<u64>,
}

impl Memory {
    /// What the user states, and what the system allows this process.
    pub fn new(stated: Option<u64>) -> Memory {
        Memory { stated, space: address_space() }
    }

    /// Whether the system allows this process less address space than there is.
    pub fn is_confined(self) -> bool {
        self.space.is_some()
    }

    /// The smaller of the two limits, if there is any.
    pub fn limit(self) -> Option<u64> {
        [self.stated, self.space].into_iter().flatten().min()
    }

    /// Threads that fit, of `wanted`.
    ///
    /// # Errors
    /// Less than what one of them needs.
    pub fn threads(self, wanted: usize, needs: Needs) -> Result<usize, PipelineError> {
        let Some(limit) = self.limit() else { return Ok(wanted) };
        // The address space is that of the program as well.
        let needs = match self.space {
            Some(space) if space == limit => Needs { base: needs.base + IMAGE, ..needs },
            _ => needs,
        };
        let least = needs.least();
        if limit < least {
            return Err(PipelineError::LittleMemory { limit, least });
        }
        let fit = usize::try_from((limit - needs.base) / needs.thread.max(1));
        Ok(fit.unwrap_or(usize::MAX).clamp(1, wanted.max(1)))
    }

    /// Fails where this process has come up to a limit.
    ///
    /// # Errors
    /// [`PipelineError::OutOfMemory`].
    pub fn check(self) -> Result<(), PipelineError> {
        if self.limit().is_none() {
            return Ok(());
        }
        let Some(resident) = taken() else { return Ok(()) };
        let over = |limit: Option<u64>, taken: u64| limit.filter(|limit| taken > *limit);
        // Address space is set aside long before it is used, and used up late: what counts
        // is whether a piece of it can still be had.
        let space = over(self.space, resident.saturating_add(MARGIN))
            .or_else(|| self.space.filter(|_| !can_be_had(MARGIN)));
        match over(self.stated, resident).or(space) {
            Some(limit) => Err(PipelineError::OutOfMemory { limit }),
            None => Ok(()),
        }
    }
}

/// Whether the system still gives so many bytes. They are given back untouched.
fn can_be_had(bytes: u64) -> bool {
    let mut piece: Vec<u8> = Vec::new();
    let given = piece.try_reserve_exact(usize::try_from(bytes).unwrap_or(usize::MAX)).is_ok();
    // Else nobody would ask the system for what nobody uses.
    std::hint::black_box(&piece);
    given
}

/// Bytes of memory that this process takes, where the system tells.
fn taken() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilo| kilo << 10)
}

/// The limit of the address space, where the system tells of one.
fn address_space() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEEDS: Needs = Needs { base: 100, thread: 50 };

    fn stated(limit: u64) -> Memory {
        Memory { stated: Some(limit), space: None }
    }

    #[test]
    fn threads_follow_the_memory() {
        assert_eq!(Memory::default().threads(8, NEEDS).unwrap(), 8);
        assert_eq!(stated(10_000).threads(8, NEEDS).unwrap(), 8);
        assert_eq!(stated(260).threads(8, NEEDS).unwrap(), 3);
        assert_eq!(stated(150).threads(8, NEEDS).unwrap(), 1);
        let error = stated(149).threads(8, NEEDS).unwrap_err();
        assert!(matches!(error, PipelineError::LittleMemory { limit: 149, least: 150 }));
        let both = Memory { stated: Some(500 + IMAGE), space: Some(200 + IMAGE) };
        assert_eq!(both.threads(8, NEEDS).unwrap(), 2);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_knows_what_it_takes() {
        let resident = taken().unwrap();
        assert!(resident > 1 << 20, "{resident}");
        assert!(stated(1 << 20).check().is_err());
        assert!(stated(1 << 50).check().is_ok());
        let space = Some(resident + MARGIN / 2);
        assert!(Memory { stated: None, space }.check().is_err());
        let space = Some(1 << 50);
        assert!(Memory { stated: None, space }.check().is_ok());
        assert!(can_be_had(1 << 20) && !can_be_had(1 << 62));
    }
}
