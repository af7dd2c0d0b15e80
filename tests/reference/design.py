"""Makes design.json, the reference values of tests/statistics.rs for answers that are not a simple
random sample: of the same people, and weighted to margins.

    pip install scipy==1.17.1 statsmodels==0.15.0
    python tests/reference/design.py

Coefficients and their cluster-robust errors are those of statsmodels; what no package has is written
out from its definition over single rows, where the product works on counts: the influence of a pair
on Kendall's tau-b from all pairs of pairs, raking on the whole table, and the residuals of a raked
mean by weighted least squares on the dummies of the margins.
"""

import json
import math
import pathlib

import numpy as np
import statsmodels.api as sm
from scipy import stats


def clustered_tau(rng, people, each, strength):
    who = np.repeat(np.arange(people), each)
    mood = rng.normal(size=(people, 2))
    mood[:, 1] = strength * mood[:, 0] + math.sqrt(1 - strength**2) * mood[:, 1]
    x, y = (0.7 * mood[who] + 0.7 * rng.normal(size=(people * each, 2))).T
    x, y = np.round(4 * np.tanh(x)) / 4, np.digitize(y, [-1.2, -0.5, 0.2, 1.0]).astype(float)
    a, b = np.sign(x[:, None] - x), np.sign(y[:, None] - y)
    both, own_x, own_y = (a * b).sum(1), (a * a).sum(1), (b * b).sum(1)
    total_x, total_y = own_x.sum(), own_y.sum()
    tau = both.sum() / math.sqrt(total_x * total_y)
    influence = 2 * both / math.sqrt(total_x * total_y) - tau * (own_x / total_x + own_y / total_y)
    influence -= influence.mean()
    sums = np.array([influence[who == person].sum() for person in range(people)])
    effect = max(1.0, (sums**2).sum() * people / (people - 1) / (influence**2).sum())
    error = math.sqrt((influence**2).sum() * effect) / (1 - tau**2)
    half = stats.t.ppf(0.975, people - 1) * error
    null = stats.norm.isf(stats.kendalltau(x, y, method="asymptotic").pvalue / 2)
    p = 2 * stats.t.sf(null / math.sqrt(effect), people - 1)
    return {"who": who.tolist(), "x": x.tolist(), "y": y.tolist(), "effect": effect, "p": float(p),
            "tau_b": [float(tau), math.tanh(math.atanh(tau) - half), math.tanh(math.atanh(tau) + half)]}


def standardised(x, y):
    scale = lambda v: (v - v.mean(0)) / v.std(0)
    return scale(x), scale(y)


def clustered_drivers(rng, people, each):
    who = np.repeat(np.arange(people), each)
    mood = rng.normal(size=(people, 4))
    level = 0.9 * mood[who] + 0.4 * rng.normal(size=(people * each, 4))
    x = np.clip(np.round(3 + 1.1 * level[:, :3]), 1, 5)
    y = np.clip(np.round(4 + 0.5 * x[:, 0] + 0.2 * x[:, 1] + 1.5 * level[:, 3]), 0, 10)
    zx, zy = standardised(x, y)
    plain = sm.OLS(zy, sm.add_constant(zx)).fit()
    if people <= 200:
        betas = []
        for person in range(people):
            kept = who != person
            betas.append(np.linalg.lstsq(*standardised(x[kept], y[kept]), rcond=None)[0])
        betas = np.array(betas)
        variance = (people - 1) / people * ((betas - betas.mean(0)) ** 2).sum(0)
        freedom = people - 1
    else:
        fitted = sm.OLS(zy, sm.add_constant(zx)).fit(cov_type="cluster", cov_kwds={"groups": who})
        variance, freedom = fitted.bse[1:] ** 2, people - 4
    variance = np.maximum(variance, plain.bse[1:] ** 2)
    t = np.abs(plain.params[1:]) / np.sqrt(variance)
    p = 2 * stats.t.sf(t, min(freedom, plain.df_resid))
    return {"who": who.tolist(), "x": x.tolist(), "y": y.tolist(), "betas": plain.params[1:].tolist(),
            "p": p.tolist(), "effect": float((variance / plain.bse[1:] ** 2).max())}


def raked(rng, n, groups):
    of = np.stack([rng.choice(k, n, p=rng.dirichlet(np.full(k, 6.0))) for k in groups], 1)
    margins = [rng.dirichlet(np.full(k, 12.0)) for k in groups]
    weights = np.round(rng.uniform(0.5, 1.5, n), 3)
    given = weights.copy()
    for _ in range(2000):
        for at, margin in enumerate(margins):
            has = np.bincount(of[:, at], weights, len(margin)) / weights.sum()
            weights = weights * (margin / has)[of[:, at]]
    answered = rng.random(n) < 0.9
    y = np.clip(np.round(5 + of[:, 0] * 1.2 - of[:, 1] + 1.5 * rng.normal(size=n)), 0, 10)
    mean = (weights * y)[answered].sum() / weights[answered].sum()
    z = np.where(answered, y - mean, 0.0)
    dummies = [(of[:, at] == group).astype(float) for at, k in enumerate(groups) for group in range(1, k)]
    design = sm.add_constant(np.stack(dummies, 1))
    fitted = sm.WLS(z, design, weights).fit()
    # The leverage of a row of the mean weight of its cell.
    cell = np.unique(of, axis=0, return_inverse=True)[1].ravel()
    mean_weight = (np.bincount(cell, weights**2) / np.bincount(cell, weights))[cell]
    leverage = mean_weight * np.einsum("ij,jk,ik->i", design, fitted.normalized_cov_params, design)
    residuals = fitted.resid / (1 - np.clip(leverage, 0, 0.5))
    effect = (weights**2 * residuals**2).sum() / (weights**2 * z**2).sum()
    return {"of": of.tolist(), "given": given.tolist(), "y": y.tolist(),
            "margins": [m.tolist() for m in margins], "answered": answered.tolist(),
            "weights": (weights * given.sum() / weights.sum()).tolist(), "effect": float(effect)}


random = np.random.default_rng(20260301)
reference = {
    "clustered_tau": [clustered_tau(random, *case) for case in [(12, 3, 0.8), (30, 4, 0.2), (60, 2, -0.5)]],
    "clustered_drivers": [clustered_drivers(random, *case) for case in [(25, 4), (230, 2)]],
    "raked": [raked(random, *case) for case in [(120, [2, 3]), (300, [4, 2, 3])]],
}
path = pathlib.Path(__file__).with_name("design.json")
lines = ",\n".join(f'"{key}": [\n' + ",\n".join(map(json.dumps, cases)) + "\n]" for key, cases in reference.items())
path.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
