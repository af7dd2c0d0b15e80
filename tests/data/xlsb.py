"""Writes a binary workbook (MS-XLSB), which neither openpyxl nor LibreOffice
can: one sheet of inline strings and numbers."""

import struct
import zipfile
from pathlib import Path

TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Override PartName="/xl/workbook.bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>\
<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>\
</Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" \
Target="%s"/></Relationships>"""

ROW, REAL, TEXT = 0, 5, 6
BEGIN_SHEET, END_SHEET, BEGIN_BOOK, END_BOOK = 129, 130, 131, 132
BEGIN_BUNDLES, END_BUNDLES, BEGIN_DATA, END_DATA = 143, 144, 145, 146
DIMENSION, CALCULATION, BUNDLE = 148, 157, 156
MERGED, BEGIN_MERGED, END_MERGED = 176, 177, 178


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(body)
    while True:
        more = length > 0x7F
        size += bytes([length & 0x7F | (0x80 if more else 0)])
        length >>= 7
        if not more:
            return head + size + body


def text(value: str) -> bytes:
    raw = value.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def sheet(rows: list[list], merged: list[tuple]) -> bytes:
    width = max(map(len, rows))
    out = record(BEGIN_SHEET)
    out += record(DIMENSION, struct.pack("<4I", 0, len(rows) - 1, 0, width - 1))
    out += record(BEGIN_DATA)
    for at, row in enumerate(rows):
        # Default height, no flags, one span over all columns.
        out += record(ROW, struct.pack("<IIHHBIII", at, 0, 300, 0, 0, 1, 0, width - 1))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            if isinstance(value, str):
                out += record(TEXT, place + text(value))
            elif value is not None:
                out += record(REAL, place + struct.pack("<d", value))
    out += record(END_DATA)
    if merged:
        out += record(BEGIN_MERGED, struct.pack("<I", len(merged)))
        for first, last, column in merged:
            out += record(MERGED, struct.pack("<4I", first, last, column, column))
        out += record(END_MERGED)
    return out + record(END_SHEET)


def save(name: str, rows: list[list], path: Path, merged: list[tuple] = ()) -> None:
    """`merged` are rectangles of one column: first row, last row, column, from 0."""
    book = record(BEGIN_BOOK) + record(BEGIN_BUNDLES)
    book += record(BUNDLE, struct.pack("<II", 0, 1) + text("rId1") + text(name))
    book += record(END_BUNDLES) + record(CALCULATION, bytes(26)) + record(END_BOOK)
    parts = {
        "[Content_Types].xml": TYPES.encode(),
        "_rels/.rels": (RELATIONS % ("officeDocument", "xl/workbook.bin")).encode(),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": (RELATIONS % ("worksheet", "worksheets/sheet1.bin")).encode(),
        "xl/worksheets/sheet1.bin": sheet(rows, list(merged)),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for part, data in parts.items():
            info = zipfile.ZipInfo(part, (2026, 9, 1, 10, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, data)
