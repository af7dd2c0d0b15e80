"""Workbooks that come out the same whenever they are built."""

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook


def save(book: Workbook, path: Path) -> None:
    """Saves a workbook without the time of saving, so that it can be rebuilt."""
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "docProps/core.xml":
                for tag in (b"created", b"modified"):
                    head, _, rest = data.partition(b'<dcterms:' + tag)
                    start = rest.index(b">") + 1
                    data = (head + b"<dcterms:" + tag + rest[:start] + b"2026-09-01T10:00:00Z"
                            + rest[rest.index(b"<"):])
            info = zipfile.ZipInfo(entry.filename, (2026, 9, 1, 10, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
