"""The native part; use it by way of `xinsheng`."""

import os
from collections.abc import Iterable, Sequence
from typing import Any, Literal, Protocol

from arro3.core import Schema, Table

from xinsheng._progress import Callback

class ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> Any: ...

class ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any: ...

Comments = ArrowArray | ArrowStream | Iterable[str | None]
Frame = ArrowArray | ArrowStream
Path = str | os.PathLike[str]
Engine = Literal["encoder", "fast"]
Redact = Literal["on", "orders", "off"]
Lang = Literal["en", "zh"]

__version__: str

class Scorer:
    def __new__(
        cls,
        engine: Engine = "encoder",
        *,
        taxonomy: Path | None = None,
        domain: str | Sequence[str] | None = None,
        model: Path | None = None,
        threads: int | None = 1,
        redact: Redact = "on",
        lang: Lang = "en",
    ) -> Scorer: ...
    def score(
        self,
        comments: Comments,
        *,
        language_prior: bool = False,
        progress: bool | Callback | None = None,
    ) -> Table: ...
    def __call__(
        self,
        comments: Comments,
        *,
        language_prior: bool = False,
        progress: bool | Callback | None = None,
    ) -> Table: ...
    @property
    def schema(self) -> Schema: ...
    @property
    def engine(self) -> Engine: ...
    @property
    def model(self) -> str: ...
    @property
    def threads(self) -> int: ...

class Report:
    @property
    def summary(self) -> dict[str, Any]: ...
    @property
    def tables(self) -> dict[str, Table]: ...
    @property
    def cut_short(self) -> list[str]: ...
    def to_html(self, path: Path | None = None, *, lang: Lang | None = None) -> str: ...
    def to_markdown(self, path: Path | None = None, *, lang: Lang | None = None) -> str: ...
    def to_json(self) -> str: ...

def analyze(
    data: Path | Sequence[Path] | Frame,
    *,
    mapping: Path | None = None,
    preset: str | None = None,
    engine: Engine = "encoder",
    model: Path | None = None,
    taxonomy: Path | None = None,
    domain: str | Sequence[str] | None = None,
    where: str | Sequence[str] | None = None,
    sheet: str | Sequence[str] | None = None,
    encoding: str | None = None,
    min_answers: int = 5,
    min_comments: int = 8,
    invited: int | None = None,
    grain: Literal["week", "month", "quarter", "year"] | None = None,
    drop_duplicates: bool = False,
    strict: bool = False,
    comments: bool = True,
    threads: int | None = None,
    redact: Redact = "on",
    lang: Lang = "en",
    progress: bool | Callback | None = None,
) -> Report: ...
