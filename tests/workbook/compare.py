"""Compares the sheets of report.xlsx, exported by LibreOffice, with the CSV
tables of the same run. Exits with 1 where a cell differs."""

import csv
import sys
from datetime import datetime
from pathlib import Path

OUT, SHEETS = Path(sys.argv[1]), Path(sys.argv[2])
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


def unguard(cell):
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def number(cell):
    return float(cell[:-1]) / 100 if cell.endswith("%") else float(cell)


def same(sheet, table):
    """Numbers by value, times by moment, all else by letter."""
    if sheet == table:
        return True
    try:
        a, b = number(sheet), number(table)
        return abs(a - b) <= 1e-6 * max(1.0, abs(b))
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(sheet) == datetime.fromisoformat(table)
    except ValueError:
        return False


failures = cells = 0


def compare(sheet, table, columns, rows=lambda row: True):
    """`columns` maps headings of the sheet to columns of the table; every row
    of the table that `rows` takes must be a row of the sheet, in order."""
    global failures, cells
    heads, found = read(SHEETS / f"report-{sheet}.csv")
    names, wanted = read(OUT / table)
    wanted = [row for row in wanted if rows(dict(zip(names, row)))]
    if not wanted:
        sys.exit(f"{table}: nothing to compare")
    if len(found) < len(wanted):
        sys.exit(f"{sheet}: {len(found)} rows, but {table} has {len(wanted)}")
    for heading, name in columns.items():
        if heading not in heads:
            sys.exit(f"{sheet}: no column {heading!r} in {heads}")
        at, of = heads.index(heading), names.index(name)
        for number, (row, expected) in enumerate(zip(found, wanted), 2):
            cells += 1
            if not same(row[at], unguard(expected[of])):
                failures += 1
                print(f"{sheet}, row {number}, {heading}: {row[at]!r}, "
                      f"but {table} has {expected[of]!r}", file=sys.stderr)


def estimate(heading, name):
    return {heading: name, f"{heading}, lower end": f"{name}_low",
            f"{heading}, upper end": f"{name}_high"}


compare("Touchpoints", "touchpoints.csv", {
    "Touchpoint": "touchpoint", "Responses": "responses", "Comments": "comments",
    "NPS answers": "nps_n", "Promoters": "promoters", "Detractors": "detractors",
    **estimate("Sentiment", "sentiment"), **estimate("NPS", "nps"),
    **estimate("CSAT top-2-box", "csat_top2"), **estimate("CES mean", "ces_mean"),
    **estimate("Text and NPS: τ-b", "nps_tau_b"), "Text and NPS: q": "nps_q",
})
compare("Pain points", "pain_points.csv", {
    "Rank": "rank", "Touchpoint": "touchpoint", "Aspect": "aspect", "Mentions": "mentions",
    "negative": "negative", "positive": "positive", "Impact on the score": "impact",
    "Impact on the score, lower end": "impact_low", "Points it takes": "allocation_loss",
    "Verbatim": "verbatim_1_text", **estimate("Negative share", "negative_share"),
})
segments = SHEETS / "report-Segments.csv"
if segments.exists():
    compare("Segments", "segments.csv", {
        "Field": "field", "Responses": "responses", "Comments": "comments",
        **estimate("Sentiment", "sentiment"),
        **estimate("Sentiment against the rest (Cliff's δ)", "sentiment_delta"),
    }, lambda row: row["level"] == "group")

compare("Actions", "actions.csv", {
    "Rank": "rank", "Respondent": "respondent", "Owner": "owner", "Touchpoint": "touchpoint",
    "Aspect": "aspect", "Score given": "score_value", "Valued as": "value_segment",
    "Time": "time", "Priority": "priority", "Comment": "comment", "File": "file", "Row": "row",
})
words = {"label": "Label", "emotion": "Emotion", "effort": "Effort"}
heads, _ = read(SHEETS / "report-Comments.csv")
names, _ = read(OUT / "comments.csv")
if len(heads) != len(names):
    sys.exit(f"Comments: {len(heads)} columns, but comments.csv has {len(names)}")
compare("Comments", "comments.csv", {
    heading: name for heading, name in zip(heads, names) if name not in words
})
sheet_rows, table_rows = (len(read(path)[1]) for path in
                          (SHEETS / "report-Comments.csv", OUT / "comments.csv"))
if sheet_rows != table_rows:
    sys.exit(f"Comments: {sheet_rows} rows, but comments.csv has {table_rows}")

if failures:
    sys.exit(f"workbook: {failures} of {cells} cells differ")
print(f"workbook: {cells} cells as in the tables")
