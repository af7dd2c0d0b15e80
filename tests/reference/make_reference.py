"""Makes stats.json, the reference values that tests/statistics.rs checks.

    pip install scipy==1.17.1 statsmodels==0.15.0
    python tests/reference/make_reference.py

Every number comes from scipy or statsmodels, or, where neither has the
formula (the NPS intervals, the intervals of rank correlations), from the
formula written out here with scipy's quantiles. `null` means: not defined.
"""

import json
import math
import pathlib
import warnings

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

warnings.simplefilter("ignore")
Z = stats.norm.ppf(0.975)


def defined(value):
    return None if value is None or math.isnan(value) else float(value)


def test(result):
    value, p = defined(result.statistic), defined(result.pvalue)
    return None if value is None or p is None else {"value": value, "p": p}


def correlation(name, x, y):
    few = len(x) < 3
    return {
        "name": name,
        "x": [float(v) for v in x],
        "y": [float(v) for v in y],
        "tau_b": None if few else test(stats.kendalltau(x, y, method="asymptotic")),
        "spearman": None if few else test(stats.spearmanr(x, y)),
        "pearson": None if few else test(stats.pearsonr(x, y)),
    }


def correlations():
    rng = np.random.default_rng(20240607)

    def ordinal(n, low, high, strength, digits):
        latent = rng.normal(size=n)
        score = np.clip(np.round((low + high) / 2 + (high - low) / 4 * latent), low, high)
        noise = math.sqrt(1 - strength**2) * rng.normal(size=n)
        return score, np.round(np.tanh(strength * latent + noise), digits)

    x = [1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 2]
    y = [-0.8, -0.5, 0.1, 0, 0.2, -0.1, 0.4, 0.4, 0.9, 0.7, 0.95, -0.6]
    distinct = rng.permutation(40)
    return [
        correlation("book example with ties", x, y),
        correlation("no ties", distinct, np.arange(40) + rng.normal(0, 8, 40)),
        correlation("reversed", [1, 2, 3, 4, 5, 6, 7, 8], [8, 7, 6, 5, 4, 3, 2, 1]),
        correlation("three pairs", [1, 2, 3], [1, 3, 2]),
        correlation("perfect", [1, 2, 3, 4, 5], [2, 4, 6, 8, 10]),
        correlation("heavy ties", [0, 0, 0, 10, 10, 10, 10, 9, 9], [0, 0, 1, 1, 1, 1, 0, 1, 0]),
        correlation("one odd value", [5] * 11 + [1], [0.5, 0.4] * 6),
        correlation("no association", *ordinal(60, 1, 7, 0.0, 2)),
        correlation("2,000 pairs, NPS", *ordinal(2000, 0, 10, 0.6, 3)),
        correlation("2,000 pairs, CSAT, weak", *ordinal(2000, 1, 5, 0.05, 1)),
        correlation("empty", [], []),
        correlation("two pairs", [1, 2], [2, 1]),
        correlation("constant x", [3, 3, 3, 3], [1, 2, 3, 4]),
        correlation("constant y", [1, 2, 3, 4], [0.5] * 4),
        correlation("both constant", [3] * 4, [1] * 4),
    ]


def intervals():
    def transformed(name, r, n, variance):
        half = Z * math.sqrt(variance)
        z = math.atanh(r)
        return {"name": name, "r": r, "n": n, "low": math.tanh(z - half), "high": math.tanh(z + half)}

    out = []
    for r, n in [(0.5, 100), (-0.3, 12), (0.0, 8), (0.93, 30), (0.05, 1_000_000)]:
        out.append(transformed("fieller_tau", r, n, 0.437 / (n - 4)))
        out.append(transformed("fieller_spearman", r, n, 1.06 / (n - 3)))
        out.append(transformed("bonett_wright", r, n, (1 + r * r / 2) / (n - 3)))
        out.append(transformed("fisher", r, n, 1 / (n - 3)))
    # scipy has Fisher's itself: the formula above must agree with it.
    rng = np.random.default_rng(7)
    x, noise = rng.normal(size=50), rng.normal(size=50)
    result = stats.pearsonr(x, x + noise)
    own = transformed("fisher", float(result.statistic), 50, 1 / 47)
    scipys = result.confidence_interval(0.95)
    assert abs(scipys.low - own["low"]) < 1e-12 and abs(scipys.high - own["high"]) < 1e-12
    return out + [own]


def wilson():
    counts = [(8, 10), (81, 263), (15, 148), (0, 20), (1, 29), (0, 10), (10, 10), (30, 50)]
    counts += [(1, 1), (0, 1), (333_333, 1_000_000), (3, 3), (80, 100)]
    out = []
    for hits, n in counts:
        low, high = proportion_confint(hits, n, method="wilson")
        out.append({"hits": hits, "n": n, "low": float(low), "high": float(high)})
    return out


def means():
    rng = np.random.default_rng(11)
    series = [
        [1, 2],
        [1, 5, 5, 4, 3, 3, 2, 5],
        [0.25] * 6,
        np.round(rng.uniform(-1, 1, 31), 3).tolist(),
        np.round(rng.normal(3, 1, 1500), 2).tolist(),
    ]
    out = []
    for values in series:
        low, high = DescrStatsW(np.array(values, float)).tconfint_mean(0.05)
        out.append({"values": values, "mean": float(np.mean(values)), "low": low, "high": high})
    return out


def distributions():
    t = []
    for df in [1, 2, 3, 7, 30, 99, 500, 999, 1000, 1001, 5000, 100_000, 10_000_000]:
        t.append({"df": df, "quantile": float(stats.t.ppf(0.975, df)),
                  "p": [[x, float(2 * stats.t.sf(abs(x), df))] for x in [0.0, 0.01, 0.5, 2.0, -3.0, 8.0, 20.0]]})
    normal = [[z, float(2 * stats.norm.sf(abs(z)))] for z in [0.0, 0.1, 1.0, -1.96, 3.0, 8.0, 25.0]]
    return {"z": float(Z), "t": t, "normal": normal}


def benjamini_hochberg():
    rng = np.random.default_rng(3)
    series = [
        [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1.0],
        [0.04], [0.0, 1.0, 0.5], [0.05, 0.05, 0.05], [0.03, 0.02, 0.01, 0.02],
        rng.uniform(0, 1, 40).round(6).tolist(),
    ]
    return [{"p": p, "q": multipletests(p, 0.05, "fdr_bh")[1].tolist()} for p in series]


def nps():
    out = []
    for p, d, n in [(50, 20, 100), (19, 9, 36), (400, 250, 1000), (10, 0, 10), (0, 10, 10),
                    (0, 0, 5), (3, 3, 6), (1, 0, 1), (412_345, 201_111, 1_000_000)]:
        answers = np.repeat([1.0, 0.0, -1.0], [p, n - p - d, d])
        variance = float(answers.var())
        adjusted_p, adjusted_d = (p + 0.75) / (n + 3), (d + 0.75) / (n + 3)
        centre = adjusted_p - adjusted_d
        se = math.sqrt((adjusted_p + adjusted_d - centre**2) / (n + 3))
        out.append({
            "promoters": p, "detractors": d, "n": n,
            "nps": 100 * float(answers.mean()), "variance": variance,
            "se": 100 * math.sqrt(variance / n),
            "low": max(-100.0, 100 * (centre - Z * se)), "high": min(100.0, 100 * (centre + Z * se)),
        })
    return out


def nps_differences():
    out = []
    for a, b in [((50, 20, 100), (35, 30, 100)), ((400, 250, 1000), (360, 290, 1000)), ((5, 1, 8), (1, 6, 9))]:
        def moments(p, d, n):
            mean = (p - d) / n
            return mean, (p + d) / n - mean**2, n
        (m1, v1, n1), (m2, v2, n2) = moments(*a), moments(*b)
        se = math.sqrt(v1 / n1 + v2 / n2)
        z = (m1 - m2) / se
        out.append({"a": a, "b": b, "value": 100 * (m1 - m2), "se": 100 * se, "z": z,
                    "p": float(2 * stats.norm.sf(abs(z)))})
    return out


reference = {
    "correlations": correlations(), "correlation_intervals": intervals(), "wilson": wilson(),
    "means": means(), "distributions": distributions(),
    "benjamini_hochberg": benjamini_hochberg(), "nps": nps(), "nps_differences": nps_differences(),
}
path = pathlib.Path(__file__).with_name("stats.json")
lines = ",\n".join(
    f'"{key}": ' + ("[\n" + ",\n".join(json.dumps(v) for v in value) + "\n]"
                    if isinstance(value, list) else json.dumps(value))
    for key, value in reference.items())
path.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
