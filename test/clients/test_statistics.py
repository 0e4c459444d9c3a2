"""Our coefficients of agreement equal those of reference packages on 200 random tables with gaps.

Packages: krippendorff; irrCAC for Gwet's; scikit-learn for Cohen's; statsmodels for Fleiss'.
"""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest
from irrCAC.raw import CAC
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

HERE = Path(__file__).resolve().parent
TABLES = 200
TOLERANCE = 1e-9


def make_tables():
    """2 to 5 raters, 2 to 5 categories, 5 to 40 items, about a seventh of the answers missing."""
    draw = random.Random("agreement")
    tables = []
    for _ in range(TABLES):
        raters, categories, items = draw.randint(2, 5), draw.randint(2, 5), draw.randint(5, 40)
        tables.append(
            [
                [None if draw.random() < 0.15 else draw.randint(1, categories) for _ in range(raters)]
                for _ in range(items)
            ]
        )
    return tables


@pytest.fixture(scope="module")
def pairs():
    """Each table as an array, with what we say of it."""
    tables = make_tables()
    binaries = HERE.parents[1] / "node_modules" / ".bin"
    node = shutil.which("node", path=f"{binaries}{os.pathsep}{os.environ['PATH']}")
    answer = subprocess.run(
        [node, str(HERE / "statistics-figures.mjs")],
        input=json.dumps(tables),
        capture_output=True,
        text=True,
        check=True,
    )
    ours = json.loads(answer.stdout)
    assert len(ours) == TABLES
    return [(np.array(table, dtype=float), figures) for table, figures in zip(tables, ours)]


def compare(pairs, name, reference, least):
    """`reference` answers None for tables that the coefficient is not made for; `least`: tables that must be left."""
    compared = 0
    for number, (table, ours) in enumerate(pairs):
        expected = reference(table)
        if expected is None:
            continue
        assert ours[name] is not None, f"{name} of table {number} has no value, {expected} expected"
        assert abs(ours[name] - expected) <= TOLERANCE, f"{name} of table {number}: {ours[name]}, {expected} expected"
        compared += 1
    assert compared >= least


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_krippendorff(pairs, level):
    compare(
        pairs,
        f"krippendorff_{level}",
        lambda table: krippendorff.alpha(reliability_data=table.T, level_of_measurement=level),
        TABLES,
    )


@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic", "ordinal"])
def test_gwet(pairs, weights):
    def reference(table):
        # Named, as the package finds them by a way that newer pandas changed.
        categories = sorted(set(table[~np.isnan(table)].tolist()))
        frame = pd.DataFrame(table).dropna(how="all")
        figures = CAC(frame, weights=weights, categories=categories, digits=15).gwet()
        return figures["est"]["coefficient_value"]

    compare(pairs, f"gwet_{weights}", reference, TABLES)


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_cohen(pairs, weights):
    def reference(table):
        both = table[~np.isnan(table[:, :2]).any(axis=1)][:, :2].astype(int)
        if len(np.unique(both)) < 2:
            return None
        # All of the scale, so that distances are those of the numbers.
        labels = list(range(1, 6))
        return cohen_kappa_score(both[:, 0], both[:, 1], labels=labels, weights=None if weights == "none" else weights)

    compare(pairs, f"cohen_{weights}", reference, TABLES - 10)


def test_fleiss(pairs):
    def reference(table):
        whole = table[~np.isnan(table).any(axis=1)].astype(int)
        if len(whole) < 2 or len(np.unique(whole)) < 2:
            return None
        return fleiss_kappa(aggregate_raters(whole)[0])

    compare(pairs, "fleiss", reference, TABLES - 20)
