"""Spark: a scorer in `mapInArrow`, on a cluster of this one machine."""

from __future__ import annotations

import shutil
import sys

import pyarrow as pa
import pytest

from conftest import FOUND, NUMBERS, assert_rows_equal
from xinsheng import Scorer

pyspark = pytest.importorskip("pyspark", reason="there is no PySpark: pip install pyspark")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java: apt install default-jre-headless", allow_module_level=True)

OPINION = ("aspect: string, touchpoint: string, polarity: string, sentiment: double, "
           "evidence: string, start: bigint, end: bigint")  # fmt: skip
KINDS = [f"{name} {'double' if name in NUMBERS else 'string'}" for name in FOUND]
SCHEMA = ", ".join(["id bigint", *KINDS, f"opinions array<struct<{OPINION}>>"])


@pytest.fixture(scope="module")
def workers():
    """Workers with the packages of this interpreter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)
        yield


@pytest.fixture(scope="module")
def spark(workers):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("xinsheng")
    builder = builder.config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "37")
    session = builder.getOrCreate()
    yield session
    session.stop()


def test_map_in_arrow(spark, comments, command_line):
    scorer = Scorer("fast")

    def judged(batches):
        for batch in batches:
            found = pa.table(scorer(batch["text"]))
            columns = [batch["id"], *(column.combine_chunks() for column in found.columns)]
            yield pa.RecordBatch.from_arrays(columns, names=["id", *found.column_names])

    # A character that Java writes otherwise is no matter of ours.
    told = command_line.score(comments, "--engine", "fast", "--no-language-prior")
    frame = spark.createDataFrame(list(enumerate(comments)), "id bigint, text string")
    rows = frame.repartition(5).mapInArrow(judged, SCHEMA).collect()
    found = [row.asDict(recursive=True) for row in sorted(rows, key=lambda row: row["id"])]
    assert [row["id"] for row in found] == list(range(len(comments)))
    assert_rows_equal(found, told)
