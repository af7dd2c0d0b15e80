//! Disks that are full: the message names the place, and what was there stays.
//! A disk is a small tmpfs, where the machine allows mounting one.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::ended::{names, table};
use crate::{contents, said, xinsheng};

/// A mounted disk of some kilobytes, which goes with the value.
struct Disk(tempfile::TempDir);

impl Disk {
    /// `None`, with a word, where the machine does not allow mounting.
    fn new(kilobytes: u32) -> Option<Disk> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={kilobytes}k");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path());
        let mounted = mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        if !mounted {
            println!("skipped: no file system can be mounted here");
        }
        mounted.then_some(Disk(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(self.0.path()).status();
        assert!(unmounted.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}

#[test]
fn a_full_target_is_named_and_keeps_its_report() {
    let folder = tempfile::tempdir().unwrap();
    table(&folder.path().join("short.csv"), 40, "parcel");
    table(&folder.path().join("long.csv"), 20_000, "parcel");
    // Room for one report, and for two, but not for the comments of many.
    let Some(disk) = Disk::new(1_500) else { return };
    let target = disk.path().join("report");
    let target = target.to_str().unwrap();
    let run = xinsheng(folder.path(), &["analyze", "short.csv", "-o", target]).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    let before = contents(disk.path());
    for format in ["csv", "parquet"] {
        let arguments = ["analyze", "long.csv", "-o", target, "--comments", format, "-q"];
        let run = xinsheng(folder.path(), &arguments).output().unwrap();
        assert_eq!(run.status.code(), Some(2), "{}", said(&run));
        let told = said(&run);
        assert!(told.contains(target) && told.contains("space"), "{told}");
        assert!(!told.contains("panicked"), "{told}");
        assert!(contents(disk.path()) == before, "{:?}", names(disk.path()));
    }
    let scored = disk.path().join("scored.csv");
    let arguments = ["score", "long.csv", "-o", scored.to_str().unwrap(), "-q"];
    let run = xinsheng(folder.path(), &arguments).output().unwrap();
    let told = said(&run);
    assert_eq!(run.status.code(), Some(2), "{told}");
    assert!(told.contains(scored.to_str().unwrap()) && told.contains("No space left"), "{told}");
    assert!(contents(disk.path()) == before, "{:?}", names(disk.path()));
}

/// The disk fills up at every moment of a run in turn.
#[test]
fn a_disk_that_fills_up_at_any_point_leaves_the_report_whole() {
    let folder = tempfile::tempdir().unwrap();
    table(&folder.path().join("short.csv"), 40, "parcel");
    table(&folder.path().join("other.csv"), 400, "invoice");
    let mut ended = [0, 0];
    for kilobytes in (1_000..4_200).step_by(400) {
        let Some(disk) = Disk::new(kilobytes) else { return };
        let target = disk.path().join("report");
        let run = |input: &str| {
            let arguments = ["analyze", input, "-o", target.to_str().unwrap(), "-q"];
            xinsheng(folder.path(), &arguments).output().unwrap()
        };
        if run("short.csv").status.code() == Some(2) {
            assert_eq!(names(disk.path()), [""; 0]);
            continue;
        }
        let before = contents(disk.path());
        let run = run("other.csv");
        let told = said(&run);
        match run.status.code() {
            Some(0) => ended[0] += 1,
            code => {
                ended[1] += 1;
                assert_eq!(code, Some(2), "{told}");
                assert!(told.contains(target.to_str().unwrap()), "{told}");
                assert!(!told.contains("panicked"), "{told}");
                assert!(contents(disk.path()) == before, "{kilobytes}: {told}");
            }
        }
    }
    assert!(ended[0] > 0 && ended[1] > 0, "both are met: {ended:?}");
}

#[test]
fn a_full_folder_for_temporary_files_is_named_with_its_variable() {
    let folder = tempfile::tempdir().unwrap();
    table(&folder.path().join("long.csv"), 20_000, "parcel");
    let packed = fs::File::create(folder.path().join("long.csv.gz")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    let bytes = fs::read(folder.path().join("long.csv")).unwrap();
    std::io::Write::write_all(&mut packed, &bytes).unwrap();
    packed.finish().unwrap();
    let fails = |scratch: &Path| {
        let mut command = xinsheng(folder.path(), &["analyze", "long.csv.gz", "-o", "new"]);
        let run = command.env("TMPDIR", scratch).output().unwrap();
        let told = said(&run);
        assert_eq!(run.status.code(), Some(2), "{told}");
        assert!(told.contains(scratch.to_str().unwrap()) && told.contains("TMPDIR"), "{told}");
        assert!(!folder.path().join("new").exists());
        told
    };
    fails(&folder.path().join("no such folder"));
    let Some(disk) = Disk::new(200) else { return };
    assert!(fails(disk.path()).contains("No space left"));
    assert_eq!(names(disk.path()), [""; 0]);
}

#[test]
fn a_full_device_is_named() {
    let folder = tempfile::tempdir().unwrap();
    table(&folder.path().join("short.csv"), 40, "parcel");
    let arguments = ["score", "short.csv", "-o", "/dev/full", "-q"];
    let run = xinsheng(folder.path(), &arguments).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(said(&run).contains("/dev/full"), "{}", said(&run));
}
