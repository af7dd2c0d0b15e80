//! Processes of the program, a scheduler and executors among them, that do not outlive a test.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Nothing takes longer than this, however slow the machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Variables of the environment.
pub(crate) type Environment = Vec<(&'static str, String)>;

pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xinsheng"));
    command.current_dir(folder).env("LC_ALL", "en_US.UTF-8").args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command to its end, or kills it.
pub(crate) fn xinsheng(folder: &Path, arguments: &[&str]) -> Output {
    let process = Process::start(command(folder, arguments));
    process.output(arguments)
}

pub(crate) fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A process that does not outlive the test.
pub(crate) struct Process {
    pub(crate) child: Child,
    /// What it has said so far.
    said: Arc<Mutex<Vec<String>>>,
    readers: Vec<std::thread::JoinHandle<()>>,
    given: Arc<Mutex<Vec<u8>>>,
}

impl Process {
    pub(crate) fn start(mut command: Command) -> Process {
        let mut child = command.spawn().unwrap();
        let (said, given) = (Arc::default(), Arc::default());
        let lines: Arc<Mutex<Vec<String>>> = Arc::clone(&said);
        let stderr = child.stderr.take().unwrap();
        let errors = std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                lines.lock().unwrap().push(line);
            }
        });
        let bytes: Arc<Mutex<Vec<u8>>> = Arc::clone(&given);
        let mut stdout = child.stdout.take().unwrap();
        let results = std::thread::spawn(move || {
            let mut all = Vec::new();
            let _ = stdout.read_to_end(&mut all);
            bytes.lock().unwrap().extend(all);
        });
        Process { child, said, readers: vec![errors, results], given }
    }

    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    /// Waits until it has said what is wanted.
    pub(crate) fn until<T>(&mut self, wanted: impl Fn(&[String]) -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            let said = self.said();
            if let Some(found) = wanted(&said) {
                return found;
            }
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "ended with {ended:?}: {said:?}");
            assert!(started.elapsed() < PATIENCE, "{said:?}");
            sleep(Duration::from_millis(10));
        }
    }

    /// Tasks that it has told of.
    pub(crate) fn tasks(&self) -> usize {
        self.said().iter().filter(|line| line.starts_with("task ") && line.contains("done")).count()
    }

    pub(crate) fn wait(&mut self) -> ExitStatus {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(started.elapsed() < PATIENCE, "{:?}", self.said());
            sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn output(mut self, arguments: &[&str]) -> Output {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(started.elapsed() < PATIENCE, "{arguments:?}: {:?}", self.said());
            sleep(Duration::from_millis(10));
        };
        std::mem::take(&mut self.readers).into_iter().for_each(|reader| reader.join().unwrap());
        let stderr = self.said().into_iter().flat_map(|line| [line, "\n".to_owned()]);
        let (stdout, stderr) = (self.given.lock().unwrap().clone(), stderr.collect::<String>());
        Output { status, stdout, stderr: stderr.into_bytes() }
    }

    #[cfg(unix)]
    pub(crate) fn ask_to_end(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Two ports beside each other that are free.
pub(crate) fn two_ports() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = 20_000 + (std::process::id() % 20_000) as u16;
    loop {
        let port = start + NEXT.fetch_add(2, Ordering::Relaxed);
        let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
        if free(port) && free(port + 1) {
            return port;
        }
    }
}

pub(crate) struct Cluster {
    pub(crate) executors: Vec<Process>,
    pub(crate) scheduler: Process,
    pub(crate) at: String,
    pub(crate) folder: PathBuf,
    environment: Environment,
}

impl Cluster {
    /// A scheduler without executors.
    pub(crate) fn new(folder: &Path) -> Cluster {
        Cluster::among(folder, Vec::new())
    }

    /// A scheduler without executors, in whose environment there are variables, and later in
    /// theirs.
    pub(crate) fn among(folder: &Path, environment: Environment) -> Cluster {
        let arguments = ["scheduler", "--port", "0", "--executor-timeout", "5"];
        let mut scheduler = command(folder, &arguments);
        scheduler.envs(environment.clone());
        let mut scheduler = Process::start(scheduler);
        let listens = "the scheduler listens at ";
        let at = scheduler.until(|said| {
            said.iter().find_map(|line| line.strip_prefix(listens).map(str::to_owned))
        });
        let folder = folder.to_owned();
        Cluster { executors: Vec::new(), scheduler, at, folder, environment }
    }

    pub(crate) fn with(mut self, executors: usize, options: &[&str]) -> Cluster {
        for _ in 0..executors {
            let port = two_ports().to_string();
            let all = ["executor", "--scheduler", &self.at, "--port", &port, "--heartbeat", "1"];
            let all: Vec<&str> = all.iter().chain(options).copied().collect();
            let mut executor = command(&self.folder, &all);
            executor.envs(self.environment.clone());
            self.executors.push(Process::start(executor));
        }
        for executor in &mut self.executors {
            executor
                .until(|said| said.iter().any(|line| line.contains("takes work")).then_some(()));
        }
        self
    }

    /// The arguments of a command of this cluster.
    pub(crate) fn asked<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        [arguments, &["--scheduler", &self.at]].concat()
    }
}
