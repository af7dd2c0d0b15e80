"""How far a run has come: a callback, or a bar of tqdm where that is present."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Protocol

Callback = Callable[[int, int | None], object]


class Reporter(Protocol):
    """What the native module tells of rows."""

    def update(self, done: int, total: int | None) -> None:
        """So many rows are done, of so many where that is known."""

    def close(self) -> None:
        """No more is to come."""


class _Called:
    def __init__(self, callback: Callback) -> None:
        self._callback = callback

    def update(self, done: int, total: int | None) -> None:
        self._callback(done, total)

    def close(self) -> None:
        pass


class _Bar:
    def __init__(self, tqdm: Any) -> None:
        self._bar = tqdm(unit=" comments", unit_scale=True)

    def update(self, done: int, total: int | None) -> None:
        if total is not None:
            self._bar.total = total
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        self._bar.close()


def reporter(progress: bool | Callback | None) -> Reporter | None:
    """The reporter that an argument `progress` asks for."""
    if progress is None or progress is False:
        return None
    if progress is not True:
        if callable(progress):
            return _Called(progress)
        raise TypeError(
            f"progress is of type {type(progress).__name__}; it is True for a bar, "
            "a function of (done, total), or None"
        )
    try:
        from tqdm.auto import tqdm
    except ImportError:
        warnings.warn("there is no bar without tqdm: pip install tqdm", stacklevel=2)
        return None
    return _Bar(tqdm)
