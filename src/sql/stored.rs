//! Files in an object store that speaks the protocol of Amazon S3, named `s3://bucket/key`
//! (feature `s3`).
//!
//! Where the store is and who asks is said by the environment, as for other programs of AWS:
//! `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`, and for a store
//! of another maker `AWS_ENDPOINT` (with `AWS_ALLOW_HTTP=true` where it is not encrypted). Nothing
//! else on the network is asked than the buckets that a query names and, where no key is given,
//! the service of a machine in the cloud that tells its own.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use datafusion::catalog::Session;
use datafusion::common::Result as EngineResult;
use datafusion::execution::object_store::{DefaultObjectStoreRegistry, ObjectStoreRegistry};
use futures::TryStreamExt;
use glob::{MatchOptions, Pattern};
use object_store::aws::AmazonS3Builder;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig};
use url::Url;

use super::error::{SqlError, SqlProblem};
use crate::pipeline::PipelineError;

const SCHEME: &str = "s3";

/// How often a request is repeated that the store did not answer…
const RETRIES: usize = 4;

/// …and for how long: a person waits.
const PATIENCE: Duration = Duration::from_secs(30);

/// A pattern of names goes no deeper than it says, as in a folder.
const PATTERNS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// The stores that are known, and the buckets that become so when they are asked for.
#[derive(Debug, Default)]
pub(crate) struct Stores {
    known: DefaultObjectStoreRegistry,
}

impl ObjectStoreRegistry for Stores {
    fn register_store(
        &self,
        url: &Url,
        store: Arc<dyn ObjectStore>,
    ) -> Option<Arc<dyn ObjectStore>> {
        self.known.register_store(url, store)
    }

    fn get_store(&self, url: &Url) -> EngineResult<Arc<dyn ObjectStore>> {
        match (self.known.get_store(url), url.host_str()) {
            (Err(_), Some(bucket)) if url.scheme() == SCHEME => {
                let retry = RetryConfig {
                    max_retries: RETRIES,
                    retry_timeout: PATIENCE,
                    ..RetryConfig::default()
                };
                let store = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry);
                let store: Arc<dyn ObjectStore> = Arc::new(store.build()?);
                self.known.register_store(url, Arc::clone(&store));
                Ok(store)
            }
            (found, _) => found,
        }
    }
}

/// What a name in a store stands for.
pub(super) struct Stored {
    /// `s3://bucket`.
    root: String,
    /// The key, or a pattern of keys.
    wanted: String,
    found: Vec<Key>,
    store: Option<Arc<dyn ObjectStore>>,
}

impl Stored {
    /// What a name stands for, if it is one in a store.
    pub(super) fn at(name: &str) -> Option<Result<Stored, SqlError>> {
        let (scheme, path) = name.split_once("://")?;
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return None;
        }
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        if bucket.is_empty() || key.is_empty() || key.ends_with('/') {
            let path = name.trim_end_matches('/').to_owned();
            return Some(Err(SqlProblem::Folder { path }.into()));
        }
        let root = format!("{SCHEME}://{bucket}");
        Some(Ok(Stored { root, wanted: key.to_owned(), found: Vec::new(), store: None }))
    }

    /// The same with the keys that are there, in order.
    pub(super) async fn listed(mut self, session: &dyn Session) -> Result<Stored, SqlError> {
        let url = Url::parse(&self.root).map_err(|error| self.wrong(&error))?;
        let store = session.runtime_env().object_store_registry.get_store(&url)?;
        let plain = self.wanted.split(['*', '?', '[']).next().unwrap_or_default();
        // As it is: a folder may be called `100%`.
        let folder = plain.rsplit_once('/').map(|(folder, _)| Key::parse(folder));
        let folder = folder.transpose().map_err(|error| self.wrong(&error))?;
        let pattern = match plain.len() == self.wanted.len() {
            // What stands for nothing but itself may hold what elsewhere is a pattern.
            true => Pattern::escape(&self.wanted),
            false => self.wanted.clone(),
        };
        let pattern = Pattern::new(&pattern).map_err(|error| self.wrong(&error))?;
        let mut all = store.list(folder.as_ref());
        while let Some(object) = all.try_next().await.map_err(|error| self.wrong(&error))? {
            let fits = pattern.matches_with(object.location.as_ref(), PATTERNS);
            if fits && object.size > 0 {
                self.found.push(object.location);
            }
        }
        drop(all);
        if self.found.is_empty() {
            return Err(SqlProblem::NoFile { name: self.name() }.into());
        }
        self.found.sort();
        self.store = Some(store);
        Ok(self)
    }

    fn name(&self) -> String {
        format!("{}/{}", self.root, self.wanted)
    }

    fn wrong(&self, error: &dyn std::fmt::Display) -> SqlError {
        SqlProblem::Store { url: self.name(), said: in_short(&error.to_string()) }.into()
    }

    /// The bucket, without a slash at its end.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// The keys of what is there.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(AsRef::as_ref)
    }

    /// Copies of all into a folder, under their own names.
    pub(super) async fn fetch(&self, folder: &Path) -> Result<Vec<PathBuf>, SqlError> {
        let mut files = Vec::with_capacity(self.found.len());
        let Some(store) = &self.store else { return Ok(files) };
        for (number, key) in self.found.iter().enumerate() {
            // Each in a folder of its own, as names are the same in several folders of a bucket.
            let own = folder.join(number.to_string());
            std::fs::create_dir_all(&own).map_err(unwritable(&own))?;
            let path = own.join(key.filename().unwrap_or("file"));
            let mut file = File::create(&path).map_err(unwritable(&path))?;
            let got = store.get(key).await.map_err(|error| self.wrong(&error))?;
            let mut parts = got.into_stream();
            while let Some(part) = parts.try_next().await.map_err(|error| self.wrong(&error))? {
                file.write_all(&part).map_err(unwritable(&path))?;
            }
            files.push(path);
        }
        Ok(files)
    }
}

/// What a store says of an error, without the XML around it.
fn in_short(said: &str) -> String {
    let part = |name: &str| {
        let (_, rest) = said.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(part, _)| part)
    };
    match (part("Code"), part("Message")) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        _ => said.to_owned(),
    }
}

/// What was fetched, for as long as its session lives.
#[derive(Debug, Default)]
pub(super) struct Fetched(Mutex<Vec<tempfile::TempDir>>);

impl Fetched {
    /// A new folder.
    pub(super) fn folder(&self) -> Result<PathBuf, SqlError> {
        let mut folder = tempfile::Builder::new();
        let folder = folder.prefix("xinsheng-fetched-").tempdir();
        let folder = folder.map_err(unwritable(&std::env::temp_dir()))?;
        let path = folder.path().to_owned();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(folder);
        Ok(path)
    }
}

fn unwritable(path: &Path) -> impl Fn(std::io::Error) -> PipelineError + '_ {
    |source| PipelineError::Write { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_bucket_and_a_key() {
        let at = |name: &str| Stored::at(name).map(|found| found.map(|at| (at.root, at.wanted)));
        let found = at("s3://comments/2026/part-*.parquet").unwrap().unwrap();
        assert_eq!(found, ("s3://comments".to_owned(), "2026/part-*.parquet".to_owned()));
        assert!(at("S3://comments/a.csv").unwrap().is_ok());
        for folder in ["s3://comments", "s3://comments/", "s3://comments/2026/", "s3:///a.csv"] {
            let refused = at(folder).unwrap().unwrap_err();
            assert!(matches!(refused.problem(), Some(SqlProblem::Folder { .. })), "{folder}");
        }
        assert!(at("comments.csv").is_none() && at("https://example.com/a.csv").is_none());
    }

    #[test]
    fn what_a_store_says_is_told_in_short() {
        let said = "Error performing GET … 404: <Error><Code>NoSuchBucket</Code>\
                    <Message>The bucket does not exist</Message></Error>";
        assert_eq!(in_short(said), "NoSuchBucket: The bucket does not exist");
        assert_eq!(in_short("after 4 retries"), "after 4 retries");
    }

    #[test]
    fn buckets_are_known_when_they_are_asked_for() {
        let stores = Stores::default();
        let store = |url: &str| stores.get_store(&Url::parse(url).unwrap());
        let first = store("s3://comments").unwrap();
        assert!(Arc::ptr_eq(&first, &store("s3://comments/2026").unwrap()));
        assert!(!Arc::ptr_eq(&first, &store("s3://others").unwrap()));
        assert!(store("file:///").is_ok());
        assert!(store("https://example.com").is_err());
    }
}
