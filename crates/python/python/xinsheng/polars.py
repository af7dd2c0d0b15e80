"""The namespace `.xinsheng` of Polars: ``import xinsheng.polars``.

==================================== =============================================================
``series.xinsheng.score()``          a DataFrame of shape (n, 11)
``pl.col("comment").xinsheng.score()`` an expression of structs with these 11 fields, elementwise;
                                     ``.struct.field("label")`` or ``.struct.unnest()`` take them
``frame.xinsheng.analyze()``         a `xinsheng.Report`
==================================== =============================================================
"""

from __future__ import annotations

from typing import Any

import polars as pl

import xinsheng
from xinsheng import Report, Scorer

__all__ = ["CommentsExpr", "CommentsSeries", "FeedbackFrame"]


@pl.api.register_series_namespace("xinsheng")
class CommentsSeries:
    """Of a series of text, shape (n,)."""

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def score(self, **settings: Any) -> pl.DataFrame:
        """What is found in the comments: a row each. `settings` are those of `xinsheng.score`."""
        return pl.DataFrame(xinsheng.score(self._series, **settings))


@pl.api.register_expr_namespace("xinsheng")
class CommentsExpr:
    """Of an expression of text."""

    def __init__(self, expr: pl.Expr) -> None:
        self._expr = expr

    def score(self, scorer: Scorer | None = None, **settings: Any) -> pl.Expr:
        """What is found in each comment, as a struct: by `scorer`, or by one of these settings.

        Each comment is judged by itself, so that the answer does not depend on the batches that
        Polars makes.
        """
        judge = scorer if scorer is not None else Scorer(**settings)

        def structs(series: pl.Series) -> pl.Series:
            return pl.DataFrame(judge.score(series)).to_struct(series.name)

        kinds = pl.Struct(pl.DataFrame(judge.score([])).schema)
        return self._expr.map_batches(structs, return_dtype=kinds, is_elementwise=True)


@pl.api.register_dataframe_namespace("xinsheng")
class FeedbackFrame:
    """Of a data frame of answers, shape (answers, columns)."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def analyze(self, **settings: Any) -> Report:
        """The report of the answers. `settings` are those of `xinsheng.analyze`."""
        return xinsheng.analyze(self._frame, **settings)
