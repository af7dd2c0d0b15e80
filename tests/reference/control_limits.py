"""Makes control_limits.json, the reference values of tests/statistics.rs for control limits.

    python tests/reference/control_limits.py

No package that is kept has all three charts, so the formulas are written out here, by other means
than in the product: the moving average as its weighted sum, exact fractions where there are no
roots. The numbers of the first two cases are of textbooks: Montgomery's orange juice cans (30
samples of 50, p̄ = 0.2313, limits 0.0524 and 0.4102) and his EWMA example (mean 10, σ 1, λ 0.1,
L 2.7; here with the λ and L of the product and σ by the moving ranges).
"""

import json
import math
import pathlib
from fractions import Fraction

LAMBDA, WIDTH = 0.2, 2.962
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9,
        12, 7, 13, 9, 6]
SHIFTED = [9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51,
           9.40, 10.08, 9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08,
           10.38, 11.62, 11.31, 10.52]
NPS = [32.1, 28.4, 35.0, 30.2, 27.7, 33.3, 29.9, 31.4, 26.0, 34.8, 30.5, 28.8]


def p_chart(hits, sizes, newest):
    p = Fraction(sum(hits), sum(sizes))
    reach = 3 * math.sqrt(p * (1 - p) / newest[1])
    return [float(p), max(float(p) - reach, 0), min(float(p) + reach, 1), newest[0]]


def level(values):
    mean = math.fsum(values) / len(values)
    ranges = [abs(b - a) for a, b in zip(values, values[1:])]
    return mean, math.fsum(ranges) / len(ranges) / (2 / math.sqrt(math.pi))


def xmr(values, newest):
    mean, sigma = level(values)
    return [mean, mean - 3 * sigma, mean + 3 * sigma, newest]


def ewma(values, newest):
    mean, sigma = level(values)
    every = values + [newest]
    n = len(every)
    average = (1 - LAMBDA) ** n * mean
    average += math.fsum(LAMBDA * (1 - LAMBDA) ** (n - 1 - i) * x for i, x in enumerate(every))
    variance = math.fsum((LAMBDA * (1 - LAMBDA) ** i) ** 2 for i in range(n))
    reach = WIDTH * sigma * math.sqrt(variance)
    return [mean, mean - reach, mean + reach, average]


def main():
    cases = []
    for name, hits, sizes, newest in [
        ("orange juice cans", CANS, [50] * 30, (0.1, 50)),
        ("samples of many sizes", [3, 9, 14, 6, 2, 8, 11, 5, 7, 4], [20, 60, 90, 35, 25, 50, 70, 31, 44, 27],
         (0.4, 35)),
    ]:
        cases.append({"chart": "p", "name": name, "shares": [h / n for h, n in zip(hits, sizes)],
                      "sizes": sizes, "newest": newest, "limits": p_chart(hits, sizes, newest)})
    for name, values in [("a mean that shifts", SHIFTED), ("net scores", NPS)]:
        *before, newest = values
        for chart, of in [("xmr", xmr), ("ewma", ewma)]:
            cases.append({"chart": chart, "name": name, "values": before, "newest": newest,
                          "limits": of(before, newest)})
    assert abs(cases[0]["limits"][0] - 0.2313) < 5e-5, cases[0]
    assert abs(cases[0]["limits"][1] - 0.0524) < 5e-5 and abs(cases[0]["limits"][2] - 0.4102) < 5e-5
    path = pathlib.Path(__file__).with_name("control_limits.json")
    path.write_text(json.dumps(cases, indent=1) + "\n")


main()
