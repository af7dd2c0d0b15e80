"""Makes survival.json, the reference values that tests/reference/survival.rs checks.

    pip install lifelines==0.30.3
    python tests/reference/survival.py

Curves with their intervals and log-rank tests of lifelines, over its data sets and drawn ones.
"""

import json
import pathlib

import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_leukemia, load_waltons
from lifelines.statistics import multivariate_logrank_test

rng = np.random.default_rng(20261129)


def drawn(sizes, scales):
    times, ended, group = [], [], []
    for at, (n, scale) in enumerate(zip(sizes, scales)):
        until = np.ceil(rng.exponential(scale, n))
        view = np.ceil(rng.uniform(1, 400, n))
        times += np.minimum(until, view).tolist()
        ended += (until <= view).tolist()
        group += [at] * n
    return times, ended, group


def defined(values):
    return [None if np.isnan(value) else value for value in values.tolist()]


def case(name, times, ended, group):
    times, ended, group = np.asarray(times, float), np.asarray(ended, bool), np.asarray(group)
    curves = []
    for own in sorted(set(group.tolist())):
        rows = group == own
        fit = KaplanMeierFitter().fit(times[rows], ended[rows])
        events = fit.event_table[fit.event_table.observed > 0]
        bounds = fit.confidence_interval_.loc[events.index]
        there = fit.survival_function_.loc[events.index].iloc[:, 0].tolist()
        curves.append(
            {
                "times": events.index.tolist(),
                "at_risk": events.at_risk.tolist(),
                "survival": there,
                "low": defined(bounds.iloc[:, 0]),
                "high": defined(bounds.iloc[:, 1]),
                # As lifelines has it, but where its rounding leaves a half a hair above a half.
                "median": next((t for t, s in zip(events.index, there) if s <= 0.5 + 1e-9), None),
            }
        )
    test = multivariate_logrank_test(times, group, ended)
    return {
        "name": name,
        "times": times.tolist(),
        "ended": ended.tolist(),
        "group": group.tolist(),
        "curves": curves,
        "statistic": float(test.test_statistic),
        "p": float(test.p_value),
    }


waltons, leukemia = load_waltons(), load_leukemia()
cases = [
    case("waltons", waltons["T"], waltons["E"], (waltons["group"] == "control").astype(int)),
    case("leukemia", leukemia["t"], leukemia["status"], leukemia["Rx"]),
    case("three alike", *drawn([40, 60, 30], [200, 200, 200])),
    case("three apart", *drawn([50, 80, 70], [90, 200, 400])),
    case("two, small", *drawn([6, 5], [60, 200])),
]
out = pathlib.Path(__file__).with_name("survival.json")
out.write_text(json.dumps(cases, allow_nan=False) + "\n")
