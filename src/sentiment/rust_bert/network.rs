//! rust-bert's models behind one function.

use std::collections::HashMap;

use rust_bert::albert::AlbertForSequenceClassification;
use rust_bert::bert::{BertConfig, BertEmbeddings, BertForSequenceClassification, BertModel};
use rust_bert::distilbert::DistilBertModelClassifier;
use rust_bert::electra::ElectraModel;
use rust_bert::roberta::RobertaForSequenceClassification;
use tch::nn::{self, Module, VarStore};
use tch::{Device, Kind, Tensor};

use super::config::NetworkFamily;
use super::error::RustBertError;
use super::weights;
use crate::caught::caught;

/// What a score is lowered by where a token is padding, as in rust-bert's other models.
const MASKED: f64 = -10_000.0;

/// What a network is made from.
#[derive(Debug, Clone)]
pub(super) enum Plan {
    /// A sequence classifier.
    Classifier(NetworkFamily),
    /// Our own encoder, without heads.
    Encoder(BertConfig),
}

enum Model {
    Bert(BertForSequenceClassification),
    Roberta(RobertaForSequenceClassification),
    DistilBert(DistilBertModelClassifier),
    Albert(AlbertForSequenceClassification),
    Electra(Electra),
    Encoder(BertModel<BertEmbeddings>),
}

/// rust-bert has ELECTRA, but not its sequence classifier: the head is that of RoBERTa with
/// another activation.
struct Electra {
    electra: ElectraModel,
    dense: nn::Linear,
    out_proj: nn::Linear,
}

/// A network with its weights. It is used by one thread at a time.
pub(super) struct Network {
    store: VarStore,
    model: Model,
}

/// Token ids of several texts side by side.
pub(super) struct Padded {
    /// Ids, [texts, longest].
    pub(super) ids: Tensor,
    /// 1 at tokens, 0 at padding, [texts, longest].
    pub(super) mask: Tensor,
}

impl Network {
    /// A network with weights by name; `half` makes them 16-bit floats.
    pub(super) fn new(
        plan: &Plan,
        tensors: &HashMap<String, Tensor>,
        device: Device,
        half: bool,
    ) -> Result<Network, RustBertError> {
        // rust-bert asserts what the sizes have to be.
        let made = caught(|| Network::blank(plan, device));
        let mut network = made.ok_or_else(|| RustBertError::Damaged {
            file: super::config::FILE.to_owned(),
            reason: "no network has these sizes".to_owned(),
        })??;
        weights::put(&mut network.store, tensors)?;
        if half {
            network.store.half();
        }
        Ok(network)
    }

    /// Another network of the same plan that uses the weights of this one.
    pub(super) fn sharing(&self, plan: &Plan) -> Result<Network, RustBertError> {
        let network = Network::blank(plan, self.store.device())?;
        weights::share(&network.store, &self.store);
        Ok(network)
    }

    fn blank(plan: &Plan, device: Device) -> Result<Network, RustBertError> {
        let mut store = VarStore::new(device);
        let root = store.root();
        let of_config = |error: rust_bert::RustBertError| RustBertError::Damaged {
            file: super::config::FILE.to_owned(),
            reason: error.to_string(),
        };
        let model = match plan {
            Plan::Encoder(config) => {
                Model::Encoder(BertModel::new_with_optional_pooler(root, config, false))
            }
            Plan::Classifier(NetworkFamily::Bert(config)) => {
                Model::Bert(BertForSequenceClassification::new(root, config).map_err(of_config)?)
            }
            Plan::Classifier(NetworkFamily::Roberta(config)) => Model::Roberta(
                RobertaForSequenceClassification::new(root, config).map_err(of_config)?,
            ),
            Plan::Classifier(NetworkFamily::DistilBert(config)) => {
                Model::DistilBert(DistilBertModelClassifier::new(root, config).map_err(of_config)?)
            }
            Plan::Classifier(NetworkFamily::Albert(config)) => Model::Albert(
                AlbertForSequenceClassification::new(root, config).map_err(of_config)?,
            ),
            Plan::Classifier(NetworkFamily::Electra(config)) => {
                let outputs = config.id2label.as_ref().map_or(2, HashMap::len) as i64;
                let head = &root / "classifier";
                let linear = |name, width| {
                    nn::linear(&head / name, config.hidden_size, width, Default::default())
                };
                Model::Electra(Electra {
                    electra: ElectraModel::new(&root / "electra", config),
                    dense: linear("dense", config.hidden_size),
                    out_proj: linear("out_proj", outputs),
                })
            }
        };
        store.freeze();
        Ok(Network { store, model })
    }

    /// The device of the weights.
    pub(super) fn device(&self) -> Device {
        self.store.device()
    }

    /// Logits [texts, outputs] of a classifier, or states [texts, longest, hidden] of the
    /// encoder; 32-bit floats on the CPU.
    ///
    /// # Panics
    /// Where libtorch reports an error: rust-bert's models do not return them.
    pub(super) fn run(&self, texts: &Padded) -> Result<Tensor, RustBertError> {
        let (ids, mask) = (Some(&texts.ids), Some(&texts.mask));
        let of_model = |error: rust_bert::RustBertError| RustBertError::Torch(error.to_string());
        let output = tch::no_grad(|| match &self.model {
            Model::Bert(model) => Ok(model.forward_t(ids, mask, None, None, None, false).logits),
            Model::Roberta(model) => Ok(model.forward_t(ids, mask, None, None, None, false).logits),
            Model::Albert(model) => Ok(model.forward_t(ids, mask, None, None, None, false).logits),
            Model::DistilBert(model) => {
                model.forward_t(ids, mask, None, false).map(|output| output.logits)
            }
            Model::Electra(model) => model.logits(texts, self.kind()),
            Model::Encoder(model) => model
                .forward_t(ids, mask, None, None, None, None, None, false)
                .map(|output| output.hidden_state),
        });
        Ok(output.map_err(of_model)?.to_device(Device::Cpu).to_kind(Kind::Float).contiguous())
    }

    fn kind(&self) -> Kind {
        self.store.trainable_variables().first().map_or(Kind::Float, Tensor::kind)
    }
}

impl Electra {
    fn logits(&self, texts: &Padded, kind: Kind) -> Result<Tensor, rust_bert::RustBertError> {
        // Its model adds the mask to the scores as it is, unlike the others.
        let mask = ((texts.mask.ones_like() - &texts.mask) * MASKED).to_kind(kind);
        let output =
            self.electra.forward_t(Some(&texts.ids), Some(&mask), None, None, None, false)?;
        let first = output.hidden_state.select(1, 0);
        Ok(self.out_proj.forward(&self.dense.forward(&first).gelu("none")))
    }
}
