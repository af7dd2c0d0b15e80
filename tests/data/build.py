"""Builds the inputs of this folder that cannot be typed: other encodings of
utf8.csv, broken bytes and a workbook. Needs Python 3.11 and openpyxl 3.1."""

import csv
import io
import sys
from pathlib import Path
from random import Random

from openpyxl import Workbook

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "data" / "samples" / "build"))
from workbook import save  # noqa: E402

text = (HERE / "utf8.csv").read_text(encoding="utf-8")
windows = text.replace("\n", "\r\n")

(HERE / "utf8_bom.csv").write_bytes(windows.encode("utf-8-sig"))
(HERE / "gb18030.csv").write_bytes(windows.encode("gb18030"))
(HERE / "utf16le.csv").write_bytes(b"\xff\xfe" + windows.encode("utf-16-le"))
(HERE / "utf16be.csv").write_bytes(b"\xfe\xff" + windows.encode("utf-16-be"))

# One byte of a three-byte character overwritten, in the comment of row T004.
broken = bytearray(text.encode("utf-8"))
broken[broken.index("太失望".encode()) + 1] = 0xFF
(HERE / "invalid_byte.csv").write_bytes(broken)

# What is left when a picture is renamed to .csv.
noise = Random(1).randbytes(1200)
(HERE / "binary.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + noise)

book = Workbook()
sheet = book.active
sheet.title = "反馈"
header, *rows = csv.reader(io.StringIO(text))
sheet.append(header)
for row in rows:
    sheet.append([*row[:3], row[3] or None, int(row[4]), int(row[5]), row[6]])
save(book, HERE / "small.xlsx")
