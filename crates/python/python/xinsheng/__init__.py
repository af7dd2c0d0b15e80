"""The voice of the customer, measured.

Comments in Chinese and English come in as any column of text (pandas, Polars, PyArrow, DuckDB,
a list), what was found in them goes out as an Arrow table that all of these take as it is::

    import xinsheng
    table = xinsheng.score(["房间很干净，但是隔音太差了", "Fast delivery, very happy", None])

Whole exports, with scores beside the comments, become a report::

    report = xinsheng.analyze("export.xlsx")
    report.to_html("report.html")

`import xinsheng.polars` and `import xinsheng.pandas` add a namespace `.xinsheng` to series,
expressions and data frames. Everything runs in this process, offline.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from xinsheng._native import Report, Scorer, __version__
from xinsheng._native import analyze as _analyze

if TYPE_CHECKING:
    from arro3.core import Table

    from xinsheng._native import Comments, Frame
    from xinsheng._progress import Callback

__all__ = ["Report", "Scorer", "__version__", "analyze", "score"]

Path = str | os.PathLike[str]


def score(
    comments: Comments,
    *,
    engine: Literal["encoder", "fast"] = "encoder",
    taxonomy: Path | None = None,
    domain: str | Sequence[str] | None = None,
    model: Path | None = None,
    threads: int | None = None,
    redact: Literal["on", "orders", "off"] = "on",
    lang: Literal["en", "zh"] = "en",
    language_prior: bool = True,
    progress: bool | Callback | None = None,
) -> Table:
    """Judge a whole column of comments, as ``xinsheng score`` judges that of a file.

    Parameters
    ----------
    comments : shape (n,), text
        A series or array of pandas, Polars, PyArrow or anything else with Arrow's PyCapsule
        interface (string, large_string, string_view or a dictionary of these, in any chunks), or
        an iterable of str and None. Read in place, without a copy.
    engine : "encoder" or "fast"
        The transformer, or the linear model: fifty times as fast, less often right.
    taxonomy : path, or "servqual"
        A taxonomy of one's own (TOML) in place of the built-in one.
    domain : str or list of str
        Lines of business to look for topics of; None and "all" for every one.
    model : path
        A model of one's own: a file of ``xinsheng train``, a folder of ``xinsheng adapt``.
    threads : int
        Threads that judge; None for all cores.
    redact : "on", "orders" or "off"
        What is masked in the evidence of opinions: personal details, also order numbers, nothing.
    lang : "en" or "zh"
        Language of the marks in comments without letters.
    language_prior : bool
        Whether a word or two of unclear language are read as what most comments are written in.
        Then the answer depends on the other comments; see `Scorer` for batches.
    progress : bool or function of (done, total)
        True for a bar of tqdm, where that is installed.

    Returns
    -------
    arro3.core.Table : shape (n, 11), in the order of `comments` and in their chunks
        ========== ====== ================================================================
        lang       string zh, en, mixed, other
        label      string very_negative, negative, neutral, positive, very_positive, mixed,
                          undetected
        sentiment  double in [-1, 1]
        p_negative double probability; with `p_neutral` and `p_positive` it sums to 1
        p_neutral  double
        p_positive double
        p_mixed    double probability of both at once; null of the fast engine
        stars      double rating in [1, 5] that the text implies; null of the fast engine
        emotion    string null of the fast engine
        effort     string none, low, high: how hard the customer says it was
        opinions   list   of struct<aspect: string, touchpoint: string, polarity: string,
                          sentiment: double, evidence: string, start: int64, end: int64>;
                          ``comment[start:end]`` is the evidence in the comment as given
        ========== ====== ================================================================

        All are null where a comment is null or empty. Where nothing is to judge (``无``,
        ``N/A``, another language), the label is ``undetected``, there is no opinion, and the
        others but `lang` are null. Numbers have the decimals of the command's CSV files.

    Raises
    ------
    TypeError
        `comments` is no column of text.
    ValueError
        An argument is none of those that are taken, or a file is not what it is to be.
    """
    scorer = Scorer(
        engine,
        taxonomy=taxonomy,
        domain=domain,
        model=model,
        threads=threads,
        redact=redact,
        lang=lang,
    )
    return scorer.score(comments, language_prior=language_prior, progress=progress)


def analyze(
    data: Path | Sequence[Path] | Frame,
    *,
    mapping: Path | None = None,
    preset: str | None = None,
    engine: Literal["encoder", "fast"] = "encoder",
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
    redact: Literal["on", "orders", "off"] = "on",
    lang: Literal["en", "zh"] = "en",
    progress: bool | Callback | None = None,
) -> Report:
    """Analyse feedback exports, as ``xinsheng analyze`` does, without writing a file.

    Parameters
    ----------
    data : path, list of paths, or data frame of shape (answers, columns)
        Files in any format that the command reads, patterns among them; or a data frame of
        pandas, Polars, PyArrow or DuckDB, a row an answer. What its columns mean (comment, NPS,
        CSAT, CES, time, touchpoint, respondent, segments) is recognised by their names and
        values, as in a file; `mapping` says otherwise. An index of pandas without a name is no
        column.
    mapping : path
        What the columns mean, as ``xinsheng inspect -o`` writes it.
    preset : str
        A mapping that ships, in place of `mapping`.
    where : str or list of str
        Take only rows that meet all of these: "region=North", "city!=A".
    sheet : str or list of str
        Sheets of workbooks; None for the first with data.
    encoding : str
        Encoding of text files; None recognises it.
    min_answers, min_comments : int
        Show a number, and verbatims, from so many answers and comments on.
    invited : int
        People who were asked, for the response rate.
    grain : "week", "month", "quarter" or "year"
        Length of the periods of trends.
    drop_duplicates : bool
        Leave out answers that came in before, in place of a warning.
    strict : bool
        Fail at the first row or cell that is rejected.
    comments : bool
        Whether every comment is kept, as the table "comments".
    engine, model, taxonomy, domain, threads, redact, lang, progress
        As in `score`. Without `domain` the topics are those that the comments are about; `lang`
        is the language of the report.

    Returns
    -------
    Report

    Raises
    ------
    FileNotFoundError, OSError
        A file that is not there or cannot be read.
    TypeError, ValueError
        Data without comments or scores, a mapping that does not fit, arguments that are none.
    """
    return _analyze(
        data,
        mapping=mapping,
        preset=preset,
        engine=engine,
        model=model,
        taxonomy=taxonomy,
        domain=domain,
        where=where,
        sheet=sheet,
        encoding=encoding,
        min_answers=min_answers,
        min_comments=min_comments,
        invited=invited,
        grain=grain,
        drop_duplicates=drop_duplicates,
        strict=strict,
        comments=comments,
        threads=threads,
        redact=redact,
        lang=lang,
        progress=progress,
    )
