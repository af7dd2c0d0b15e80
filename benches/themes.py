#!/usr/bin/env python3
"""How well themes fit topics that are known.

    benches/themes.py BINARY TABLE.csv TOPIC_COLUMN [options of `xinsheng themes`]

Runs `xinsheng themes --all` on a table with a column of comments and one of their topics, and
prints the V-measure (Rosenberg and Hirschberg, EMNLP 2007) between themes and topics, the share of
comments in a theme, and the agreement that the report tells. A comment with parts in several themes
counts with the theme of most of them, one without a theme as a theme of its own kind ("none").
Needs nothing but Python.
"""

import collections
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile


def entropy(counts):
    total = sum(counts)
    return -sum(c / total * math.log(c / total) for c in counts if c)


def v_measure(topics, themes):
    n = len(topics)
    pairs = collections.Counter(zip(topics, themes))
    by_topic, by_theme = collections.Counter(topics), collections.Counter(themes)
    of_topic, of_theme = entropy(by_topic.values()), entropy(by_theme.values())
    topic_given = -sum(c / n * math.log(c / by_theme[t]) for (_, t), c in pairs.items())
    theme_given = -sum(c / n * math.log(c / by_topic[t]) for (t, _), c in pairs.items())
    homogeneity = 1 - topic_given / of_topic if of_topic else 1.0
    completeness = 1 - theme_given / of_theme if of_theme else 1.0
    both = homogeneity + completeness
    return 2 * homogeneity * completeness / both if both else 0.0


def main():
    binary, table, column, *options = sys.argv[1:]
    with open(table, encoding="utf-8-sig", newline="") as file:
        topics = [row[column] for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory() as folder:
        command = [binary, "themes", table, "--all", "--quiet", "-o", folder, *options]
        subprocess.run(command, check=True)
        folder = pathlib.Path(folder)
        report = json.loads((folder / "themes.json").read_text(encoding="utf-8"))
        parts = collections.defaultdict(collections.Counter)
        with open(folder / "themes_comments.csv", encoding="utf-8-sig", newline="") as file:
            for line in csv.DictReader(file):
                parts[int(line["row"])][line["theme"]] += 1
    # Row 1 is the header; of equally many parts the larger theme counts.
    def theme(row):
        own = parts.get(row)
        return min(own, key=lambda t: (-own[t], int(t))) if own else "none"

    themes = [theme(row) for row in range(2, len(topics) + 2)]
    covered = sum(t != "none" for t in themes) / len(themes)
    print(f"{len(topics)} comments, {len(set(topics))} topics, {len(report['themes'])} themes")
    print(f"V-measure {v_measure(topics, themes):.3f}  coverage {covered:.3f}  "
          f"agreement {report['agreement']:.3f}")
    for one in report["themes"]:
        print(f"  {one['comments']:4d}  {one['name']}: {' '.join(one['words'])}")


if __name__ == "__main__":
    main()
