//! What an output path stands for once its links are followed: a file that can
//! be replaced as a whole, or something that takes bytes as they come.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Links that are followed before they are taken for a circle, as in Linux.
const MOST_LINKS: usize = 40;

/// Where an output goes.
#[derive(Debug)]
pub(super) enum Destination {
    /// A regular file, which may be there or not.
    File {
        /// Its own path, without a link at the end.
        path: PathBuf,
        /// What it is now, where it is there.
        there: Option<Metadata>,
    },
    /// A device, a named pipe or an open descriptor such as `/dev/stdout`. It
    /// is written as it stands and never replaced.
    Stream(PathBuf),
}

impl Destination {
    /// Follows the links of `path`; a dangling one stands for the file it names.
    ///
    /// # Errors
    /// A folder, links that lead in a circle, any error of the file system.
    pub(super) fn of(path: &Path) -> io::Result<Destination> {
        let mut path = path.to_owned();
        for _ in 0..MOST_LINKS {
            if descriptor(&path).is_some() {
                return Ok(Destination::Stream(path));
            }
            let there = match fs::symlink_metadata(&path) {
                Ok(there) => there,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Ok(Destination::File { path, there: None });
                }
                Err(error) => return Err(error),
            };
            if there.is_symlink() {
                path = folder_of(&path).join(fs::read_link(&path)?);
            } else if there.is_file() {
                return Ok(Destination::File { path, there: Some(there) });
            } else if there.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            } else {
                return Ok(Destination::Stream(path));
            }
        }
        Err(io::Error::other("links in a circle"))
    }
}

/// The folder a path lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Opens what [`Destination::Stream`] names for writing. Descriptors of this process
/// are written where they stand, and others at their end, so that nothing that
/// a shell has redirected is overwritten.
#[allow(clippy::disallowed_methods, reason = "what goes there is an output, not a message")]
pub(super) fn open_stream(path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        match descriptor(path) {
            Some(Some(1)) => return Ok(io::stdout().as_fd().try_clone_to_owned()?.into()),
            Some(Some(2)) => return Ok(io::stderr().as_fd().try_clone_to_owned()?.into()),
            Some(_) => return OpenOptions::new().append(true).open(path),
            None => {}
        }
    }
    OpenOptions::new().write(true).open(path)
}

/// Whether a path names an open descriptor, and which if it is one of this
/// process: `/proc/self/fd/1`, `/dev/fd/1`.
#[cfg(unix)]
fn descriptor(path: &Path) -> Option<Option<u32>> {
    let folder = fs::canonicalize(folder_of(path)).ok()?;
    let is = |name: &str| fs::canonicalize(name).is_ok_and(|own| own == folder);
    let own = is("/proc/self/fd") || folder == Path::new("/dev/fd");
    let others = folder.starts_with("/proc") && folder.ends_with("fd");
    if !own && !others {
        return None;
    }
    let number = path.file_name()?.to_str()?.parse().ok()?;
    Some(own.then_some(number))
}

#[cfg(not(unix))]
fn descriptor(_: &Path) -> Option<Option<u32>> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_are_followed_to_what_they_name() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("inner")).unwrap();
        fs::write(at("inner/real"), "x").unwrap();
        symlink("inner/real", at("one")).unwrap();
        symlink(at("one"), at("two")).unwrap();
        symlink("inner/new", at("dangling")).unwrap();
        symlink("circle", at("circle")).unwrap();
        symlink("inner", at("folder")).unwrap();
        let file = |name: &str| match Destination::of(&at(name)).unwrap() {
            Destination::File { path, there } => (path, there.is_some()),
            Destination::Stream(path) => panic!("{}", path.display()),
        };
        assert_eq!(file("two"), (at("inner/real"), true));
        assert_eq!(file("dangling"), (at("inner/new"), false));
        assert_eq!(file("none"), (at("none"), false));
        assert!(Destination::of(&at("circle")).is_err());
        assert_eq!(Destination::of(&at("folder")).unwrap_err().kind(), io::ErrorKind::IsADirectory);
    }

    #[test]
    fn devices_and_descriptors_are_streams() {
        for path in ["/dev/null", "/dev/stdout", "/dev/fd/2"] {
            assert!(
                matches!(Destination::of(Path::new(path)), Ok(Destination::Stream(_))),
                "{path}"
            );
        }
        assert_eq!(descriptor(Path::new("/dev/fd/2")), Some(Some(2)));
        assert_eq!(descriptor(Path::new("/dev/null")), None);
    }
}
