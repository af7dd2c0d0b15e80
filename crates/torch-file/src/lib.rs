//! Reads the tensors of PyTorch checkpoints: what `torch.save` writes of a `state_dict`, as a
//! zip file or as before torch 1.6.
//!
//! Such a file is a pickle, a program that may call anything when Python loads it. Here it
//! is not run: a small stack machine knows the instructions that `torch.save` writes,
//! ordered dictionaries, tensors and parameters, and nothing else. No more memory is taken
//! than the file has bytes, whatever lengths it states, and every tensor lies within its
//! values. libtorch is not needed; what is read are names, shapes and bytes.
//!
//! ```no_run
//! let checkpoint = torch_file::read("pytorch_model.bin".as_ref())?;
//! for (name, tensor) in &checkpoint.tensors {
//!     println!("{name}: {:?} {:?}", tensor.storage.element, tensor.shape);
//! }
//! # Ok::<(), torch_file::TorchFileError>(())
//! ```

mod container;
mod error;
mod machine;
mod pickle;
mod tensor;

pub use container::{Checkpoint, Values, read};
pub use error::TorchFileError;
pub use tensor::{Element, Storage, View};
