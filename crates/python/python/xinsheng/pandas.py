"""The accessor `.xinsheng` of pandas: ``import xinsheng.pandas``.

============================= ===================================================================
``series.xinsheng.score()``   a DataFrame of shape (n, 11) with the index of the series, so that
                              ``frame.join(frame["comment"].xinsheng.score())`` fits
``frame.xinsheng.analyze()``  a `xinsheng.Report`
============================= ===================================================================
"""

from __future__ import annotations

from typing import Any

import pandas as pd

import xinsheng
from xinsheng import Report

__all__ = ["CommentsSeries", "FeedbackFrame"]


@pd.api.extensions.register_series_accessor("xinsheng")
class CommentsSeries:
    """Of a series of text, shape (n,)."""

    def __init__(self, series: pd.Series[Any]) -> None:
        self._series = series

    def score(self, **settings: Any) -> pd.DataFrame:
        """What is found in the comments: a row each. `settings` are those of `xinsheng.score`."""
        found = pd.DataFrame.from_arrow(xinsheng.score(self._series, **settings))
        found.index = self._series.index
        return found


@pd.api.extensions.register_dataframe_accessor("xinsheng")
class FeedbackFrame:
    """Of a data frame of answers, shape (answers, columns)."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def analyze(self, **settings: Any) -> Report:
        """The report of the answers. `settings` are those of `xinsheng.analyze`."""
        return xinsheng.analyze(self._frame, **settings)
