//! Connections of an executor to the others, kept for a while: a query that shuffles opens many.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use ballista_core::client::BallistaClient;
use ballista_core::client_pool::{BallistaClientPool, PooledClient};
use ballista_core::error::Result;
use ballista_core::extension::BallistaConfigGrpcEndpoint;
use ballista_core::utils::GrpcClientConfig;

/// For so long a connection waits to be used again.
const KEPT: Duration = Duration::from_secs(30);

type Key = (String, u16, GrpcClientConfig);

/// Those that are not in use, by where they lead, each with the time since when.
type Idle = HashMap<Key, Vec<(BallistaClient, Instant)>>;

/// The connections.
#[derive(Clone, Default)]
pub(super) struct Connections(Arc<Mutex<Idle>>);

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connections")
    }
}

impl Connections {
    /// Those that have not waited too long.
    fn young(&self) -> MutexGuard<'_, Idle> {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|_, clients| {
            clients.retain(|(_, since)| since.elapsed() < KEPT);
            !clients.is_empty()
        });
        idle
    }
}

#[async_trait]
impl BallistaClientPool for Connections {
    async fn acquire(
        &self,
        host: &str,
        port: u16,
        config: &GrpcClientConfig,
        customize_endpoint: Option<Arc<BallistaConfigGrpcEndpoint>>,
    ) -> Result<PooledClient> {
        let key = (host.to_owned(), port, config.clone());
        let idle = self.young().get_mut(&key).and_then(Vec::pop);
        let client = match idle {
            Some((client, _)) => client,
            None => {
                BallistaClient::try_new(
                    host,
                    port,
                    config.max_message_size,
                    config.use_tls,
                    customize_endpoint,
                    config.io_retries_times,
                    config.io_retry_wait_time_ms,
                    config.initial_connection_window_size,
                    config.initial_stream_window_size,
                )
                .await?
            }
        };
        let all = self.clone();
        let back = move |client| all.young().entry(key).or_default().push((client, Instant::now()));
        Ok(PooledClient::new(client, Box::new(back)))
    }

    async fn evict_idle(&self) {
        drop(self.young());
    }
}
