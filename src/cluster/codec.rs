//! How plans with our functions go from machine to machine: as Ballista's own, with a
//! [seal](super::seal::Seal) beside each function of ours.

use std::sync::Arc;

use ballista_core::serde::{BallistaLogicalExtensionCodec, BallistaPhysicalExtensionCodec};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::{Result, TableReference, plan_datafusion_err};
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, Extension, LogicalPlan, ScalarUDF};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use super::errand::Errand;
use super::role::Role;
use super::seal::{Masking, Mismatch, Seal};
use crate::sql::{aggregate, scalar};

/// Writes what goes with a function, where it is one of ours.
fn seal_of(function: &ScalarUDF, out: &mut Vec<u8>) {
    if let Some(judging) = scalar::asked(function).or_else(|| Errand::asked(function)) {
        out.extend_from_slice(&judging.seal());
    }
}

/// The same for an aggregate, which counts whoever judges.
fn seal_of_aggregate(function: &AggregateUDF, out: &mut Vec<u8>) {
    if aggregate::is_of_scores(function.name()) {
        out.extend(Seal::new(None, Masking::default()).to_bytes());
    }
}

fn unknown(name: &str) -> datafusion::common::DataFusionError {
    plan_datafusion_err!("there is no function {name} on this machine")
}

fn differs(mismatch: &Mismatch) -> datafusion::common::DataFusionError {
    plan_datafusion_err!("{}", mismatch.to_error())
}

fn scalar_of(role: &Role, name: &str, seal: &[u8]) -> Result<Arc<ScalarUDF>> {
    let found = match seal {
        [] => None,
        seal => role.scalar(name, seal).map_err(|mismatch| differs(&mismatch))?,
    };
    found.map(Arc::new).ok_or_else(|| unknown(name))
}

fn aggregate_of(role: &Role, name: &str, seal: &[u8]) -> Result<Arc<AggregateUDF>> {
    let found = match seal {
        [] => None,
        seal => role.aggregate(name, seal).map_err(|mismatch| differs(&mismatch))?,
    };
    found.ok_or_else(|| unknown(name))
}

/// Plans as they are asked for.
#[derive(Debug)]
pub(super) struct Logical {
    inner: BallistaLogicalExtensionCodec,
    role: Arc<Role>,
}

impl Logical {
    pub(super) fn new(role: &Arc<Role>) -> Logical {
        Logical { inner: BallistaLogicalExtensionCodec::default(), role: Arc::clone(role) }
    }
}

impl LogicalExtensionCodec for Logical {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[LogicalPlan],
        context: &TaskContext,
    ) -> Result<Extension> {
        self.inner.try_decode(bytes, inputs, context)
    }

    fn try_encode(&self, node: &Extension, out: &mut Vec<u8>) -> Result<()> {
        self.inner.try_encode(node, out)
    }

    fn try_decode_table_provider(
        &self,
        bytes: &[u8],
        table: &TableReference,
        schema: SchemaRef,
        context: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        self.inner.try_decode_table_provider(bytes, table, schema, context)
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        node: Arc<dyn TableProvider>,
        out: &mut Vec<u8>,
    ) -> Result<()> {
        self.inner.try_encode_table_provider(table, node, out)
    }

    fn try_decode_file_format(
        &self,
        bytes: &[u8],
        context: &TaskContext,
    ) -> Result<Arc<dyn FileFormatFactory>> {
        self.inner.try_decode_file_format(bytes, context)
    }

    fn try_encode_file_format(
        &self,
        out: &mut Vec<u8>,
        node: Arc<dyn FileFormatFactory>,
    ) -> Result<()> {
        self.inner.try_encode_file_format(out, node)
    }

    fn try_decode_udf(&self, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
        scalar_of(&self.role, name, bytes)
    }

    fn try_encode_udf(&self, node: &ScalarUDF, out: &mut Vec<u8>) -> Result<()> {
        seal_of(node, out);
        Ok(())
    }

    fn try_decode_udaf(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        aggregate_of(&self.role, name, bytes)
    }

    fn try_encode_udaf(&self, node: &AggregateUDF, out: &mut Vec<u8>) -> Result<()> {
        seal_of_aggregate(node, out);
        Ok(())
    }
}

/// Plans as they are run.
#[derive(Debug)]
pub(super) struct Physical {
    inner: BallistaPhysicalExtensionCodec,
    role: Arc<Role>,
}

impl Physical {
    pub(super) fn new(role: &Arc<Role>) -> Physical {
        Physical { inner: BallistaPhysicalExtensionCodec::default(), role: Arc::clone(role) }
    }
}

impl PhysicalExtensionCodec for Physical {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.inner.try_decode(bytes, inputs, context, converter)
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        out: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        self.inner.try_encode(node, out, converter)
    }

    fn try_decode_udf(&self, name: &str, bytes: &[u8]) -> Result<Arc<ScalarUDF>> {
        scalar_of(&self.role, name, bytes)
    }

    fn try_encode_udf(&self, node: &ScalarUDF, out: &mut Vec<u8>) -> Result<()> {
        seal_of(node, out);
        Ok(())
    }

    fn try_decode_udaf(&self, name: &str, bytes: &[u8]) -> Result<Arc<AggregateUDF>> {
        aggregate_of(&self.role, name, bytes)
    }

    fn try_encode_udaf(&self, node: &AggregateUDF, out: &mut Vec<u8>) -> Result<()> {
        seal_of_aggregate(node, out);
        Ok(())
    }
}
