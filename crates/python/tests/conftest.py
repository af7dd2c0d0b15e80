"""Comments that are hard in their ways, and what the command line says of them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOUND = [
    "lang", "label", "sentiment", "p_negative", "p_neutral", "p_positive", "p_mixed",
    "stars", "emotion", "effort",
]  # fmt: skip
NUMBERS = ["sentiment", "p_negative", "p_neutral", "p_positive", "p_mixed", "stars"]


def sample_comments(name: str, column: str, encoding: str) -> list[str]:
    with open(ROOT / "data/samples" / name, encoding=encoding, newline="") as file:
        rows = list(csv.reader(file))
    header = next(at for at, row in enumerate(rows) if column in row)
    place = rows[header].index(column)
    return [row[place] for row in rows[header + 1 :] if len(row) > place]


HARD: list[str | None] = [
    "房间很干净，但是隔音太差了",
    None,
    "Fast delivery, very happy",
    "",
    "  \t ",
    "无",
    "N/A",
    "(空)",
    "该用户没有填写评价内容",
    "我叫张伟，电话13800138000，物流太慢了，客服态度也差",
    "Call me at +1 415 555 0132, the app keeps crashing 😡😡",
    "  前面有空格，质量很好  ",
    "第一行很好\n第二行：退货太麻烦，等了三个星期",
    "=HYPERLINK(\"http://x\")",
    "-5",
    "服務很周到，早餐也不錯👍🏽",
    "El hotel estaba muy sucio y el personal fue grosero",
    "ok",
    "\u202egood\u202c",
    "很好" * 400,
    "Great great great. " * 120,
    "12345",
    "!!!",
    "The room was clean; breakfast was cold. 但是服务员很热情，会再来。",
]


@pytest.fixture(scope="session")
def comments() -> list[str | None]:
    """Some 270 comments: hard ones, then those of two samples, with nulls between."""
    shop = sample_comments("电商客户反馈_2026Q3.csv", "评价内容", "gb18030")[:120]
    hotel = sample_comments("hotel_survey_en.csv", "Comment", "utf-8-sig")[:120]
    return [*HARD, *shop, None, *hotel]


@pytest.fixture(scope="session")
def binary() -> str:
    path = os.environ.get("XINSHENG_BIN", str(ROOT / "target/release/xinsheng"))
    assert Path(path).is_file(), f"{path} is not there: XINSHENG_BIN names the command line"
    return path


class CommandLine:
    """What the command line says of comments, a dict each."""

    def __init__(self, binary: str, folder: Path) -> None:
        self.binary, self.folder = binary, folder
        self.known: dict[tuple[str, ...], list[dict]] = {}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([self.binary, *arguments], capture_output=True, text=True)

    def score(self, comments: list[str | None], *options: str) -> list[dict]:
        key = (*options, repr(comments))
        if key not in self.known:
            table = self.folder / "comments.jsonl"
            with open(table, "w", encoding="utf-8") as file:
                for at, comment in enumerate(comments):
                    print(json.dumps({"id": at, "text": comment}), file=file)
            done = self.run("score", str(table), "--text", "text", "--format", "jsonl", "--lang",
                            "en", "--threads", "1", "--quiet", *options)  # fmt: skip
            assert done.returncode == 0, done.stderr
            rows = [json.loads(line) for line in done.stdout.splitlines()]
            assert [row["id"] for row in rows] == list(range(len(comments)))
            self.known[key] = rows
        return self.known[key]


@pytest.fixture(scope="session")
def command_line(binary: str, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    return CommandLine(binary, tmp_path_factory.mktemp("cli"))


def assert_rows_equal(found: list[dict], told: list[dict]) -> None:
    """Rows of ours and lines of the command line, whose stars have two decimals more."""
    assert len(found) == len(told)
    for at, (row, line) in enumerate(zip(found, told, strict=True)):
        for name in FOUND:
            mine, theirs = row[name], line[name]
            if name in NUMBERS and mine is not None and theirs is not None:
                within = 0.0051 if name == "stars" else 1e-9
                assert abs(mine - theirs) <= within, (at, name, mine, theirs)
            else:
                assert mine == theirs, (at, name, mine, theirs)
        if row["opinions"] is None:
            assert line["opinions"] == [] and line["label"] is None, at
            continue
        assert len(row["opinions"]) == len(line["opinions"]), at
        for mine, theirs in zip(row["opinions"], line["opinions"], strict=True):
            for name in ["aspect", "touchpoint", "polarity", "evidence"]:
                assert mine[name] == theirs[name], (at, name)
            assert abs(mine["sentiment"] - theirs["sentiment"]) < 1e-9
