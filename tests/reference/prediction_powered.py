"""Makes prediction_powered.json, the reference values that prediction_powered.rs checks.

    pip install numpy scipy
    python tests/reference/prediction_powered.py

The stratified difference estimator with a tuned power, written down from its formulas
(Särndal, Swensson and Wretman 1992, chapter 6; Angelopoulos, Duchi and Zrnic 2023) with numpy,
apart from the program's own sums.
"""

import json
import pathlib

import numpy as np
from scipy import stats

rng = np.random.default_rng(20261130)


def case(name, sizes, read, effect=1.0, binary=True):
    of = np.repeat(np.arange(len(sizes)), read)
    truth = (rng.random(len(of)) < np.array([0.2, 0.6, 0.9])[of]).astype(float) if binary else rng.normal(of, 1.0)
    said = np.clip(0.6 * truth + 0.2 * rng.random(len(of)), -3, 3)
    number = rng.normal(0.5 * truth - 0.2, 1.0)
    said_of_all = float(np.average([said[of == h].mean() for h in range(len(sizes))], weights=sizes)) + 0.03
    n, big = np.array(read, float), np.array(sizes, float)
    share = big / big.sum()

    def mean(values):
        return float(sum(w * values[of == h].mean() for h, w in enumerate(share)))

    def estimate(truth, said, said_of_all, jeffreys):
        covariance = [np.cov(truth[of == h], said[of == h]) for h in range(len(n))]
        factor = big**2 / n
        power = sum(f * c[0, 1] for f, c in zip(factor, covariance)) / sum(f * c[1, 1] for f, c in zip(factor, covariance))
        power = float(np.clip(power, 0, 1))
        left = truth - power * said
        variance = 0.0
        for h in range(len(n)):
            own = left[of == h].var(ddof=1)
            if jeffreys and truth[of == h].var() == 0:
                p = 0.5 / (n[h] + 1)
                own = max(own, p * (1 - p))
            variance += share[h] ** 2 * (1 - n[h] / big[h]) * own / n[h]
        variance += (mean(truth**2) - mean(truth) ** 2) / big.sum() * effect
        return power * said_of_all + mean(left), variance, len(of) - len(n)

    value, variance, df = estimate(truth, said, said_of_all, binary)
    t = stats.t.ppf(0.975, df)
    centre, half = np.log(value / (1 - value)) if binary else 0, t * np.sqrt(variance)
    odds_half = half / (value * (1 - value)) if binary else 0
    expit = lambda x: 1 / (1 + np.exp(-x))

    # Correlation, linearised about the sample's mean and spread.
    middle, spread = mean(truth), np.sqrt(mean((truth - mean(truth)) ** 2))
    product = mean((truth - middle) * number)
    linear = lambda x, z: (x - middle) * z / spread - product / (2 * spread**3) * (x * x - 2 * middle * x)
    of_all = [said_of_all, float(np.mean(said**2)), float(np.mean(said * number))]
    said_linear = of_all[2] / spread - product / (2 * spread**3) * (of_all[1] - 2 * middle * of_all[0])
    # A standard score has mean 0, so that the part of the mean times it falls away.
    r, r_variance, _ = estimate(linear(truth, number), linear(said, number), said_linear, False)
    r = product / spread + r - mean(linear(truth, number))
    z, z_half = np.arctanh(r), t * np.sqrt(r_variance) / (1 - r * r)
    return {
        "name": name, "sizes": sizes, "of": of.tolist(), "effect": effect, "binary": binary,
        "truth": truth.tolist(), "said": said.tolist(), "number": number.tolist(),
        "said_of_all": said_of_all, "of_all": of_all,
        "value": value, "variance": variance, "df": df, "low": value - half, "high": value + half,
        "share_low": float(expit(centre - odds_half)), "share_high": float(expit(centre + odds_half)),
        "correlation": [r, float(np.tanh(z - z_half)), float(np.tanh(z + z_half))],
        "expected": float(stats.norm.ppf(0.975) * np.sqrt(sum(w**2 * (1 - m / s) * 0.2 / m for w, m, s in zip(share, read, sizes)))),
    }  # fmt: skip


cases = [
    case("three strata", [300, 700, 150], [15, 20, 12]),
    case("comments of the same people", [400, 90, 210], [25, 9, 31], effect=1.7),
    case("sentiment", [2000, 35, 500], [20, 35, 11], binary=False),
]
path = pathlib.Path(__file__).with_name("prediction_powered.json")
path.write_text(json.dumps(cases, indent=1) + "\n")
