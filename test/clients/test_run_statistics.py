"""Our statistics of evaluations equal those of scipy, scikit-learn and statsmodels on 200 random cases."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import f1_score, precision_score, recall_score
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

HERE = Path(__file__).resolve().parent
CASES = 200


def make_case(draw):
    rows = draw.randint(6, 120)
    # Whole tenths tie often, hundred-thousandths hardly ever.
    digits = draw.choice([1, 5])
    pairs = [[round(draw.gauss(3, 1), digits), round(draw.gauss(3.3, 1), digits)] for _ in range(rows)]
    total = draw.randint(5, 400)
    size = draw.randint(2, 5)
    return {
        "discordant": [draw.randint(0, 60), draw.randint(0, 60)],
        "pairs": pairs,
        "differences": [round(second - first, digits) for first, second in pairs],
        "counts": dict(
            zip(
                ["truePositive", "falsePositive", "falseNegative", "trueNegative"],
                [draw.randint(1, 60) for _ in range(4)],
            )
        ),
        "matrix": [[draw.randint(0, 25) + (1 if i == j else 0) for j in range(size)] for i in range(size)],
        "share": [draw.randint(0, total), total],
        "z": draw.uniform(-6, 6),
        "halfWidth": draw.choice([0.02, 0.05, 0.1]),
    }


@pytest.fixture(scope="module")
def figures():
    """Each case with what we say of it."""
    draw = random.Random("evaluations")
    cases = [make_case(draw) for _ in range(CASES)]
    binaries = HERE.parents[1] / "node_modules" / ".bin"
    node = shutil.which("node", path=f"{binaries}{os.pathsep}{os.environ['PATH']}")
    answer = subprocess.run(
        [node, str(HERE / "run-statistics-figures.mjs")],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )
    ours = json.loads(answer.stdout)
    assert len(ours) == CASES
    return list(zip(cases, ours))


def close(ours, reference):
    return ours == pytest.approx(reference, rel=1e-9, abs=1e-9)


def test_normal_tail(figures):
    for case, ours in figures:
        assert ours["tail"] == pytest.approx(stats.norm.sf(case["z"]), rel=1e-10)


def test_mcnemar(figures):
    for case, ours in figures:
        first, second = case["discordant"]
        reference = mcnemar([[0, first], [second, 0]], exact=True).pvalue
        assert close(ours["mcnemar"], 1.0 if first == second else reference)


def test_wilcoxon(figures):
    methods = {"exact": 0, "normal": 0, "ties": 0}
    for case, ours in figures:
        differences = np.array(case["differences"])
        moved = differences[differences != 0]
        result = ours["wilcoxon"]
        has_ties = len(np.unique(np.abs(moved))) < len(moved)
        assert result["count"] == len(moved)
        if result["method"] == "normal":
            reference = stats.wilcoxon(moved, method="approx", correction=False)
            methods["normal"] += 1
        elif not has_ties:
            reference = stats.wilcoxon(moved, method="exact")
            methods["exact"] += 1
        else:
            methods["ties"] += 1
            continue
        assert close(min(result["positiveRanks"], result["negativeRanks"]), reference.statistic)
        assert close(result["pValue"], reference.pvalue)
    assert methods["exact"] >= 20 and methods["normal"] >= 50, methods


def test_wilcoxon_with_ties_counts_every_sign(figures):
    """scipy has no exact test with ties: all signs are tried here for the shortest lists."""
    compared = 0
    for case, ours in figures:
        moved = np.array([value for value in case["differences"] if value != 0])
        if len(moved) > 16 or len(np.unique(np.abs(moved))) == len(moved):
            continue
        ranks = stats.rankdata(np.abs(moved))
        signs = (np.arange(2 ** len(ranks))[:, None] >> np.arange(len(ranks))) & 1
        sums = signs @ ranks
        seen = min(ranks[moved > 0].sum(), ranks[moved < 0].sum())
        reference = min(1.0, 2 * np.mean(sums <= seen + 1e-9))
        assert close(ours["wilcoxon"]["pValue"], reference)
        compared += 1
    assert compared >= 5


def test_bootstrap_of_the_mean_difference(figures):
    """Other random numbers give another interval: the ends lie within a tenth of its width."""
    for number, (case, ours) in enumerate(figures[:40]):
        first, second = np.array(case["pairs"]).T
        reference = stats.bootstrap(
            (second - first,), np.mean, n_resamples=5_000, method="percentile", random_state=np.random.default_rng(number)
        ).confidence_interval
        width = reference.high - reference.low
        interval = ours["difference"]["interval"]
        assert close(ours["difference"]["difference"], float(np.mean(second - first)))
        assert abs(interval["low"] - reference.low) < width / 10
        assert abs(interval["high"] - reference.high) < width / 10


def test_rank_correlations(figures):
    for case, ours in figures:
        first, second = np.array(case["pairs"]).T
        assert close(ours["spearman"], stats.spearmanr(first, second).statistic)
        assert close(ours["kendall"], stats.kendalltau(first, second).statistic)


def test_rates_of_a_judge(figures):
    for case, ours in figures:
        counts = case["counts"]
        tp, fp, fn, tn = (counts[key] for key in ["truePositive", "falsePositive", "falseNegative", "trueNegative"])
        people = [1] * tp + [0] * fp + [1] * fn + [0] * tn
        judge = [1] * tp + [1] * fp + [0] * fn + [0] * tn
        measures = ours["confusion"]
        assert close(measures["truePositiveRate"]["value"], recall_score(people, judge))
        assert close(measures["trueNegativeRate"]["value"], recall_score(people, judge, pos_label=0))
        assert close(measures["precision"]["value"], precision_score(people, judge))
        assert close(measures["f1"]["value"], f1_score(people, judge))
        low, high = proportion_confint(tp, tp + fn, method="wilson")
        assert close(measures["truePositiveRate"]["low"], low)
        assert close(measures["truePositiveRate"]["high"], high)


def test_kappa_with_its_interval(figures):
    for case, ours in figures:
        reference = cohens_kappa(np.array(case["matrix"]))
        assert close(ours["kappa"]["value"], reference.kappa)
        assert close(ours["kappa"]["low"], max(-1, reference.kappa_low))
        assert close(ours["kappa"]["high"], min(1, reference.kappa_upp))


def test_wilson_and_the_rows_it_takes(figures):
    for case, ours in figures:
        count, total = case["share"]
        low, high = proportion_confint(count, total, method="wilson")
        assert close(ours["wilson"]["low"], max(0, low))
        assert close(ours["wilson"]["high"], min(1, high))

        def half_width(rows):
            low, high = proportion_confint(count / total * rows, rows, method="wilson")
            return (high - low) / 2

        assert half_width(ours["rows"]) <= case["halfWidth"] + 1e-9
        assert half_width(ours["rows"] - 1) > case["halfWidth"] - 1e-9
