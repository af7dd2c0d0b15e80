//! The second engine: any BERT-like sequence classifier, or our own encoder, through
//! rust-bert's models on libtorch, on a CPU or a GPU.
//!
//! A folder of Hugging Face's `save_pretrained` is read as it is: `config.json` (`config`,
//! `labels`), the weights (`weights`) and the tokenizer (`tokens`), in today's files or in
//! those of older versions. Texts run in batches of a bounded number of padded tokens (`runner`) through one network a
//! thread, all of which share their weights (`network`). Our own encoder runs here in 32-bit
//! floats (`own`); it is what the default engine is compared with.

mod classifier;
mod config;
mod error;
mod folder;
mod labels;
mod network;
mod own;
mod runner;
mod tokens;
mod tune;
mod weights;

pub use classifier::ClassifierEngine;
pub use error::RustBertError;
pub use own::{is_own, own_engine};
pub use tune::{Comments, TuneProgress, tune};

/// Padded tokens of a batch on a CPU: little is padding and the matrices stay in the cache.
const TOKENS_ON_CPU: usize = 512;

/// Padded tokens of a batch on a GPU, which idles with less.
const TOKENS_ON_CUDA: usize = 16_384;

/// Where and in what portions to run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Run {
    /// The device.
    pub device: super::Device,
    /// Most padded tokens of a batch; by default what suits the device. Where memory runs
    /// out it is halved as often as need be.
    pub tokens: Option<usize>,
}

impl Run {
    fn budget(&self) -> usize {
        self.tokens.unwrap_or(match self.device {
            super::Device::Cpu => TOKENS_ON_CPU,
            super::Device::Cuda(_) => TOKENS_ON_CUDA,
        })
    }

    /// The device, if it is there.
    fn torch(&self) -> Result<tch::Device, RustBertError> {
        match self.device {
            super::Device::Cpu => Ok(tch::Device::Cpu),
            super::Device::Cuda(_) if !tch::Cuda::is_available() => Err(RustBertError::NoCuda),
            super::Device::Cuda(number) => {
                let count = usize::try_from(tch::Cuda::device_count()).unwrap_or(0);
                if number < count {
                    Ok(tch::Device::Cuda(number))
                } else {
                    Err(RustBertError::NoDevice { number, count })
                }
            }
        }
    }
}
