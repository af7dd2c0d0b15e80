"""Exports and data frames, analysed as the command line does."""

from __future__ import annotations

import csv
import json

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

import xinsheng
import xinsheng.pandas
import xinsheng.polars
from conftest import ROOT

HOTEL = ROOT / "data/samples/hotel_survey_en.csv"
SHOP = ROOT / "data/samples/电商客户反馈_2026Q3.csv"


@pytest.fixture(scope="module")
def reports(command_line, tmp_path_factory):
    """What the command line writes of the hotel, as a file and as Parquet of a frame."""

    def made(path, *options):
        folder = tmp_path_factory.mktemp("report")
        done = command_line.run("analyze", str(path), "-o", str(folder), "--engine", "fast",
                                "--lang", "en", "--quiet", *options)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return folder

    return made


@pytest.fixture(scope="module")
def hotel(reports):
    return reports(HOTEL)


@pytest.fixture(scope="module")
def report():
    return xinsheng.analyze(HOTEL, engine="fast")


def same_cells(table: pa.Table, path) -> None:
    with open(path, encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert table.column_names == header
    assert table.num_rows == len(lines) > 0
    for line, row in zip(lines, table.to_pylist(), strict=True):
        for cell, (name, value) in zip(line, row.items(), strict=True):
            if name == "opinions":
                value = "; ".join(f"{o['aspect']}={o['sentiment']:.2f}" for o in value)
                assert sorted(p.split("=")[0] for p in value.split("; ")) == sorted(
                    p.split("=")[0] for p in cell.split("; ")
                )
            elif value is None:
                assert cell == "", name
            elif isinstance(value, (int, float)):
                assert float(cell) == pytest.approx(value, abs=6e-7), name
            elif hasattr(value, "isoformat"):
                assert cell[:16] in value.isoformat()[:16] or cell[:10] == value.isoformat()[:10]
            else:
                assert cell.removeprefix("'") == value.removeprefix("'"), name


def test_a_file_gives_what_the_command_line_writes(hotel, report):
    assert report.summary == json.loads((hotel / "summary.json").read_text())
    assert report.to_json() == (hotel / "summary.json").read_text()
    assert report.to_html() == (hotel / "report.html").read_text()
    assert report.to_markdown() == (hotel / "report.md").read_text()
    tables = report.tables
    assert list(tables) == [
        "touchpoints", "pain_points", "drivers", "segments", "actions", "comments", "rejects",
    ] or set(tables) == {
        "touchpoints", "pain_points", "drivers", "segments", "actions", "comments", "rejects",
    }  # fmt: skip
    for name in ["touchpoints", "pain_points", "drivers", "segments", "actions", "comments"]:
        same_cells(pa.table(tables[name]), hotel / f"{name}.csv")
    assert repr(report).startswith("<xinsheng.Report: ") and report.cut_short == []


def test_types_of_the_tables(report):
    touchpoints = pa.table(report.tables["touchpoints"]).schema
    assert touchpoints.field("responses").type == pa.int64()
    assert touchpoints.field("nps").type == pa.float64()
    assert touchpoints.field("touchpoint").type == pa.string()
    comments = pa.table(report.tables["comments"]).schema
    assert comments.field("row").type == pa.int64()
    assert comments.field("time").type == pa.timestamp("us")
    assert pa.types.is_list(comments.field("opinions").type)
    frame = pl.DataFrame(report.tables["pain_points"])
    assert frame.height > 0 and frame["rank"].dtype == pl.Int64


def test_what_was_left_out_is_a_table(reports):
    folder = reports(SHOP)
    report = xinsheng.analyze(str(SHOP), engine="fast")
    same_cells(pa.table(report.tables["rejects"]), folder / "rejects.csv")
    account = report.summary["account"]
    assert account["rows_rejected"] > 0
    assert account["rows_read"] == (
        account["rows_scored"] + account["rows_without_comment"] + account["rows_rejected"]
    )


def frames():
    table = pa.csv.read_csv(HOTEL)
    yield "pyarrow", table
    yield "polars", pl.DataFrame(table)
    yield "pandas", table.to_pandas()
    yield "pandas sorted", table.to_pandas().sort_values(table.column_names[0])
    yield "duckdb", duckdb.connect().from_arrow(table).to_arrow_table()
    yield "reader", table.to_reader(max_chunksize=50)


@pytest.mark.parametrize("kind", [name for name, _ in frames()])
def test_a_frame_gives_what_its_parquet_file_gives(kind, reports, tmp_path):
    table = pa.csv.read_csv(HOTEL)
    frame = dict(frames())[kind]
    if kind == "pandas sorted":
        table = pa.Table.from_pandas(frame, preserve_index=False)
    path = tmp_path / "dataframe.parquet"
    pa.parquet.write_table(table, path)
    expected = json.loads((reports(path) / "summary.json").read_text())
    found = xinsheng.analyze(frame, engine="fast").summary
    assert found == expected
    assert "__index_level_0__" not in json.dumps(found)


def test_accessors_analyze():
    table = pa.csv.read_csv(HOTEL)
    told = xinsheng.analyze(table, engine="fast").summary
    assert pl.DataFrame(table).xinsheng.analyze(engine="fast").summary == told
    assert table.to_pandas().xinsheng.analyze(engine="fast").summary == told


def test_arguments_are_the_options_of_the_command_line(reports, tmp_path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[[column]]\nname = "渠道"\nrole = "touchpoint"\n', encoding="utf-8")
    folder = reports(SHOP, "--mapping", str(mapping), "--grain", "month", "--min-answers", "20",
                     "--min-comments", "30", "--drop-duplicates", "--invited", "2000",
                     "--where", "渠道!=门店", "--domain", "shop")  # fmt: skip
    report = xinsheng.analyze(
        [SHOP], mapping=mapping, engine="fast", grain="month", min_answers=20, min_comments=30,
        drop_duplicates=True, invited=2000, where="渠道!=门店", domain="shop", comments=False,
    )  # fmt: skip
    assert report.summary == json.loads((folder / "summary.json").read_text())
    assert "comments" not in report.tables


def test_languages_and_files(report, tmp_path):
    page = tmp_path / "report.html"
    chinese = report.to_html(page, lang="zh")
    assert page.read_text(encoding="utf-8") == chinese
    assert 'lang="zh' in chinese and chinese != report.to_html()
    assert report.to_markdown(tmp_path / "report.md") == (tmp_path / "report.md").read_text()
    with pytest.raises(OSError, match="nowhere"):
        report.to_html(tmp_path / "nowhere" / "report.html")


def test_progress_and_ending_a_run(report):
    seen = []
    xinsheng.analyze(HOTEL, engine="fast", progress=lambda done, total: seen.append((done, total)))
    rows = report.summary["account"]["rows_read"]
    assert seen[-1] == (rows, rows)

    def stop(done, total):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        xinsheng.analyze(HOTEL, engine="fast", progress=stop)


def test_nothing_personal_is_in_a_report():
    frame = pl.DataFrame({
        "comment": ["我叫张伟，电话13800138000，物流太慢了"] * 12,
        "nps": [1, 2] * 6,
    })  # fmt: skip
    masked = xinsheng.analyze(frame, engine="fast")
    for text in [masked.to_html(), masked.to_json(), str(pa.table(masked.tables["comments"]).to_pylist())]:
        assert "13800138000" not in text and "张伟" not in text
    plain = xinsheng.analyze(frame, engine="fast", redact="off")
    assert "13800138000" in str(pa.table(plain.tables["comments"]).to_pylist())


def test_a_frame_leaves_no_file_with_a_name(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    frame, seen = pl.DataFrame({"comment": ["物流太慢了"] * 300, "nps": [1, 2] * 150}), []
    xinsheng.analyze(frame, engine="fast", progress=lambda *_: seen.extend(tmp_path.rglob("*")))
    assert seen == [] and list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("data", "keywords", "error", "said"),
    [
        ("nowhere.csv", {}, FileNotFoundError, "nowhere.csv"),
        ("no*where.csv", {}, ValueError, "no"),
        ("-", {}, ValueError, "no file"),
        ([], {}, ValueError, "empty list"),
        (5, {}, TypeError, "of type int, not a path"),
        ([5], {}, TypeError, "of type list"),
        (pa.array(["好"]), {}, TypeError, "no table with columns"),
        (pl.Series(["好"]), {}, TypeError, "no table with columns"),
        (pl.DataFrame({"a": [1, 2, 3]}), {}, ValueError, "(?i)comment"),
        (pl.DataFrame(), {}, ValueError, "dataframe|column"),
        (str(HOTEL), {"grain": "day"}, ValueError, "grain is 'day'.*'week'"),
        (str(HOTEL), {"where": "x"}, ValueError, "COLUMN=VALUE"),
        (str(HOTEL), {"preset": "none"}, ValueError, "preset is 'none'.*'zoho'"),
        (str(HOTEL), {"preset": "zoho", "mapping": "m.toml"}, ValueError, "one of them"),
        (str(HOTEL), {"mapping": "m.toml"}, FileNotFoundError, "m.toml"),
        (str(HOTEL), {"engine": "x"}, ValueError, "engine is 'x'"),
        (str(SHOP), {"strict": True}, ValueError, "电商客户反馈"),
    ],
    ids=str,
)
def test_what_is_refused(data, keywords, error, said):
    with pytest.raises(error, match=f"(?s){said}"):
        xinsheng.analyze(data, **{"engine": "fast", **keywords})


def test_a_file_that_breaks_off_is_warned_of(tmp_path):
    path = tmp_path / "cut.csv"
    path.write_bytes(HOTEL.read_bytes() + b'\n"never closed')
    with pytest.warns(UserWarning, match="cut.csv"):
        report = xinsheng.analyze(path, engine="fast")
    assert len(report.cut_short) == 1
