"""Builds every file of data/samples. Run from anywhere: the same Python and
openpyxl give the same bytes. Needs Python 3.11 and openpyxl 3.1."""

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from phrases import Writer, load
from workbook import save

SAMPLES = Path(__file__).resolve().parents[1]


def clamp(value: float, low: int, high: int) -> int:
    """The grade on a scale that is nearest to a latent value."""
    return max(low, min(high, round(value)))


def stars_of(experience: float) -> int:
    """The stars that a latent experience (0 is average) would be given."""
    return clamp(3.3 + 1.25 * experience, 1, 5)


def times(rng: Random, count: int, start: datetime, days: int) -> list[datetime]:
    """Submission times in order, mostly in waking hours."""
    drawn = []
    for _ in range(count):
        hour = rng.choice([0, 1, 7, *range(8, 24), *range(9, 23), 20, 21, 22])
        drawn.append(start + timedelta(rng.randrange(days), 3600 * hour + rng.randrange(3600)))
    return sorted(drawn)


# What a hurried thumb types instead.
TYPOS = [("客服", "可服"), ("质量", "质亮"), ("的", "滴"), ("得", "的"), ("再也", "在也"),
         ("快递", "快弟"), ("账", "帐"), ("怎么", "肿么"), ("已经", "已径")]
NOTHING = ["无", "无", "没有", "N/A", "无。", "暂无", "没意见", "/", "。。。", "111", "none", "-", "没", "无意见"]
CURT = {5: ["好", "很好", "不错", "满意", "👍", "good", "可以的", "非常满意", "赞", "喜欢", "nice!"],
        4: ["还不错", "挺好", "ok", "可以", "没有不满意", "蛮好的", "还可以吧"],
        3: ["一般", "还行", "一般般", "马马虎虎", "so so", "凑合"],
        2: ["不太好", "不是很满意", "不咋地", "不行", "有待改进", "没有想象中好"],
        1: ["差", "太差了", "垃圾", "👎", "呵呵", "bad", "不推荐", "很差！", "差劲"]}
EMOJI = {5: "😊👍❤🎉", 4: "😊👌", 3: "🤔😐", 2: "😒🙄", 1: "😡💔😤"}

CITIES = ["上海", "北京", "广州", "深圳", "杭州", "成都", "武汉", "西安", "南京", "重庆", "苏州", "长沙"]
CHANNELS = ["APP", "APP", "APP", "小程序", "小程序", "网页", "短信邀请", "电话回访"]
TIERS = ["普通", "普通", "普通", "银卡", "银卡", "金卡", "钻石"]


def shop() -> None:
    """The showcase: a shop's export as Excel in China saves it."""
    rng = Random(20260723)
    chinese = Writer("shop_zh", rng, english=False)
    english = Writer("shop_en", rng, english=True)
    touchpoints = [chinese.touchpoints[key] for key in
                   ["browse", "pay", "delivery", "quality", "package", "service", "returns", "member"]]
    weights = [9, 11, 22, 17, 8, 13, 14, 6]
    products = len(chinese.bank["slots"]["product"])
    rows: list[list[str]] = []
    for number, time in enumerate(times(rng, 600, datetime(2026, 7, 1), 92), start=1):
        touchpoint = rng.choices(touchpoints, weights)[0]
        key = touchpoint["key"]
        tier = rng.choice(TIERS)
        september = max(0, (time - datetime(2026, 8, 20)).days / 30)
        experience = (touchpoint["lean"] + 2.4 * touchpoint.get("drift", 0) * september
                      + (0.2 if tier in ("金卡", "钻石") else 0) + rng.gauss(0, 1))
        csat = clamp(3.45 + 1.15 * experience + rng.gauss(0, 0.4), 1, 5)
        nps = clamp(7.1 + 2.3 * experience + rng.gauss(0, 1.5), 0, 10)
        effort = clamp(2.7 - 1.05 * experience + rng.gauss(0, 0.6)
                       + (0.4 if key in ("service", "returns") else 0), 1, 5)
        # Words agree with the score give or take, and now and then not at all.
        stars = stars_of(experience + rng.gauss(0, 0.35))
        if rng.random() < 0.03:
            stars = 6 - stars
        # Who is unhappy writes more often.
        comment = ""
        if rng.random() < {1: 0.78, 2: 0.68, 3: 0.46, 4: 0.47, 5: 0.60}[stars]:
            chance = rng.random()
            if chance < 0.04:
                comment = rng.choice(NOTHING)
            elif chance < 0.11:
                comment = rng.choice(CURT[stars])
            elif chance < 0.21:
                comment = english.comment(key, stars, f"{time:%Y-%m-%d}", rng.randrange(products))
            else:
                comment = chinese.comment(key, stars, f"{time:%Y-%m-%d}", rng.randrange(products))
                if rng.random() < 0.12:
                    wrong, typed = rng.choice(TYPOS)
                    comment = comment.replace(wrong, typed, 1)
                if rng.random() < 0.07:
                    comment += rng.choice(EMOJI[stars])
        asked = rng.random() < (0.85 if key in ("service", "returns") else 0.06)
        nps_text = "" if rng.random() < 0.06 else f"{nps}分" if rng.random() < 0.08 else str(nps)
        rows.append([
            f"FB2607{number:05d}", f"{time.year}/{time.month}/{time.day} {time:%H:%M}",
            touchpoint["name"], comment, "" if rng.random() < 0.04 else str(csat), nps_text,
            str(effort) if asked else "", tier, rng.choice(CITIES), rng.choice(CHANNELS),
        ])
    # What real exports bring along, at fixed places.
    rows[57][5] = "11"
    rows[131][4] = "六"
    rows[204] = rows[204][:6] + ["", rows[204][7], rows[204][8], rows[204][9], "已回访", "张经理"]
    spaced = next(row for row in rows[280:] if row[3])
    spaced[2] += "  "
    spaced[3] += "   "
    rows[333][8] = " " + rows[333][8] + " "
    twice = next(row for row in rows[410:] if len(row[3]) > 20)
    rows.insert(rows.index(twice) + 1, list(twice))
    rows.insert(300, [""] * 10)
    rows.append([""] * 10)
    header = ["反馈编号", "提交时间", "触点", "评价内容", "满意度(1-5)", "推荐意愿(0-10)",
              "费力度(1-5)", "会员等级", "城市", "渠道"]
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(["客户反馈明细（2026年7月—9月）导出时间：2026/10/8 09:30"] + [""] * 9)
    out.writerow(header)
    out.writerows(rows)
    (SAMPLES / "电商客户反馈_2026Q3.csv").write_bytes(text.getvalue().encode("gb18030"))


def hotel() -> None:
    """A hotel group's survey tool, in English, with ease as the effort score."""
    rng = Random(20260702)
    writer = Writer("hotel_en", rng, english=True)
    lean = {"booking": 0.2, "checkin": -0.3, "room": 0.3, "breakfast": 0.2, "wifi": -0.8,
            "staff": 0.6, "checkout": 0.0}
    names = {"booking": "Booking", "checkin": "Check-in", "room": "Room", "breakfast": "Breakfast",
             "wifi": "Wi-Fi", "staff": "Staff", "checkout": "Check-out"}
    curt = {5: ["Perfect", "great stay", "Loved it!", "👍"], 4: ["good", "pretty good", "Nice."],
            3: ["ok", "average", "Fine."], 2: ["meh", "not great", "below expectations"],
            1: ["awful", "Terrible.", "no"]}
    properties = ["Harbour View", "Old Town", "Airport North", "Lakeside"]
    shift = {"Harbour View": 0.2, "Old Town": 0.1, "Airport North": -0.4, "Lakeside": 0.3}
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["Response ID", "Submitted At", "Guest", "Property", "Stage", "Comment", "NPS (0-10)",
                  "CSAT (1-5)", "How easy was it to get what you needed? (1-7)"])
    for number, time in enumerate(times(rng, 300, datetime(2026, 5, 1), 61), start=1):
        key = rng.choices(list(names), [10, 16, 24, 14, 13, 14, 9])[0]
        house = rng.choice(properties)
        experience = lean[key] + shift[house] + rng.gauss(0, 1)
        stars = stars_of(experience + rng.gauss(0, 0.35))
        if rng.random() < 0.03:
            stars = 6 - stars
        comment = ""
        chance = rng.random()
        if chance < 0.60:
            comment = writer.comment(key, stars, f"{time:%Y-%m-%d}")
        elif chance < 0.67:
            comment = rng.choice(curt[stars])
        elif chance < 0.69:
            comment = rng.choice(["N/A", "none", "-", "nothing"])
        out.writerow([
            f"R-{10400 + number}", f"{time:%Y-%m-%d %H:%M:%S}", f"G{rng.randrange(10**5):05d}", house,
            names[key], comment,
            clamp(7.2 + 2.2 * experience + rng.gauss(0, 1.4), 0, 10) if rng.random() > 0.05 else "",
            clamp(3.5 + 1.1 * experience + rng.gauss(0, 0.4), 1, 5),
            clamp(4.7 + 1.4 * experience + rng.gauss(0, 0.8), 1, 7) if rng.random() > 0.2 else "",
        ])
    (SAMPLES / "hotel_survey_en.csv").write_bytes(text.getvalue().encode("utf-8-sig"))


def app() -> None:
    """An app's feedback box: JSON lines with nested fields, two languages."""
    rng = Random(20260703)
    stories = load("app")["stories"]
    rng.shuffle(stories)
    lines = []
    for number, time in enumerate(times(rng, 150, datetime(2026, 8, 1), 31), start=1):
        story = stories.pop() if stories and rng.random() < 0.62 else None
        experience = (story["stars"] - 3) / 1.25 if story else rng.gauss(0.3, 1)
        nps = clamp(6.6 + 2.1 * experience + rng.gauss(0, 1.3), 0, 10)
        if story and rng.random() < 0.03:
            nps = 10 - nps
        record = {
            "id": f"app-{number:04d}", "created_at": f"{time:%Y-%m-%dT%H:%M:%S}+08:00",
            "comment": story["text"] if story else rng.choice(["", "", "", None, "无", "ok" if nps < 8 else "👍"]),
            "nps": nps if rng.random() > 0.05 else None,
            "meta": {"device": rng.choice(["iPhone 17", "iPhone 15", "Mate 70", "Xiaomi 16", "Pixel 10", "iPad"]),
                     "app_version": rng.choice(["5.8.2", "5.9.0", "5.9.1"]),
                     "locale": rng.choice(["zh-CN", "zh-CN", "zh-TW", "en-US"])},
        }
        lines.append(json.dumps(record, ensure_ascii=False))
    (SAMPLES / "app_feedback.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def store() -> None:
    """A chain's survey in wide form: a score and a comment per touchpoint."""
    rng = Random(20260704)
    writer = Writer("store_zh", rng, english=False)
    lean = {"environment": 0.3, "clerk": 0.4, "range": 0.2, "price": 0.0, "checkout": -0.6, "parking": -0.9}
    book = Workbook()
    sheet = book.active
    sheet.title = "答卷明细"
    sheet.append(["门店顾客满意度调查（2026年8月）"])
    sheet.append(["导出时间：2026-09-01 10:00　共200份答卷"])
    header = ["序号", "提交时间", "门店"]
    for touchpoint in writer.touchpoints.values():
        header += [touchpoint["name"] + "满意度", touchpoint["name"] + "评价"]
    sheet.append(header + ["推荐意愿"])
    for number, time in enumerate(times(rng, 200, datetime(2026, 8, 1), 31), start=1):
        person = rng.gauss(0, 0.6)
        row: list = [number, time.replace(second=0), rng.choice(["人民路店", "大学城店", "火车站店", "江滩店"])]
        felt = []
        for key in writer.touchpoints:
            experience = lean[key] + person + rng.gauss(0, 0.8)
            if rng.random() < (0.35 if key == "parking" else 0.04):
                row += [None, None]
                continue
            felt.append(experience)
            stars = stars_of(experience + rng.gauss(0, 0.3))
            comment = writer.comment(key, stars, f"{time:%Y-%m-%d}") if rng.random() < 0.22 else None
            row += [clamp(3.5 + 1.1 * experience + rng.gauss(0, 0.3), 1, 5), comment]
        mean = sum(felt) / len(felt) if felt else 0
        sheet.append(row + [clamp(7.2 + 2.8 * mean + rng.gauss(0, 1.2), 0, 10)])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(header) + 1)
    sheet["A1"].alignment = Alignment(horizontal="center")
    for cell in sheet["B"][3:]:
        cell.number_format = "yyyy/m/d hh:mm"
    sheet.freeze_panes = "A4"
    save(book, SAMPLES / "survey_wide.xlsx")


if __name__ == "__main__":
    shop()
    hotel()
    app()
    store()
