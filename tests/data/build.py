"""Builds the inputs of this folder that cannot be typed: other encodings of
utf8.csv, compressed files, broken bytes and workbooks. Needs Python 3.11,
openpyxl 3.1, pyarrow 21, zstandard 0.25 and LibreOffice 7.4 (`soffice`)."""

import csv
import gzip
import io
import lzma
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from random import Random

import pyarrow as pa
import xlsb
import zstandard
from openpyxl import Workbook
from pyarrow import parquet

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "data" / "samples" / "build"))
from workbook import save  # noqa: E402

text = (HERE / "utf8.csv").read_text(encoding="utf-8")
windows = text.replace("\n", "\r\n")

(HERE / "utf8_bom.csv").write_bytes(windows.encode("utf-8-sig"))
(HERE / "gb18030.csv").write_bytes(windows.encode("gb18030"))
(HERE / "utf16le.csv").write_bytes(b"\xff\xfe" + windows.encode("utf-16-le"))
(HERE / "utf16be.csv").write_bytes(b"\xfe\xff" + windows.encode("utf-16-be"))
(HERE / "utf16le_unmarked.csv").write_bytes(windows.encode("utf-16-le"))
(HERE / "big5.csv").write_bytes(
    (HERE / "traditional.csv").read_text(encoding="utf-8").replace("\n", "\r\n").encode("big5")
)

(HERE / "utf8.csv.gz").write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
(HERE / "gb18030.csv.zst").write_bytes(zstandard.compress(windows.encode("gb18030")))
(HERE / "utf8.csv.xz").write_bytes(lzma.compress(text.encode("utf-8")))
(HERE / "small.jsonl.gz").write_bytes(gzip.compress((HERE / "small.jsonl").read_bytes(), mtime=0))

# The rows by month in a folder, with what else is found in such archives.
lines = text.splitlines(keepends=True)
with zipfile.ZipFile(HERE / "months.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, content in [
        ("反馈/上旬.csv", "".join(lines[:6])),
        ("反馈/中旬.csv", "".join([lines[0], *lines[6:]])),
        ("反馈/代码.csv", "代码,含义\n1,很差\n5,很好\n"),
        ("反馈/说明.txt", "七月的反馈。\n按旬分开。\n"),
        ("__MACOSX/反馈/._上旬.csv", "\0\5\x16\7"),
    ]:
        archive.writestr(zipfile.ZipInfo(name, (2026, 8, 1, 0, 0, 0)), content.encode("utf-8"),
                         zipfile.ZIP_DEFLATED)

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
table = [header] + [[*row[:3], row[3] or None, int(row[4]), int(row[5]), row[6]] for row in rows]
for row in table:
    sheet.append(row)
save(book, HERE / "small.xlsx")
xlsb.save("反馈", table, HERE / "small.xlsb")

# The old and the open format as an office program writes them; the bytes
# differ from one version of it to the next.
for extension in ("xls", "ods"):
    command = ["soffice", "--headless", "--convert-to", extension, "--outdir", str(HERE)]
    subprocess.run([*command, str(HERE / "small.xlsx")], check=True, capture_output=True)

# A cover sheet, two months and an empty sheet.
book = Workbook()
book.active.title = "说明"
book.active.append(["本工作簿按月存放客户反馈"])
for title, part in (("七月上旬", table[1:6]), ("七月中旬", table[6:])):
    sheet = book.create_sheet(title)
    for row in [header, *part]:
        sheet.append(row)
book.create_sheet("空白")
save(book, HERE / "months.xlsx")

# As data tools write it; tests read the time as a time, the scores as numbers.
times = [datetime.strptime(row[1], "%Y/%m/%d %H:%M") for row in rows]
columns = {name: [row[at] for row in table[1:]] for at, name in enumerate(header)}
columns[header[1]] = pa.array(times, pa.timestamp("ns"))
columns["标签"] = [["a", "b"], []] * 5
columns["设备"] = [{"系统": "Android", "版本": 16}, None] * 5
parquet.write_table(
    pa.table(columns), HERE / "small.parquet", compression="zstd", store_schema=False
)
