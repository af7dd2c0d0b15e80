"""Comments from everywhere, each judged as the command line judges it."""

from __future__ import annotations

import multiprocessing
import pickle
import threading
import time

import arro3.core
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import xinsheng
import xinsheng.pandas
import xinsheng.polars
from conftest import FOUND, NUMBERS, assert_rows_equal
from xinsheng import Scorer

COLUMNS = [*FOUND, "opinions"]
BY_ITSELF = "--no-language-prior"


OWN = """
[[stage]]
id = "visit"
zh = "到店"
en = "Visit"

[[stage.touchpoint]]
id = "delivery"
zh = "物流"
en = "Delivery"

[[stage.touchpoint.aspect]]
id = "speed"
zh = "速度"
en = "Speed"
terms_zh = ["物流", "快递"]
terms_en = ["delivery", "shipping"]
"""


def rows(table: object) -> list[dict]:
    return pa.table(table).to_pylist()


@pytest.fixture(scope="module")
def fast() -> Scorer:
    return Scorer("fast")


@pytest.fixture(scope="module")
def told(command_line, comments) -> list[dict]:
    return command_line.score(comments, "--engine", "fast", BY_ITSELF)


# ---- What it is equal to.


@pytest.mark.parametrize("engine", ["encoder", "fast"])
def test_a_whole_column_is_what_the_command_line_says(engine, command_line, comments):
    found = rows(xinsheng.score(comments, engine=engine))
    assert_rows_equal(found, command_line.score(comments, "--engine", engine))
    assert sum(row["label"] is not None for row in found) > 150


def test_a_scorer_judges_each_comment_by_itself(command_line, comments):
    told = command_line.score(comments, "--engine", "encoder", BY_ITSELF)
    scorer = Scorer()
    assert_rows_equal(rows(scorer(comments)), told)
    one_by_one = [rows(scorer([comment]))[0] for comment in comments[:40]]
    assert one_by_one == rows(scorer(comments[:40]))


def test_a_column_in_another_language(command_line):
    spanish = [f"El servicio fue muy malo y la comida estaba fría {n}" for n in range(9)]
    comments = [*spanish, "Total desastre", "no good", "super"]
    whole = command_line.score(comments, "--engine", "fast")
    alone = command_line.score(comments, "--engine", "fast", BY_ITSELF)
    assert whole != alone
    assert_rows_equal(rows(xinsheng.score(comments, engine="fast")), whole)
    assert_rows_equal(rows(xinsheng.score(comments, engine="fast", language_prior=False)), alone)


@pytest.mark.parametrize("threads", [1, 2, None])
def test_threads_do_not_matter(threads, comments, fast):
    many = comments * 12
    assert rows(Scorer("fast", threads=threads)(many)) == rows(fast(many))


@pytest.mark.parametrize("redact", ["on", "orders", "off"])
def test_what_is_masked(redact, command_line, comments):
    comments = [*comments[:30], "订单号 20260912345678 的物流太慢了", "Order #A12345678 came late"]
    found = rows(xinsheng.score(comments, engine="fast", redact=redact, language_prior=False))
    told = command_line.score(comments, "--engine", "fast", BY_ITSELF, "--redact", redact)
    assert_rows_equal(found, told)


def test_domain_and_taxonomy(command_line, comments, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(OWN, encoding="utf-8")
    for keywords, options in [
        ({"domain": "hotel"}, ["--domain", "hotel"]),
        ({"domain": ["hotel", "restaurant"]}, ["--domain", "hotel,restaurant"]),
        ({"domain": "servqual"}, ["--domain", "servqual"]),
        ({"taxonomy": "servqual"}, ["--taxonomy", "servqual"]),
        ({"taxonomy": own}, ["--taxonomy", str(own)]),
    ]:
        found = rows(Scorer("fast", **keywords)(comments))
        assert_rows_equal(found, command_line.score(comments, "--engine", "fast", BY_ITSELF, *options))
    assert any(o["aspect"] == "speed" for row in found for o in row["opinions"] or [])
    own.unlink()
    with pytest.raises(FileNotFoundError, match="own.toml"):
        Scorer("fast", taxonomy=own)


def test_spans_are_those_of_the_comment_as_it_was_given(comments, fast):
    found = rows(Scorer("fast", redact="off")(comments))
    spans = 0
    for comment, row in zip(comments, found, strict=True):
        for opinion in row["opinions"] or []:
            evidence = comment[opinion["start"] : opinion["end"]]
            same = evidence == opinion["evidence"]
            assert same or not evidence.isprintable(), (evidence, opinion)
            spans += 1
    assert spans > 100
    masked = "  我叫张伟，电话13800138000。物流太慢了。"
    (row,) = rows(fast([masked]))
    slow = [o for o in row["opinions"] if "物流" in o["evidence"]]
    assert slow and masked[slow[0]["start"] : slow[0]["end"]] == "物流太慢了"
    assert "13800138000" not in str(row)


# ---- The kinds of columns.


def test_the_schema(fast):
    table = fast(["好"])
    assert isinstance(table, arro3.core.Table)
    schema = pa.schema(fast.schema)
    assert pa.table(table).schema == schema == pa.table(fast([])).schema
    assert schema.names == COLUMNS
    for name in FOUND:
        assert schema.field(name).type == (pa.float64() if name in NUMBERS else pa.string())
    opinion = schema.field("opinions").type.value_type
    assert {f.name: str(f.type) for f in opinion} == {
        "aspect": "string", "touchpoint": "string", "polarity": "string", "sentiment": "double",
        "evidence": "string", "start": "int64", "end": "int64",
    }  # fmt: skip


STRINGS = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int32(), pa.string()),
    pa.dictionary(pa.int8(), pa.large_string()),
    pa.run_end_encoded(pa.int32(), pa.string()),
]


@pytest.mark.parametrize("kind", STRINGS, ids=str)
def test_pyarrow_arrays_of_every_kind_of_text(kind, comments, told, fast):
    # More than 127 different ones have no place in a dictionary of int8.
    many = comments[:100]
    if pa.types.is_dictionary(kind):
        array = pa.array(many, kind.value_type).dictionary_encode()
        array = pa.DictionaryArray.from_arrays(
            array.indices.cast(kind.index_type), array.dictionary
        )
    elif pa.types.is_run_end_encoded(kind):
        array = pa.compute.run_end_encode(pa.array(many, pa.string()))
    else:
        array = pa.array(many, kind)
    assert_rows_equal(rows(fast(array)), told[:100])


def test_chunks_stay_chunks(comments, told, fast):
    chunks = [comments[:7], [], comments[7:8], comments[8:]]
    for kind in [pa.string(), pa.string_view()]:
        chunked = pa.chunked_array([pa.array(chunk, kind) for chunk in chunks])
        table = pa.table(fast(chunked))
        assert_rows_equal(table.to_pylist(), told)
        assert [len(chunk) for chunk in table["label"].chunks] == [7, 1, len(comments) - 8]
    sliced = pa.array(comments)[5:60]
    assert_rows_equal(rows(fast(sliced)), told[5:60])
    assert rows(fast(pa.chunked_array([], pa.string()))) == []
    assert [row["label"] for row in rows(fast(pa.nulls(3)))] == [None] * 3


@pytest.mark.parametrize("kind", ["str", "string", "object", "category", "string[pyarrow]"])
def test_pandas(kind, comments, told, fast):
    series = pd.Series(comments, dtype=kind, index=range(1000, 1000 + len(comments)))
    assert_rows_equal(rows(fast(series)), told)
    frame = series.to_frame("text").join(
        series.xinsheng.score(engine="fast", language_prior=False)
    )
    assert list(frame.columns) == ["text", *COLUMNS]
    labels = frame["label"].astype(object).where(frame["label"].notna(), None)
    assert labels.tolist() == [row["label"] for row in told]
    assert frame.index[0] == 1000 and len(frame) == len(comments)


def test_pandas_with_nan_and_na(fast):
    missing = pd.Series(["好评", np.nan, None, pd.NA, "bad"], dtype=object)
    assert [row["label"] is None for row in rows(fast(missing))] == [False, True, True, True, False]
    assert [row["label"] is None for row in rows(fast(["好评", float("nan"), pd.NA]))] == [
        False, True, True,
    ]  # fmt: skip


def test_polars(comments, told, fast):
    series = pl.Series("text", comments)
    assert_rows_equal(rows(fast(series)), told)
    scored = series.xinsheng.score(engine="fast", language_prior=False)
    assert scored.shape == (len(comments), len(COLUMNS))
    assert_rows_equal(scored.to_dicts(), told)
    assert_rows_equal(rows(fast(series.cast(pl.Categorical))), told)
    assert_rows_equal(rows(fast(pl.Series(["好", "坏"], dtype=pl.Enum(["好", "坏"])))),
                      rows(fast(["好", "坏"])))  # fmt: skip


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_polars_expressions_map_batches(engine, comments, told, fast):
    frame = pl.DataFrame({"id": range(len(comments)), "text": comments})
    lazy = frame.lazy().select("id", found=pl.col("text").xinsheng.score(fast))
    assert lazy.collect_schema()["found"] == pl.Struct(pl.DataFrame(fast([])).schema)
    found = lazy.collect(engine=engine).sort("id")
    assert_rows_equal(found["found"].to_list(), told)
    worst = lazy.filter(pl.col("found").struct.field("label") == "very_negative").collect()
    assert worst["id"].to_list() == [
        at for at, row in enumerate(told) if row["label"] == "very_negative"
    ]
    settings = frame.lazy().select(pl.col("text").xinsheng.score(engine="fast")).unnest("text")
    assert settings.collect().columns == COLUMNS
    by_group = frame.group_by(pl.col("id") % 3).agg(
        pl.col("text").xinsheng.score(fast).struct.field("sentiment").mean()
    )
    assert by_group.height == 3


def test_duckdb(comments, told, fast):
    connection = duckdb.connect()
    table = pa.table({"id": range(len(comments)), "text": pa.array(comments, pa.string())})
    connection.register("feedback", table)

    def sentiment(texts):
        return pa.table(fast(texts))["sentiment"]

    def found(texts):
        return pa.table(fast(texts)).to_struct_array()

    keep = {"type": "arrow", "null_handling": "special"}
    connection.create_function("sentiment", sentiment, ["VARCHAR"], "DOUBLE", **keep)
    kinds = ", ".join(f"{n} {'DOUBLE' if n in NUMBERS else 'VARCHAR'}" for n in FOUND)
    opinion = ("aspect VARCHAR, touchpoint VARCHAR, polarity VARCHAR, sentiment DOUBLE, "
               'evidence VARCHAR, start BIGINT, "end" BIGINT')  # fmt: skip
    kind = f"STRUCT({kinds}, opinions STRUCT({opinion})[])"
    connection.create_function("judged", found, ["VARCHAR"], kind, **keep)
    query = "SELECT sentiment(text) AS s, judged(text) AS found FROM feedback ORDER BY id"
    result = connection.sql(query).fetchall()
    assert_rows_equal([row[1] for row in result], told)
    assert [row[0] for row in result] == [row["sentiment"] for row in told]
    scored = fast(connection.sql("SELECT text FROM feedback ORDER BY id").to_arrow_table()["text"])
    labels = connection.sql("SELECT label, count(*) AS n FROM scored GROUP BY ALL").fetchall()
    assert sum(n for _, n in labels) == len(comments)


def test_iterables(comments, told, fast):
    for given in [list(comments), tuple(comments), iter(comments), np.array(comments, object)]:
        assert_rows_equal(rows(fast(given)), told)
    assert_rows_equal(rows(fast(arro3.core.Array(pa.array(comments)))), told)


def test_characters_that_no_file_holds(fast):
    (row,) = rows(fast(["the price is too high\x00 and the app is slow"]))
    assert row["label"] == "negative" or row["label"] == "very_negative"
    assert "\x00" not in str(row)


def test_nothing_is_copied_on_the_way_in_that_arrow_has(fast):
    array = pa.array(["物流太慢了"] * 1000)
    before = pa.total_allocated_bytes()
    fast(array)
    assert pa.total_allocated_bytes() == before


# ---- What is refused, in words.


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("物流太慢了", r"a single str, not a column of text.*\[comment\]"),
        (b"x", "bytes.*decode"),
        ({"a": 1}, "a dict.*list"),
        ({"a"}, "a set.*list"),
        (5, "of type int"),
        (None, "of type NoneType"),
        (["好", 5], "item 1 of comments is of type int.*str or None"),
        ([b"x"], "item 0 of comments is of type bytes"),
        (pa.array([1, 2]), "a column of Int64.*cast"),
        (pa.array([b"x"]), "a column of Binary"),
        (pa.array([["好"]]), "a column of List"),
        (pa.table({"id": [1], "text": ["好"]}), "a Table with the columns id, text.*choose"),
        (pd.DataFrame({"text": ["好"]}), "a DataFrame with the columns text"),
        (pl.DataFrame({"text": ["好"]}), "a DataFrame with the columns text"),
        (pd.Series(["好", 5], dtype=object), "item 1 of comments is of type int"),
        (pd.Series([1.5, 2.5]), "a column of Float64"),
        (pl.Series([1, 2]), "a column of Int64"),
        (pl.DataFrame({"t": ["好"]}).lazy(), "of type LazyFrame"),
        (pl.col("text"), "of type Expr"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_type_errors_say_what_was_found_and_the_remedy(given, said, fast):
    with pytest.raises(TypeError, match=f"(?s){said}"):
        fast(given)


def test_value_errors_name_what_is_taken():
    for keywords, said in [
        ({"engine": "bert"}, "engine is 'bert'; it is one of 'encoder', 'fast'"),
        ({"redact": "yes"}, "redact is 'yes'"),
        ({"lang": "de"}, "lang is 'de'"),
        ({"threads": 0}, "threads is 0; it is from 1 to 1024, or None"),
        ({"threads": -1}, "threads is -1"),
        ({"domain": "casino"}, "casino.*hotel"),
    ]:
        with pytest.raises(ValueError, match=f"(?s){said}"):
            xinsheng.score(["好"], **keywords)
    with pytest.raises(ValueError, match="item 0 of comments holds half a character"):
        xinsheng.score(["\ud83d"])
    with pytest.raises(FileNotFoundError, match="nowhere"):
        Scorer(model="nowhere")
    with pytest.raises(TypeError, match="progress is of type int"):
        xinsheng.score(["好"], engine="fast", progress=5)


def test_a_damaged_model_and_taxonomy_are_told(tmp_path):
    model = tmp_path / "own.bin"
    model.write_bytes(b"nothing of ours")
    with pytest.raises(ValueError, match="own.bin"):
        Scorer("fast", model=model)
    taxonomy = tmp_path / "own.toml"
    taxonomy.write_text("[[touchpoint]]\nid = 5\n")
    with pytest.raises(ValueError, match="own.toml"):
        Scorer("fast", taxonomy=taxonomy)


# ---- Processes, threads, progress.


def test_a_scorer_is_pickled_with_its_taxonomy(tmp_path, comments):
    own = tmp_path / "own.toml"
    own.write_text(OWN, encoding="utf-8")
    for scorer in [
        Scorer("fast", threads=2, redact="orders", lang="zh"),
        Scorer("fast", taxonomy=own, domain=None),
        Scorer("encoder", domain=["hotel"]),
    ]:
        packed = pickle.dumps(scorer)
        own.unlink(missing_ok=True)
        again = pickle.loads(packed)
        assert repr(again) == repr(scorer) and again.threads == scorer.threads
        assert again.__reduce__()[1] == scorer.__reduce__()[1]
        assert rows(again(comments[:30])) == rows(scorer(comments[:30]))
    assert len(packed) < 10_000


def _score_in_child(scorer, comments):
    return rows(scorer(comments))


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers(method, comments):
    scorer = Scorer("fast", threads=2)
    expected = rows(scorer(comments))
    with multiprocessing.get_context(method).Pool(2) as pool:
        halves = [(scorer, comments[:100]), (scorer, comments[100:])]
        found = pool.starmap_async(_score_in_child, halves).get(timeout=120)
    assert found[0] + found[1] == expected


def test_other_threads_run_meanwhile(fast, comments):
    texts = [c for c in comments if c] * 60
    done, counted = threading.Event(), 0

    def judge():
        fast(texts)
        done.set()

    # An interpreter that is never waited for would not hand the lock over in that time.
    worker = threading.Thread(target=judge)
    worker.start()
    while not done.is_set():
        time.sleep(0.001)
        counted += 1
    worker.join()
    assert counted > 5


def test_progress(fast, comments):
    many, seen = [c or "" for c in comments] * 10, []
    fast(many, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(many), len(many)) and len(seen) > 1
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fast(many, progress=stop)


def test_a_bar_of_tqdm_where_there_is_one(fast, capsys, monkeypatch):
    fast(["好"] * 10, progress=True)
    assert "10/10" in capsys.readouterr().err.replace(".0", "")
    monkeypatch.setitem(__import__("sys").modules, "tqdm.auto", None)
    with pytest.warns(UserWarning, match="pip install tqdm"):
        fast(["好"], progress=True)


def test_docstrings_name_shapes_and_types():
    for told in [xinsheng.score, xinsheng.analyze, Scorer, Scorer.score, xinsheng.Report]:
        assert told.__doc__ and len(told.__doc__) > 100, told
    assert "shape (n" in xinsheng.score.__doc__ and "double" in xinsheng.score.__doc__
    assert Scorer.__text_signature__.startswith('(engine="encoder", *, taxonomy=None')
