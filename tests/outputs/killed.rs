//! A report that is replaced while runs are killed: its files are always those
//! of one run. What a run writes depends on its input alone, so that each file
//! tells by its bytes whose it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::ended::{names, signal, table, wait_for};
use crate::{said, xinsheng};

/// Files by name.
type Report = BTreeMap<String, Vec<u8>>;

const INPUTS: [&str; 2] = ["a.csv", "b.csv"];

/// The files of a folder, without the hidden ones.
fn report(folder: &Path) -> Report {
    let names = names(folder).into_iter().filter(|name| !name.starts_with('.'));
    names.map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

fn analyze(folder: &Path, which: usize, to: &str) -> Child {
    // One of them writes its comments in another format, whose file has to go
    // when the other is put in place.
    let format = ["csv", "parquet"][which];
    let arguments = ["analyze", INPUTS[which], "-o", to, "-q", "--comments", format];
    let mut command = xinsheng(folder, &arguments);
    command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap()
}

struct Setting {
    folder: tempfile::TempDir,
    whole: [Report; 2],
    /// How long a run takes.
    lasts: Duration,
}

impl Setting {
    fn new(rows: usize) -> Setting {
        let folder = tempfile::tempdir().unwrap();
        table(&folder.path().join(INPUTS[0]), rows, "parcel");
        table(&folder.path().join(INPUTS[1]), rows, "invoice");
        let started = Instant::now();
        let whole = [0, 1].map(|which| {
            let to = format!("whole-{which}");
            assert!(analyze(folder.path(), which, &to).wait().unwrap().success());
            report(&folder.path().join(to))
        });
        assert_eq!((whole[0].len(), whole[1].len()), (11, 11));
        let lasts = started.elapsed() / 2;
        Setting { folder, whole, lasts }
    }

    /// Whose files are in the folder, and whether all of them are. It must not
    /// hold files of two runs, or one that is of none.
    fn whose(&self, when: &str) -> (Vec<usize>, bool) {
        let found = report(&self.folder.path().join("report"));
        let of = |which: &usize| {
            found.iter().all(|(name, bytes)| self.whole[*which].get(name) == Some(bytes))
        };
        let owners: Vec<usize> = [0, 1].into_iter().filter(of).collect();
        let there: Vec<&String> = found.keys().collect();
        assert!(!owners.is_empty(), "{when}: a mixed folder: {there:?}");
        (owners.clone(), owners.iter().any(|which| found.len() == self.whole[*which].len()))
    }

    fn hidden(&self, name: &str) -> bool {
        self.folder.path().join("report/.xinsheng-run").join(name).exists()
    }

    /// Kills `kills` runs at random moments, and as many while they put their
    /// files in place. Counts how often a report was there as a whole.
    fn kill(&self, kills: usize, seed: u64) {
        let mut random = fastrand::Rng::with_seed(seed);
        let (mut whole, mut amid) = (0, 0);
        assert!(analyze(self.folder.path(), 0, "report").wait().unwrap().success());
        for turn in 0..2 * kills {
            let mut child = analyze(self.folder.path(), (turn + 1) % 2, "report");
            if turn % 2 == 0 {
                std::thread::sleep(self.lasts.mul_f64(1.1 * random.f64()));
            } else {
                wait_for(&mut child, || self.hidden("journal"));
                std::thread::sleep(Duration::from_micros(random.u64(0..600)));
            }
            signal_if_alive(&mut child);
            let when = format!("kill {turn}");
            let (_, complete) = self.whose(&when);
            assert!(complete || self.hidden("journal"), "{when}: files are missing for good");
            whole += usize::from(complete);
            amid += usize::from(self.hidden("journal"));
        }
        println!("{} kills: {whole} whole reports, {amid} with moves to finish", 2 * kills);
        assert!(analyze(self.folder.path(), 1, "report").wait().unwrap().success());
        self.is_clean(1);
    }

    fn is_clean(&self, which: usize) {
        let folder = self.folder.path().join("report");
        assert!(report(&folder) == self.whole[which]);
        let names: Vec<String> =
            names(&folder).into_iter().filter(|n| n.starts_with('.')).collect();
        assert!(names.is_empty(), "{names:?}");
    }

    /// Lets two runs loose on the folder at once.
    fn race(&self, races: usize) {
        let mut refused = 0;
        for turn in 0..races {
            let mut runs = [0, 1].map(|which| analyze(self.folder.path(), which, "report"));
            if turn % 2 == 1 {
                runs.reverse();
            }
            let ids = [runs[0].id(), runs[1].id()];
            let ended = runs.map(|run| run.wait_with_output().unwrap());
            let (owners, complete) = self.whose(&format!("race {turn}"));
            assert!(complete && owners.len() == 1);
            for (at, run) in ended.iter().enumerate() {
                match run.status.code() {
                    Some(0) => {}
                    Some(2) => {
                        refused += 1;
                        assert!(said(run).contains(&ids[1 - at].to_string()), "{}", said(run));
                    }
                    other => panic!("{other:?}: {}", said(run)),
                }
            }
            assert!(ended.iter().any(|run| run.status.success()), "one of them gets through");
        }
        println!("{races} races: {refused} runs refused");
    }
}

fn signal_if_alive(child: &mut Child) {
    if child.try_wait().unwrap().is_none() {
        signal(child, "-KILL");
        child.wait().unwrap();
    }
}

#[test]
fn a_killed_run_never_mixes_a_report() {
    let setting = Setting::new(300);
    setting.kill(4, 1);
    setting.race(2);
}

#[test]
#[ignore = "takes minutes: 60 kills and 20 races"]
fn many_killed_runs_never_mix_a_report() {
    let setting = Setting::new(2_000);
    setting.kill(30, 2);
    setting.race(20);
}
