"""Makes stats.json, the reference values that tests/statistics.rs checks.

    pip install scipy==1.17.1 statsmodels==0.15.0 pingouin==0.7.0 scikit-learn==1.9.1
    python tests/reference/make_reference.py

Every number comes from scipy, statsmodels, pingouin or scikit-learn, or, where
none has the formula (the NPS intervals, the intervals of rank correlations,
relative weights), from the formula written out here with numpy and scipy's
quantiles. `null` means: not defined.
"""

import itertools
import json
import math
import pathlib
import warnings

import numpy as np
import pandas as pd
import pingouin
import statsmodels.api as sm
from scipy import stats
from sklearn.isotonic import IsotonicRegression
from statsmodels.datasets import longley, stackloss
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_ztest,
)
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
            # The interval reaches to the score itself.
            "low": min(100 * float(answers.mean()), max(-100.0, 100 * (centre - Z * se))),
            "high": max(100 * float(answers.mean()), min(100.0, 100 * (centre + Z * se))),
        })
    return out


def nps_differences():
    """The conditional permutation test, its draws counted by scipy's distribution."""
    out = []
    for a, b in [((50, 20, 100), (35, 30, 100)), ((140, 90, 300), (360, 290, 1000)), ((5, 1, 8), (1, 6, 9)),
                 ((0, 5, 5), (60, 72, 200)), ((10, 0, 10), (0, 10, 10)), ((6, 0, 9), (7, 0, 12))]:
        groups = [(p, n - p - d, d) for p, d, n in (a, b)]
        small, other = sorted(groups, key=sum)
        whole, m = [x + y for x, y in zip(small, other)], sum(small)
        draws = stats.multivariate_hypergeom(whole, m)
        expected = m * (whole[0] - whole[2]) / sum(whole)
        seen = abs(small[0] - small[2] - expected)
        p = sum(
            float(draws.pmf([high, m - high - low, low]))
            for high in range(min(whole[0], m) + 1)
            for low in range(min(whole[2], m - high) + 1)
            if m - high - low <= whole[1] and abs(high - low - expected) >= seen - 1e-9
        )
        value = 100 * (groups[0][0] - groups[0][2]) / sum(groups[0]) - 100 * (groups[1][0] - groups[1][2]) / sum(groups[1])
        out.append({"a": a, "b": b, "value": value, "p": min(p, 1.0)})
    return out


def r_squared(predictors, outcome, chosen):
    chosen = list(chosen)
    if not chosen:
        return 0.0
    r = outcome[chosen]
    return float(r @ np.linalg.solve(predictors[np.ix_(chosen, chosen)], r))


def shapley(predictors, outcome):
    k = len(outcome)
    values = np.zeros(k)
    for j in range(k):
        others = [i for i in range(k) if i != j]
        for size in range(k):
            share = math.factorial(size) * math.factorial(k - size - 1) / math.factorial(k)
            for subset in itertools.combinations(others, size):
                gain = r_squared(predictors, outcome, subset + (j,)) - r_squared(predictors, outcome, subset)
                values[j] += share * gain
    return values


def johnson(predictors, outcome):
    values, vectors = np.linalg.eigh(predictors)
    loadings = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    return (loadings**2) @ (np.linalg.solve(loadings, outcome) ** 2)


def drivers():
    """Relative weights against least squares of statsmodels, R2 parts of pingouin."""
    rng = np.random.default_rng(41)
    common = rng.normal(size=400)
    answers = np.clip(np.round(3 + 0.6 * common[:, None] + 0.9 * rng.normal(size=(400, 4))), 1, 5)
    score = np.round(np.clip(answers @ [0.9, 0.5, 0.1, 0.3] + rng.normal(size=400), 0, 10))
    out = []
    for name, x, y in [
        ("stackloss", stackloss.load_pandas().exog.values, stackloss.load_pandas().endog.values),
        ("longley", longley.load_pandas().exog.values, longley.load_pandas().endog.values),
        ("400 answers", answers, score),
    ]:
        x, y = np.asarray(x, float), np.asarray(y, float)
        every = np.corrcoef(np.column_stack([x, y]).T)
        predictors, outcome = every[:-1, :-1], every[:-1, -1]
        fit = sm.OLS(y, sm.add_constant(x)).fit()
        standardised = sm.OLS(stats.zscore(y), stats.zscore(x)).fit()
        parts, weights = shapley(predictors, outcome), johnson(predictors, outcome)
        pingouins = pingouin.linear_regression(x, y, relimp=True)["relimp"].values[1:]
        assert np.allclose(parts, np.asarray(pingouins, float), atol=1e-9)
        assert abs(weights.sum() - fit.rsquared) < 1e-9
        design = sm.add_constant(x)
        eigenvalues = np.linalg.eigvalsh(predictors)
        out.append({
            "name": name, "x": x.tolist(), "y": y.tolist(),
            "predictors": predictors.ravel().tolist(), "outcome": outcome.tolist(),
            "weights": weights.tolist(), "lmg": parts.tolist(), "r_squared": float(fit.rsquared),
            "adjusted": float(fit.rsquared_adj), "betas": standardised.params.tolist(),
            "slopes": fit.params[1:].tolist(), "p": fit.pvalues[1:].tolist(),
            "vif": [float(variance_inflation_factor(design, i + 1)) for i in range(x.shape[1])],
            "condition_index": float(np.sqrt(eigenvalues.max() / eigenvalues.min())),
        })
    return out


def proportion_differences():
    out = []
    for a, m, b, n in [(60, 100, 45, 100), (56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 3, 20),
                       (5, 56, 0, 29), (10, 10, 0, 10), (333, 1000, 301, 1100)]:
        low, high = confint_proportions_2indep(a, m, b, n, method="newcomb", compare="diff")
        z, p = proportions_ztest([a, b], [m, n])
        out.append({"hits": [a, b], "n": [m, n], "value": a / m - b / n, "low": float(low),
                    "high": float(high), "z": float(z), "p": float(p)})
    return out


def group_differences():
    rng = np.random.default_rng(19)
    pairs = [
        ([1, 2, 2, 3, 5], [2, 3, 4, 4, 5, 5]),
        (rng.integers(0, 11, 40), np.clip(rng.integers(0, 11, 55) + 2, 0, 10)),
        (rng.integers(1, 6, 300), rng.integers(1, 6, 180)),
        ([1, 1, 1, 2], [1, 1, 2, 2]),
        ([-0.5, 0.25, 0.0, 1.0], [0.0, 0.5, 0.75]),
    ]
    out = []
    for a, b in pairs:
        a, b = np.asarray(a, float), np.asarray(b, float)
        welch = stats.ttest_ind(a, b, equal_var=False)
        low, high = welch.confidence_interval(0.95)
        ranks = stats.mannwhitneyu(a, b, method="asymptotic")
        above = np.sign(a[:, None] - b[None, :])
        delta, (m, n) = above.mean(), above.shape
        rows, columns = above.mean(axis=1), above.mean(axis=0)
        variance = (n**2 * ((rows - delta) ** 2).sum() + m**2 * ((columns - delta) ** 2).sum()
                    - ((above - delta) ** 2).sum()) / (m * n * (m - 1) * (n - 1))
        variance = max(variance, (1 - delta**2) / (m * n - 1))
        half = Z * math.sqrt(variance) * math.sqrt((1 - delta**2) ** 2 + Z**2 * variance)
        centre, denominator = delta - delta**3, 1 - delta**2 + Z**2 * variance
        out.append({
            "a": a.tolist(), "b": b.tolist(),
            "welch": {"value": float(a.mean() - b.mean()), "low": float(low), "high": float(high),
                      "t": float(welch.statistic), "df": float(welch.df), "p": float(welch.pvalue)},
            "mann_whitney": {"u": float(ranks.statistic), "p": float(ranks.pvalue),
                             "delta": float(delta), "low": float((centre - half) / denominator),
                             "high": float((centre + half) / denominator)},
        })
    return out


def partial_correlations():
    rng = np.random.default_rng(23)
    out = []
    for n in [12, 60, 500]:
        z = np.round(3 + rng.normal(size=n))
        frame = pd.DataFrame({"x": np.round(z + rng.normal(size=n)), "y": np.round(z / 2 + rng.normal(size=n), 1), "z": z})
        for method in ["pearson", "spearman"]:
            r = frame.corr(method)
            found = pingouin.partial_corr(frame, "x", "y", "z", method=method)
            value = float(pingouin_value(found, "r"))
            factor = 1.06 if method == "spearman" else 1.0
            half = Z * math.sqrt(factor / (n - 4))
            low, high = math.tanh(math.atanh(value) - half), math.tanh(math.atanh(value) + half)
            if method == "pearson":
                pingouins = [v for c in found.columns if c.startswith("CI95") for v in [found[c].iloc[0]]][0]
                assert np.allclose(pingouins, [low, high], atol=0.006)  # pingouin rounds
            t = value * math.sqrt((n - 3) / (1 - value**2))
            p = float(2 * stats.t.sf(abs(t), n - 3))
            assert abs(p - float(pingouin_value(found, "p"))) < 1e-9
            out.append({"method": method, "n": n, "xy": float(r.loc["x", "y"]),
                        "xz": float(r.loc["x", "z"]), "yz": float(r.loc["y", "z"]),
                        "value": value, "low": low, "high": high, "t": t, "p": p})
    return out


def pingouin_value(frame, key):
    return frame[[c for c in frame.columns if c.replace("-", "_") in (key, f"{key}_val")][0]].iloc[0]


def isotonic():
    rng = np.random.default_rng(29)
    out = []
    for x, y, w in [
        ([1, 2, 3, 4], [1, 4, 1, 5], [1, 1, 2, 1]),
        (rng.integers(0, 30, 80) / 10, None, rng.integers(1, 5, 80)),
        (rng.uniform(-1, 1, 60), None, np.ones(60)),
    ]:
        x, w = np.asarray(x, float), np.asarray(w, float)
        y = np.asarray(y if y is not None else np.round(5 + 2 * x + rng.normal(size=len(x)), 1), float)
        at = np.linspace(x.min() - 0.5, x.max() + 0.5, 23)
        fit = IsotonicRegression(out_of_bounds="clip").fit(x, y, sample_weight=w)
        line = sm.WLS(y, sm.add_constant(x), weights=w).fit()
        out.append({"x": x.tolist(), "y": y.tolist(), "weight": w.tolist(), "at": at.tolist(),
                    "predicted": fit.predict(at).tolist(),
                    "line": [float(line.params[0]), float(line.params[1])]})
    return out


def tau_intervals():
    """The variance of Brown and Benedetti 1977, by its definition over all pairs."""
    rng = np.random.default_rng(31)
    latent = rng.normal(size=200)
    out = []
    for x, y in [
        ([1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 2], [-0.8, -0.5, 0.1, 0, 0.2, -0.1, 0.4, 0.4, 0.9, 0.7, 0.95, -0.6]),
        (np.round(latent), np.sign(np.round(latent + rng.normal(size=200)))),
        (rng.integers(1, 6, 50), rng.normal(size=50).round(1)),
    ]:
        x, y = np.asarray(x, float), np.asarray(y, float)
        n = len(x)
        order = np.sign(x[:, None] - x[None, :]) * np.sign(y[:, None] - y[None, :])
        rows = (x[:, None] == x[None, :]).sum(axis=1)
        columns = (y[:, None] == y[None, :]).sum(axis=1)
        free_rows, free_columns = n**2 - rows.sum(), n**2 - columns.sum()
        w = math.sqrt(free_rows * free_columns)
        tau = order.sum() / w
        assert abs(tau - stats.kendalltau(x, y).statistic) < 1e-12
        margins = rows * free_columns + columns * free_rows
        total = ((2 * w * order.sum(axis=1) + tau * margins) ** 2).sum()
        error = math.sqrt(total - n**3 * tau**2 * (free_rows + free_columns) ** 2) / w**2
        out.append({"x": x.tolist(), "y": y.tolist(), "tau": float(tau), "error": float(error)})
    return out


def weighted():
    rng = np.random.default_rng(37)
    out = []
    for n in [8, 60, 700]:
        answers = rng.integers(0, 11, n)
        weights = np.round(rng.uniform(0.2, 3, n), 3)
        effective = weights.sum() ** 2 / (weights**2).sum()
        share = lambda test: float((weights * test).sum() / weights.sum())
        p, d = share(answers >= 9), share(answers <= 6)

        def worth(coded):
            """Independent answers whose mean is as sure, by the linearised variance."""
            deviations = (coded - (weights * coded).sum() / weights.sum()) ** 2
            variance = (weights * deviations).sum() / weights.sum()
            linear = (weights**2 * deviations).sum() / weights.sum() ** 2
            return min(n, float(variance / linear))

        net = worth((answers >= 9).astype(float) - (answers <= 6))
        adjusted_p, adjusted_d = (p * net + 0.75) / (net + 3), (d * net + 0.75) / (net + 3)
        centre = adjusted_p - adjusted_d
        se = math.sqrt((adjusted_p + adjusted_d - centre**2) / (net + 3))
        best = worth((answers >= 9).astype(float))
        low, high = proportion_confint(p * best, best, method="wilson")
        described = DescrStatsW(answers.astype(float), weights * worth(answers.astype(float)) / weights.sum())
        mean_low, mean_high = described.tconfint_mean(0.05)
        out.append({"answers": answers.tolist(), "weights": weights.tolist(), "effective_n": float(effective),
                    "nps": [100 * (p - d), max(-100.0, 100 * (centre - Z * se)), min(100.0, 100 * (centre + Z * se))],
                    "top2": [p, float(low), float(high)],
                    "mean": [float(described.mean), max(0.0, float(mean_low)), min(10.0, float(mean_high))]})
    return out


reference = {
    "correlations": correlations(), "correlation_intervals": intervals(), "wilson": wilson(),
    "means": means(), "distributions": distributions(),
    "benjamini_hochberg": benjamini_hochberg(), "nps": nps(), "nps_differences": nps_differences(),
    "drivers": drivers(), "proportion_differences": proportion_differences(),
    "group_differences": group_differences(), "partial_correlations": partial_correlations(),
    "isotonic": isotonic(), "tau_intervals": tau_intervals(), "weighted": weighted(),
}
path = pathlib.Path(__file__).with_name("stats.json")
lines = ",\n".join(
    f'"{key}": ' + ("[\n" + ",\n".join(json.dumps(v) for v in value) + "\n]"
                    if isinstance(value, list) else json.dumps(value))
    for key, value in reference.items())
path.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
