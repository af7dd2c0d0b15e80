"""Writes the exports in odd layouts (Python 3.11, nothing else needed)."""

import io
import json
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
import xlsb  # noqa: E402
FIXED = (2026, 1, 1, 0, 0, 0)

MYSQL = r'''"ticket","opened","csat","comment"
7001,"2026-05-02 09:10:00",2,"The \"quick\" check-in took an hour"
7002,"2026-05-02 10:30:00",5,"Friendly crew, warm blankets"
7003,"2026-05-03 08:00:00",\N,"They said \"soon\", then \"tomorrow\", then nothing"
7004,"2026-05-03 12:45:00",4,\N
7005,"2026-05-04 07:20:00",1,"Boarding pass saved under D:\\travel\\ and never opened"
7006,"2026-05-04 19:05:00",5,"Landed early\
and the bags were there before us"
7007,"2026-05-05 06:55:00",3,"Fine"
'''

COPY = (
    "ticket\topened\tcsat\tcomment\n"
    "1\t2026-05-02\t2\tSeat was broken, dirty and\\tsticky\n"
    "2\t2026-05-02\t\\N\tGreat coffee\n"
    "3\t2026-05-03\t5\t\\N\n"
    "4\t2026-05-03\t4\tEasy to change my flight\n"
)

PATHS = r'''file,rating,comment
C:\export\,4,"Saved to \\server\reviews\ without asking, fine"
"D:\mail\",2,The window shows C:\new\temp and hangs
"E:\",5,"Works on ""my"" laptop"
F:\data\,1,Crashes when I open D:\table
'''

ANSWERS = """Survey,Participant,Station,Question ID,Question,Answer,Answer comment
Spring,m-01,Pool,Q1,How satisfied were you?,2,Water far too cold
Spring,m-01,Pool,Q2,How likely is it that you recommend us (0-10)?,4,
Spring,m-01,Sauna,Q1,How satisfied were you?,5,
Spring,m-01,Sauna,Q2,How likely is it that you recommend us (0-10)?,9,
Spring,m-02,Pool,Q1,How satisfied were you?,4,Clean and quiet
Spring,m-02,Pool,Q2,How likely is it that you recommend us (0-10)?,8,
Spring,m-02,Sauna,Q1,How satisfied were you?,5,The smell of pine was lovely
Spring,m-02,Sauna,Q2,How likely is it that you recommend us (0-10)?,10,
Spring,m-03,Pool,Q1,How satisfied were you?,1,Lifeguard shouted at the children
Spring,m-03,Pool,Q2,How likely is it that you recommend us (0-10)?,2,
Spring,m-03,Sauna,Q1,How satisfied were you?,4,
Spring,m-03,Sauna,Q2,How likely is it that you recommend us (0-10)?,7,
"""


CHOICES = """respondent,csat,Which stages gave you trouble?,Reasons,comment
a1,2,Booking; Check-in,"price, staff",The desk was slow and the form crashed
a2,5,Check-in,staff,Lovely welcome
a3,3,Check-in; Booking,"staff, price",Fine in the end but the form is long
a4,1,Booking,price,Could not pay with my card
a5,4,Breakfast; Booking,"food, price",Fresh bread every day
a6,5,Breakfast,food,Great coffee
a7,2,Booking;Breakfast;Check-in,"price, food, staff",All of it took too long
a8,5,,,The garden is beautiful
a9,3,Check-in,staff,Acceptable
"""

TICKED = """nps,用过的渠道—网站,用过的渠道—电话,用过的渠道—门店,extras (parking),extras (wifi),comment
9,网站,,门店,1,0,Quick and easy
3,,电话,,0,1,Waited half an hour on the line
10,网站,电话,,1,1,They called back at once
6,,,门店,0,0,Nobody knew the answer
8,网站,,,1,0,Simple form
"""


GLUED = """user id,nps,comment
2.43E+17,9,Easy to reach
2.43E+17,3,Nobody called back
user id,nps,comment
2.44E+17,10,Sorted within a day
2.44E+17,6,The form is confusing
"""

SPANISH = """Fecha,NPS,Comentario
2026-03-01,10,muy buen trato
2026-03-02,2,la web falla cada semana
2026-03-03,9,estupendo
2026-03-04,4,cobran demasiado
2026-03-05,10,fácil de usar
2026-03-06,8,regular
2026-03-07,1,no contestan nunca
2026-03-08,9,todo bien con el servicio
2026-03-09,7,very good
"""


def answer_lists():
    given = [
        (3, "The queue at the counter never moved"),
        (9, "Staff remembered my name"),
        (10, None),
        (6, "Parking is a mess on weekends"),
    ]
    for number, (score, why) in enumerate(given, 1):
        yield {
            "id": f"s{number}",
            "branch": {"city": "Gent" if number % 2 else "Oslo"},
            "answers": [
                {
                    "type": "number",
                    "number": score,
                    "question": {"text": {"en": "How likely are you to recommend our bank?"}},
                },
                {"type": "text", "text": why, "question": {"text": {"en": "What is the reason?"}}},
            ],
        }


MERGED = [
    "结算时一直转圈",
    "师傅打电话提前约了时间",
    "没有特别要说的",
    "客服当天就补发了配件",
    "优惠券用不了",
    "包装很用心",
    "屏幕有划痕",
    "安装很顺利",
    "等了一周才发货",
    "退款很快到账",
    "说明书看不懂",
    "比上次好多了",
]


def archive(path, parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts:
            out.writestr(zipfile.ZipInfo(name, FIXED), text)
    path.write_bytes(packed.getvalue())


# Touchpoint, guest and overall score stand once for the rows below them.
STAYS = [
    ("Anreise", "g1", 2, 3, "Niemand am Empfang"),
    (None, None, 4, None, None),
    (None, "g2", 5, 5, "Warm welcome at the desk"),
    ("Zimmer", None, 4, None, "Quiet room"),
    (None, "g3", 1, 2, "The shower was cold for three days"),
]


def cell(at, value, formula=None):
    if formula:
        return f'<c r="{at}"><f>{formula}</f><v></v></c>'
    if value is None:
        return f'<c r="{at}" s="0"/>'
    if isinstance(value, int):
        return f'<c r="{at}"><v>{value}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'


def xlsx():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    rows = [["touchpoint", "guest", "satisfaction", "overall score", "comment", "index"]]
    rows += [[*stay, None] for stay in STAYS]
    lines = []
    for number, row in enumerate(rows, 1):
        cells = [cell(f"{column}{number}", value) for column, value in zip("ABCDE", row)]
        cells.append(cell(f"F{number}", row[5], f"C{number}*20" if number > 1 else None))
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    merged = ["A2:A4", "A5:A6", "B2:B3", "B4:B5", "D2:D3", "D4:D5", "E2:E3"]
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
    data = f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData>'
    data += f"<mergeCells>{merged}</mergeCells></worksheet>"
    draft = "".join(
        f'<row r="{n}">{cell(f"A{n}", text)}{cell(f"B{n}", score)}</row>'
        for n, (text, score) in enumerate([("comment", "nps"), ("do not read", 1), ("draft", 2)], 1)
    )
    draft = f'<worksheet xmlns="{main}"><sheetData>{draft}</sheetData></worksheet>'
    sheets = '<sheet name="Draft" sheetId="1" state="hidden" r:id="r1"/>'
    sheets += '<sheet name="Stays" sheetId="2" r:id="r2"/>'
    sheet = "".join(
        f'<Relationship Id="r{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in (1, 2)
    )
    archive(
        HERE / "merged.xlsx",
        [
            (
                "[Content_Types].xml",
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            ),
            (
                "_rels/.rels",
                f'<Relationships xmlns="{package}"><Relationship Id="r1" '
                f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            ),
            (
                "xl/workbook.xml",
                f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>{sheets}</sheets></workbook>',
            ),
            (
                "xl/_rels/workbook.xml.rels",
                f'<Relationships xmlns="{package}">{sheet}</Relationships>',
            ),
            ("xl/worksheets/sheet1.xml", draft),
            ("xl/worksheets/sheet2.xml", data),
        ],
    )


def ods():
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    }
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())

    def words(text, rows=1):
        spans = f' table:number-rows-spanned="{rows}"' if rows > 1 else ""
        return (
            f'<table:table-cell office:value-type="string"{spans}>'
            f"<text:p>{text}</text:p></table:table-cell>"
        )

    def number(value):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    covered = "<table:covered-table-cell/>"
    formula = '<table:table-cell table:formula="of:=[.B2]*20"/>'
    rows = [
        [words("touchpoint"), words("csat"), words("comment"), words("index")],
        [words("Lift", 2), number(2), words("Stuck twice in a week"), formula],
        [covered, number(4), words("Roomy and bright"), formula],
        [words("Garden", 2), number(5), words("Roses everywhere"), formula],
        [covered, number(1), words("The benches are rotten"), formula],
    ]
    table = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    content = (
        f'<office:document-content {spaces}><office:automatic-styles>'
        '<style:style style:name="ta1" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        '<table:table table:name="Old" table:style-name="ta1">'
        f"<table:table-row>{words('comment')}</table:table-row>"
        f"<table:table-row>{words('do not read')}</table:table-row></table:table>"
        f'<table:table table:name="Answers">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    archive(HERE / "merged.ods", [("mimetype", kind), ("content.xml", content)])


def binary() -> None:
    """A binary workbook whose touchpoints are merged over four rows each."""
    scores = [1, 5, 3, 4, 2, 5, 1, 5, 2, 4, 2, 4]
    rows = [["触点", "日期", "满意度", "评论"]]
    for at, (score, comment) in enumerate(zip(scores, MERGED)):
        place = ["官网", "门店", "热线"][at // 4] if at % 4 == 0 else None
        rows.append([place, f"2026-06-{at + 1:02}", float(score), comment])
    xlsb.save("反馈", rows, HERE / "merged.xlsb", [(1, 4, 0), (5, 8, 0), (9, 12, 0)])


if __name__ == "__main__":
    texts = {
        "mysql_dump.csv": MYSQL,
        "copy_text.tsv": COPY,
        "windows_paths.csv": PATHS,
        "answer_rows.csv": ANSWERS,
        "choices.csv": CHOICES,
        "ticked.csv": TICKED,
        "glued.csv": GLUED,
        "spanish.csv": SPANISH,
    }
    for name, text in texts.items():
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")
    lists = json.dumps(list(answer_lists()), indent=1)
    (HERE / "answer_lists.json").write_text(lists + "\n", encoding="utf-8", newline="\n")
    xlsx()
    ods()
    binary()
