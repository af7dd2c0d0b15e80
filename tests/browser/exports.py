"""Writes two exports: one whose every text attacks the page, one with 200 touchpoints."""

import csv
import pathlib
import random
import sys

ATTACKS = [
    "<script>window.hacked=1</script>",
    "\"><img src=x onerror=window.hacked=1>",
    "</script><script>window.hacked=1</script>",
    "' onmouseover='window.hacked=1",
    "<svg onload=window.hacked=1>",
    "{{ 7 * 191 }}{% raw %}",
    "javascript:window.hacked=1",
    "{total|rich} text",
]
BAD = ["Waited an hour on the phone, terrible service", "等了快四十分钟才有人接，非常失望", "包装破损，太差了"]
GOOD = ["Very friendly staff, thank you", "物流很快，非常满意", "质量很好，下次还来"]


def write(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def hostile(folder):
    chance = random.Random(7)
    rows = []
    for number in range(400):
        attack = ATTACKS[number % len(ATTACKS)]
        happy = chance.random() < 0.4
        comment = f"{chance.choice(GOOD if happy else BAD)} {attack}"
        score = chance.choice([8, 9, 10] if happy else [0, 2, 4, 6])
        day = f"2026-0{1 + number % 6}-1{number % 9}"
        rows.append([day, f"Desk {attack}", ATTACKS[(number // 3) % len(ATTACKS)], score, comment])
    write(folder / "hostile.csv", ["Date", "Touchpoint", "Region <b>x</b>", "NPS (0-10)", "Comment"], rows)


def many(folder):
    chance = random.Random(11)
    rows = []
    for number in range(6000):
        happy = chance.random() < 0.3 + 0.4 * (number % 200) / 200
        score = chance.choice([8, 9, 10] if happy else [0, 3, 5, 6, 7])
        comment = chance.choice(GOOD if happy else BAD)
        day = f"2026-0{1 + number % 6}-{10 + number % 18}"
        rows.append([day, f"第 {1 + number % 200} 号触点", score, comment])
    write(folder / "many.csv", ["日期", "触点", "NPS 推荐意愿", "评论"], rows)


if __name__ == "__main__":
    hostile(pathlib.Path(sys.argv[1]))
    many(pathlib.Path(sys.argv[1]))
