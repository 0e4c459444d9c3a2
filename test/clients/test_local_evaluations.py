"""Evaluations that Assay runs itself are runs like any other to MLflow's client: metrics, rows, judges' answers."""

import os
import time
import uuid

import mlflow
import pytest
from mlflow.genai import datasets

import contract

pytestmark = [pytest.mark.contract, pytest.mark.model_server, pytest.mark.since("3.14")]

ROWS = [
    ("Capital of France?", "Paris", "Paris"),
    ("Capital of Italy?", "Rome", "Rome"),
    ("Capital of Spain?", "WRONG", "Madrid"),
]


@pytest.fixture
def provider():
    """The fake model server, as Settings would name it."""
    saved = contract.call(
        "providers/save",
        {
            "name": f"local {uuid.uuid4().hex[:8]}",
            "baseUrl": os.environ["OPENAI_BASE_URL"],
            "key": {"kind": "none"},
            "prices": {},
        },
    )
    yield saved["provider"]["providerId"]
    contract.call("providers/delete", {"providerId": saved["provider"]["providerId"]})


def evaluate(experiment, dataset, provider):
    """Starts an evaluation of recorded outputs in Assay and waits until it is done."""
    run = contract.call(
        "evaluations/start",
        {
            "experimentId": experiment.experiment_id,
            "name": "nightly",
            "source": {"kind": "dataset", "datasetId": dataset.dataset_id},
            "target": {"kind": "recorded"},
            "scorers": [
                {
                    "kind": "code",
                    "name": "same_words",
                    "check": {
                        "kind": "exact",
                        "expectation": "expected_response",
                        "ignoresCase": True,
                        "ignoresSpace": True,
                    },
                },
                {
                    "kind": "builtinJudge",
                    "name": "correctness",
                    "builtinId": "correctness",
                    "version": 1,
                    "providerId": provider,
                    "model": "fake",
                    "temperature": 0,
                    "repeats": 1,
                },
            ],
            "concurrency": 2,
            "maxTries": 2,
        },
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        progress = contract.call("evaluations/progress", {"runId": run["runId"]})
        if progress["state"] not in ("ready", "running"):
            break
        time.sleep(0.1)
    assert (progress["state"], progress["scored"], progress["failed"]) == ("done", len(ROWS), 0), progress
    return run["runId"]


def test_a_run_made_here_is_read_by_the_client(experiment, provider):
    dataset = datasets.create_dataset(name=f"capitals {uuid.uuid4().hex[:8]}", experiment_id=experiment.experiment_id)
    dataset.merge_records([
        {
            "inputs": {"question": question},
            "outputs": answer,
            "expectations": {"expected_response": expected},
        }
        for question, answer, expected in ROWS
    ])
    run_id = evaluate(experiment, dataset, provider)

    run = mlflow.get_run(run_id)
    assert run.info.status == "FINISHED"
    assert run.data.metrics["same_words/mean"] == pytest.approx(2 / 3)
    assert run.data.metrics["correctness/mean"] == pytest.approx(2 / 3)

    traces = mlflow.search_traces(run_id=run_id, return_type="list", locations=[experiment.experiment_id])
    assert len(traces) == len(ROWS)
    seen = {}
    for trace in traces:
        named = {each.name: each for each in trace.info.assessments}
        judged = named["correctness"]
        assert judged.source.source_type == "LLM_JUDGE"
        assert judged.metadata["mlflow.assessment.sourceRunId"] == run_id
        assert judged.rationale
        seen[trace.data.response] = (named["same_words"].value, judged.value)
    assert len(seen) == len(ROWS)
    assert [value for answer, value in seen.items() if "WRONG" in answer] == [(False, "no")]
    assert all(value == (True, "yes") for answer, value in seen.items() if "WRONG" not in answer)
