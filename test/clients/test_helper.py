"""The helper `resources/python/assay_mlflow.py`: label schemas, labeling sessions and the review app on Assay."""

import json
import urllib.request

import assay_mlflow as assay
import mlflow
import pytest
from mlflow.entities import AssessmentSource

from tracing import make_trace, within

ann = AssessmentSource(source_type="HUMAN", source_id="ann")


def refusal(call, *args, **kwargs):
    with pytest.raises(assay.AssayError) as raised:
        call(*args, **kwargs)
    assert raised.value.message
    return raised.value.error_code


@pytest.mark.parametrize(
    "input",
    [
        assay.InputPassFail("Good", "Bad"),
        assay.InputCategorical(options=["one", "two"]),
        assay.InputCategoricalList(options=["a", "b", "c"]),
        assay.InputText(),
        assay.InputText(max_length=500),
        assay.InputTextList(max_length_each=1000, max_count=5),
        assay.InputTextList(),
        assay.InputHighlight(["Wrong", "Vague"], ["red", "amber"]),
        assay.InputPairwise("candidates.0", "candidates.1", both_bad=True),
        assay.InputPairwise(),
        assay.InputRanking(["a", "b", "c"], partial=True),
        assay.InputNumeric(min_value=1, max_value=5),
        assay.InputNumeric(),
    ],
    ids=repr,
)
@pytest.mark.parametrize("type", ["feedback", "expectation"])
def test_schemas_of_every_input(input, type, experiment):
    made = assay.create_label_schema(
        "quality", type=type, title="How is it?", input=input, instruction="Read twice.", enable_comment=True
    )
    read = assay.get_label_schema("quality")
    assert read == made
    assert (read.type, read.title, read.input) == (type, "How is it?", input)
    assert (read.instruction, read.enable_comment) == ("Read twice.", True)
    assert read.experiment_id == experiment.experiment_id


def test_a_schema_is_overwritten_only_on_request():
    text = assay.InputText()
    made = assay.create_label_schema(assay.EXPECTED_FACTS, type="expectation", title="Facts", input=text)
    assert refusal(
        assay.create_label_schema, assay.EXPECTED_FACTS, type="expectation", title="Facts", input=text
    ) == "RESOURCE_ALREADY_EXISTS"
    changed = assay.create_label_schema(
        assay.EXPECTED_FACTS, type="expectation", title="All facts", input=assay.InputTextList(), overwrite=True
    )
    assert (changed.schema_id, changed.title, changed.input) == (made.schema_id, "All facts", assay.InputTextList())
    assert refusal(
        assay.create_label_schema, assay.EXPECTED_FACTS, type="feedback", title="x", input=text, overwrite=True
    ) == "INVALID_PARAMETER_VALUE"
    assay.delete_label_schema(assay.EXPECTED_FACTS)
    assert refusal(assay.get_label_schema, assay.EXPECTED_FACTS) == "RESOURCE_DOES_NOT_EXIST"


@pytest.mark.parametrize(
    "wrong",
    [{"name": "with.dot"}, {"name": ""}, {"type": "other"}, {"input": assay.InputCategorical(options=[])}, {"input": 3}],
    ids=repr,
)
def test_wrong_schemas_are_refused(wrong):
    fields = {"name": "q", "type": "feedback", "title": "Q", "input": assay.InputText(), **wrong}
    assert refusal(assay.create_label_schema, **fields) == "INVALID_PARAMETER_VALUE"


def test_a_session_takes_traces_in_every_form(experiment):
    ids = [make_trace(f"trace {index}") for index in range(3)]
    session = assay.create_labeling_session("Round 1", assigned_users=["Ann", "bob@example.com"])
    frame = mlflow.search_traces(**within(experiment))
    traces = mlflow.search_traces(**within(experiment), return_type="list")
    for form in (ids[0], traces[:1], frame, traces, traces[0].to_json(), [trace.to_json() for trace in traces], []):
        session.add_traces(form)
    labeled = mlflow.search_traces(
        **within(experiment), run_id=session.mlflow_run_id, return_type="list"
    )
    assert {trace.info.trace_id for trace in labeled} == set(ids)
    assert mlflow.get_run(session.mlflow_run_id).info.run_name == "Round 1"
    assert session.assigned_users == ["Ann", "bob@example.com"]
    for wrong in (None, 3, [None]):
        assert refusal(session.add_traces, wrong) == "INVALID_PARAMETER_VALUE"
    assert refusal(session.add_traces, [ids[0], "tr-" + "9" * 32]) == "RESOURCE_DOES_NOT_EXIST"


@pytest.mark.background
def test_traces_that_are_still_on_their_way_are_waited_for():
    session = assay.create_labeling_session("Round 1")

    @mlflow.trace
    def answer():
        return "yes"

    answer()
    trace_id = mlflow.get_last_active_trace_id()
    session.add_traces([trace_id])
    assert mlflow.get_trace(trace_id) is not None


def test_sessions_are_listed_changed_and_deleted():
    assay.create_label_schema("quality", type="feedback", title="Q", input=assay.InputText())
    first = assay.create_labeling_session("same name", label_schemas=["quality"])
    second = assay.create_labeling_session("same name")
    assert [session.mlflow_run_id for session in assay.get_labeling_sessions()] == [
        second.mlflow_run_id,
        first.mlflow_run_id,
    ]
    second.set_assigned_users(["ann"])
    read = assay.get_labeling_session(second.mlflow_run_id)
    assert (read.name, read.assigned_users, read.labeling_session_id) == ("same name", ["ann"], second.mlflow_run_id)
    app = assay.get_review_app()
    assert [schema.name for schema in app.label_schemas] == ["quality"]
    assert len(app.get_labeling_sessions()) == 2
    assay.delete_labeling_session(second)
    assert refusal(assay.get_labeling_session, second.mlflow_run_id) == "RESOURCE_DOES_NOT_EXIST"
    assert refusal(assay.delete_labeling_session, second) == "RESOURCE_DOES_NOT_EXIST"
    assert refusal(assay.create_labeling_session, "x", label_schemas=["none"]) == "RESOURCE_DOES_NOT_EXIST"
    assert refusal(assay.create_labeling_session, "x", agent="bot") == "INVALID_PARAMETER_VALUE"
    assert refusal(assay.get_review_app, "999999") == "RESOURCE_DOES_NOT_EXIST"


def test_a_question_that_is_being_asked_is_deleted_only_by_force():
    assay.create_label_schema("quality", type="feedback", title="Q", input=assay.InputText())
    session = assay.create_labeling_session("Round 1", label_schemas=["quality"]).add_traces([make_trace("ask")])
    assert refusal(assay.delete_label_schema, "quality") == "INVALID_STATE"
    assert assay.get_labeling_session(session.mlflow_run_id).label_schemas == ["quality"]
    assay.delete_label_schema("quality", force=True)
    assert refusal(assay.get_label_schema, "quality") == "RESOURCE_DOES_NOT_EXIST"


def test_a_session_without_traces_makes_no_dataset(experiment):
    session = assay.create_labeling_session("Round 1")
    assert refusal(session.sync, "empty") == "INVALID_STATE"
    found = mlflow.genai.datasets.search_datasets(experiment_ids=[experiment.experiment_id])
    assert [dataset.name for dataset in found] == []


def test_the_page_of_a_session_shows_it():
    session = assay.create_labeling_session("Round <1>").add_traces([make_trace("ask", inputs={"q": "<b>bold</b>"})])
    with urllib.request.urlopen(session.url) as answer:
        page = answer.read().decode()
        assert "script-src" not in answer.headers["content-security-policy"]
    assert "Round &lt;1&gt;" in page
    assert "&lt;b&gt;bold" in page and "<b>" not in page


def test_a_reviewer_gets_a_link():
    assay.create_label_schema(
        "quality", type="feedback", title="Is it good?", input=assay.InputCategorical(options=["good", "bad"])
    )
    session = assay.create_labeling_session("Round 1", assigned_users=["ann"], label_schemas=["quality"])
    session.add_traces([make_trace("ask")])
    link = session.create_link("ann")
    # As a browser does, which keeps the cookie that the link sets.
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(link) as answer:
        assert answer.status == 200
        assert "script-src" in answer.headers["content-security-policy"]
    with pytest.raises(assay.AssayError, match="set_assigned_users"):
        session.create_link("mallory")


def test_expectations_of_people_go_into_a_dataset_and_back(experiment):
    trace_id = make_trace("ask", inputs={"question": "a"}, outputs={"answer": "b"})
    judge = AssessmentSource(source_type="LLM_JUDGE", source_id="judge")
    mlflow.log_expectation(trace_id=trace_id, name="expected_facts", value=["x", "y"], source=ann)
    mlflow.log_expectation(trace_id=trace_id, name="guidelines", value="polite", source=judge)
    mlflow.log_feedback(trace_id=trace_id, name="quality", value=3, source=ann)
    session = assay.create_labeling_session("Round 1").add_traces([trace_id])
    for _ in range(2):
        session.sync("golden")
    [dataset] = mlflow.genai.datasets.search_datasets(
        experiment_ids=[experiment.experiment_id], filter_string="name = 'golden'"
    )
    [record] = dataset.to_df().to_dict("records")
    assert (record["inputs"], record["expectations"]) == ({"question": "a"}, {"expected_facts": ["x", "y"]})
    assert (record["source_type"], record["source_id"]) == ("TRACE", trace_id)

    dataset.merge_records([{"inputs": {"question": "new"}, "expectations": {"expected_response": "yes"}}])
    other = assay.create_labeling_session("Round 2").add_dataset("golden")
    traces = mlflow.search_traces(
        **within(experiment), run_id=other.mlflow_run_id, return_type="list"
    )
    assert len(traces) == 2
    [made] = [trace for trace in traces if trace.info.trace_id != trace_id]
    assert json.loads(made.info.request_preview) == {"question": "new"}
    assert [(a.name, a.expectation.value) for a in made.info.assessments] == [("expected_response", "yes")]
    assert refusal(other.add_dataset, "none") == "RESOURCE_DOES_NOT_EXIST"


def test_another_tracking_store_is_named(tmp_path):
    uri = mlflow.get_tracking_uri()
    try:
        mlflow.set_tracking_uri(f"sqlite:///{tmp_path}/mlflow.db")
        with pytest.raises(assay.AssayError, match="which is not Assay"):
            assay.get_label_schema("quality", experiment_id="0")
    finally:
        mlflow.set_tracking_uri(uri)
