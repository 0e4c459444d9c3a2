"""Labeled data that Assay exports, read by those it is for: pandas, pyarrow, Hugging Face datasets, MLflow's merge_records."""

import json
import time
import uuid

import assay_mlflow as assay
import mlflow
import pandas
import pyarrow.parquet
import pytest
from mlflow.entities import AssessmentSource

import contract
from tracing import make_trace

pytestmark = [pytest.mark.contract, pytest.mark.since("3.14")]

ann = AssessmentSource(source_type="HUMAN", source_id="ann")
bob = AssessmentSource(source_type="HUMAN", source_id="bob")
hostile = '=HYPERLINK("http://x", "y"),\n改行と"引用"'


@pytest.fixture
def session():
    """Three traces: agreed on, corrected, and not answered; labelled by two people."""
    assay.create_label_schema("correct", type="feedback", title="Right?", input=assay.InputPassFail("Yes", "No"))
    assay.create_label_schema("score", type="feedback", title="Score", input=assay.InputNumeric(1, 5))
    assay.create_label_schema("expected_response", type="expectation", title="Should say", input=assay.InputText())
    made = assay.create_labeling_session(
        "Round 1", assigned_users=["ann", "bob"], label_schemas=["correct", "score", "expected_response"]
    )
    ids = [
        make_trace("first", inputs={"question": "東京の首都は？"}, outputs=hostile),
        make_trace("second", inputs={"question": "Where is ann@example.com?"}, outputs="Nowhere."),
        make_trace("third", inputs={"question": "Nobody answered"}, outputs={"answer": [1, None]}),
    ]
    made.add_traces(ids)
    for source, score in ((ann, 4), (bob, 4)):
        mlflow.log_feedback(trace_id=ids[0], name="correct", value=True, source=source, rationale=f"says {source.source_id}")
        mlflow.log_feedback(trace_id=ids[0], name="score", value=score, source=source)
    mlflow.log_feedback(trace_id=ids[1], name="correct", value=False, source=bob)
    mlflow.log_expectation(trace_id=ids[1], name="expected_response", value="In Kyoto.", source=ann)
    return made, ids


def export(session, path, **more):
    """Writes the session's labels there; returns the job's report."""
    made, _ = session
    request = {
        "source": {"kind": "session", "sessionId": made.mlflow_run_id},
        "shape": "trace",
        "where": [],
        "corrections": "expected_response",
        "redaction": {"detectors": [], "names": [], "patterns": []},
        "hidesReviewers": False,
        "path": str(path),
        **more,
    }
    job_id = contract.call("labeledExports/start", request)["jobId"]
    for _ in range(600):
        job = contract.call("jobs/get", {"jobId": job_id})
        if job["state"] != "running":
            assert job["state"] == "done", job
            return job["details"]
        time.sleep(0.05)
    raise AssertionError("The export does not end.")


def check_rows(frame, ids):
    assert list(frame["trace_id"]) == ids
    assert list(frame["expected_response"])[1] == "In Kyoto."
    assert list(frame["correct.decided_by"])[:2] == ["unanimous", "unanimous"]
    assert pandas.isna(frame["correct"][2]) and pandas.isna(frame["score"][1])
    assert (bool(frame["correct"][0]), bool(frame["correct"][1]), float(frame["score"][0])) == (True, False, 4.0)


def test_json_lines_in_pandas(session, tmp_path):
    report = export(session, tmp_path / "a.jsonl", format="jsonl")
    frame = pandas.read_json(tmp_path / "a.jsonl", lines=True)
    check_rows(frame, session[1])
    assert list(frame["inputs"])[0] == {"question": "東京の首都は？"}
    assert list(frame["outputs"]) == [hostile, "Nowhere.", {"answer": [1, None]}]
    assert report["rows"] == len(frame) == 3


def test_csv_in_pandas(session, tmp_path):
    export(session, tmp_path / "a.csv", format="csv")
    frame = pandas.read_csv(tmp_path / "a.csv")
    check_rows(frame, session[1])
    # What a spreadsheet would run has an apostrophe before it; all else is as it was.
    assert list(frame["outputs"]) == ["'" + hostile, "Nowhere.", '{"answer":[1,null]}']
    assert json.loads(frame["inputs"][0]) == {"question": "東京の首都は？"}


def test_parquet_in_pyarrow(session, tmp_path):
    export(session, tmp_path / "a.parquet", format="parquet")
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    kinds = {field.name: str(field.type) for field in table.schema}
    assert (kinds["correct"], kinds["score"], kinds["expected_response"]) == ("bool", "double", "string")
    frame = table.to_pandas()
    check_rows(frame, session[1])
    assert list(frame["outputs"])[0] == hostile
    # One row a label, and one column a reviewer.
    export(session, tmp_path / "b.parquet", format="parquet", shape="label", hidesReviewers=True)
    labels = pandas.read_parquet(tmp_path / "b.parquet")
    assert len(labels) == 6
    assert set(labels["source"]) == {"reviewer-1", "reviewer-2"}
    export(session, tmp_path / "c.parquet", format="parquet", shape="reviewer")
    wide = pandas.read_parquet(tmp_path / "c.parquet")
    assert (bool(wide["correct.ann"][0]), bool(wide["correct.bob"][1])) == (True, False)


def test_a_folder_in_hugging_face_datasets(session, tmp_path):
    load_dataset = pytest.importorskip("datasets").load_dataset
    export(session, tmp_path / "folder", format="huggingface")
    loaded = load_dataset(str(tmp_path / "folder"), split="train", cache_dir=str(tmp_path / "cache"))
    assert (len(loaded), loaded.features["correct"].dtype, loaded.features["score"].dtype) == (3, "bool", "float64")
    assert loaded[0]["trace_id"] == session[1][0]
    assert (loaded[0]["outputs"], loaded[2]["correct"]) == (hostile, None)


def test_records_in_merge_records(session, experiment, tmp_path):
    redaction = {"detectors": ["email"], "names": [], "patterns": []}
    report = export(session, tmp_path / "a.jsonl", format="mlflow", redaction=redaction)
    assert report["redactions"]["email"] == 1
    records = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    dataset = mlflow.genai.datasets.create_dataset(
        name=f"exported {uuid.uuid4().hex[:8]}", experiment_id=experiment.experiment_id
    )
    dataset.merge_records(records)
    rows = {row["inputs"]["question"]: row for _, row in dataset.to_df().iterrows()}
    row = rows["Where is [email]?"]
    assert (row["expectations"], row["tags"]["correct"]) == ({"expected_response": "In Kyoto."}, "false")
    assert (row["source_type"], row["source_id"]) == ("TRACE", session[1][1])


def test_conversations_have_the_form_of_the_fine_tuning_api(session, tmp_path):
    export(session, tmp_path / "a.jsonl", format="openaiChat")
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert len(lines) == 3
    for line in lines:
        assert list(line) == ["messages"]
        assert [message["role"] for message in line["messages"]] == ["user", "assistant"]
        assert all(isinstance(message["content"], str) and message["content"] for message in line["messages"])
    # The corrected answer takes the place of what was said.
    assert lines[1]["messages"][1]["content"] == "In Kyoto."
    export(session, tmp_path / "b.jsonl", format="preference")
    [pair] = [json.loads(line) for line in (tmp_path / "b.jsonl").read_text().splitlines()]
    assert (pair["chosen"][0]["content"], pair["rejected"][0]["content"]) == ("In Kyoto.", "Nowhere.")


def test_the_same_content_gives_the_same_bytes(session, tmp_path):
    for format in ("jsonl", "parquet"):
        for name in ("a", "b"):
            (tmp_path / name).mkdir(exist_ok=True)
            export(session, tmp_path / name / "same", format=format)
        for file in ("same", "same.manifest.json"):
            assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
