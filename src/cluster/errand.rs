//! A piece of work that is no query, as a function of the query engine: it is sent to an executor
//! with a kind and a text, and gives a text back.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use tokio::runtime::{Handle, RuntimeFlavor};

use super::seal::PROGRAM;
use crate::caught::caught_or_said;
use crate::sql::Judging;

/// The kind that every executor does: it tells its version.
pub(super) const PROBE: &str = "probe";

/// What errands are done by: a kind and a text in, a text out, or what went wrong.
///
/// An errand may be done twice, where an executor is lost after it, or is only taken for lost.
pub type Errands = dyn Fn(&str, &str) -> std::result::Result<String, String> + Send + Sync;

/// The function `xinsheng_errand(kind, text)`.
pub(super) struct Errand {
    /// Goes with it to other machines, and says whether this one is to do it.
    judging: Arc<Judging>,
    /// What it is done by, where it is done here.
    errands: Option<Arc<Errands>>,
    signature: Signature,
}

impl Errand {
    pub(super) const NAME: &str = "xinsheng_errand";

    pub(super) fn function(judging: Arc<Judging>, errands: Option<Arc<Errands>>) -> ScalarUDF {
        // Never worked out while a plan is made.
        let signature =
            Signature::exact(vec![DataType::Utf8, DataType::Utf8], Volatility::Volatile);
        ScalarUDF::new_from_impl(Errand { judging, errands, signature })
    }

    /// What a function asks, where it is this one.
    pub(super) fn asked(function: &ScalarUDF) -> Option<&Arc<Judging>> {
        Some(&function.inner().downcast_ref::<Errand>()?.judging)
    }
}

impl fmt::Debug for Errand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Errand::NAME)
    }
}

impl PartialEq for Errand {
    fn eq(&self, other: &Errand) -> bool {
        Arc::ptr_eq(&self.judging, &other.judging)
    }
}

impl Eq for Errand {}

impl Hash for Errand {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Errand::NAME.hash(state);
    }
}

impl ScalarUDFImpl for Errand {
    fn name(&self) -> &str {
        Errand::NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        self.judging.willing()?;
        let [kind, text] = args.args.as_slice() else {
            return plan_err!("{} takes a kind and a text", Errand::NAME);
        };
        let (Some(kind), Some(text)) = (stated(kind)?, stated(text)?) else {
            return plan_err!("{} takes a kind and a text", Errand::NAME);
        };
        let Some(errands) = &self.errands else {
            return exec_err!("{} is done by executors alone", Errand::NAME);
        };
        if kind == PROBE {
            return Ok(ColumnarValue::Scalar(ScalarValue::Utf8(Some(PROGRAM.to_owned()))));
        }
        let done = elsewhere_meanwhile(|| caught_or_said(|| errands(&kind, &text)));
        match done {
            Ok(Ok(told)) => Ok(ColumnarValue::Scalar(ScalarValue::Utf8(Some(told)))),
            Ok(Err(said)) | Err(said) => exec_err!("{said}"),
        }
    }
}

/// An argument that is one text.
fn stated(given: &ColumnarValue) -> Result<Option<String>> {
    let value = match given {
        ColumnarValue::Scalar(value) => value.clone(),
        ColumnarValue::Array(values) if values.len() == 1 => {
            ScalarValue::try_from_array(values, 0)?
        }
        ColumnarValue::Array(_) => return Ok(None),
    };
    Ok(value.try_as_str().flatten().map(str::to_owned))
}

/// Does what takes long on a thread of the engine; its other work goes on by other threads.
fn elsewhere_meanwhile<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current() {
        Ok(handle) if handle.runtime_flavor() == RuntimeFlavor::MultiThread => {
            tokio::task::block_in_place(work)
        }
        _ => work(),
    }
}
