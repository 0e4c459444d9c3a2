"""Feedback and expectations: made, read, changed, overridden and deleted by the client."""

import mlflow
import pytest
from mlflow.entities import AssessmentError, AssessmentSource, Expectation, Feedback
from mlflow.exceptions import MlflowException

import contract
from tracing import flush, make_trace

human = AssessmentSource(source_type="HUMAN", source_id="expert@example.com")
judge = AssessmentSource(source_type="LLM_JUDGE", source_id="openai:/gpt-4o-mini")

feedback_values = [
    True,
    False,
    7,
    -0.25,
    "fine",
    "はい、正しいです",
    "",
    ["a", "b"],
    [1, 2.5],
    {"tone": "kind", "score": 3},
]
expectation_values = [*feedback_values, {"steps": [{"tool": "search", "args": {"q": "x"}}]}, [[1], [2]]]


def assessments_of(trace_id, all=False):
    return [a for a in mlflow.get_trace(trace_id).info.assessments if all or a.valid is not False]


def is_same(read, written):
    """Numbers travel as JSON's one number type; true is not 1."""
    return read == written and isinstance(read, bool) == isinstance(written, bool)


@pytest.mark.parametrize("value", feedback_values, ids=repr)
def test_feedback_of_every_type(value):
    trace_id = make_trace()
    logged = mlflow.log_feedback(trace_id=trace_id, name="quality", value=value, source=human, rationale="Because.")
    assert logged.assessment_id.startswith("a-")
    [read] = assessments_of(trace_id)
    assert isinstance(read, Feedback)
    assert is_same(read.value, value)
    assert (read.name, read.rationale, read.source, read.trace_id) == ("quality", "Because.", human, trace_id)
    assert read.assessment_id == logged.assessment_id
    assert read.create_time_ms == logged.create_time_ms


@pytest.mark.parametrize("value", expectation_values, ids=repr)
def test_expectations_of_every_type(value):
    trace_id = make_trace()
    mlflow.log_expectation(trace_id=trace_id, name="expected", value=value, source=human, metadata={"round": 2})
    [read] = assessments_of(trace_id)
    assert isinstance(read, Expectation)
    assert is_same(read.value, value)
    assert read.metadata["round"] == "2"


def test_sources_and_defaults():
    trace_id = make_trace()
    mlflow.log_feedback(trace_id=trace_id, value=1)
    mlflow.log_feedback(trace_id=trace_id, name="judged", value="yes", source=judge)
    mlflow.log_expectation(trace_id=trace_id, name="expected", value="x")
    read = {a.name: a.source.source_type for a in assessments_of(trace_id)}
    assert read == {"feedback": "CODE", "judged": "LLM_JUDGE", "expected": "HUMAN"}


def test_several_of_one_name_stay_side_by_side():
    trace_id = make_trace()
    for reviewer in ("ann", "bob", "ann"):
        source = AssessmentSource(source_type="HUMAN", source_id=reviewer)
        mlflow.log_feedback(trace_id=trace_id, name="quality", value=reviewer == "ann", source=source)
    assert [a.source.source_id for a in assessments_of(trace_id)].count("ann") == 2
    assert len(assessments_of(trace_id)) == 3


def test_a_judge_that_failed():
    trace_id = make_trace()
    error = AssessmentError(error_code="RATE_LIMIT", error_message="Too many requests", stack_trace="line 1\nline 2")
    mlflow.log_feedback(trace_id=trace_id, name="judged", error=error, source=judge)
    [read] = assessments_of(trace_id)
    assert read.value is None
    assert (read.error.error_code, read.error.error_message) == ("RATE_LIMIT", "Too many requests")
    assert read.error.stack_trace == "line 1\nline 2"


def test_a_judge_that_raised():
    trace_id = make_trace()
    try:
        raise ValueError("bad value")
    except ValueError as error:
        mlflow.log_feedback(trace_id=trace_id, name="judged", error=error, source=judge)
    [read] = assessments_of(trace_id)
    assert (read.error.error_code, read.error.error_message) == ("ValueError", "bad value")


def test_an_assessment_of_a_span():
    with mlflow.start_span(name="root") as root, mlflow.start_span(name="step") as step:
        pass
    flush()
    mlflow.log_feedback(trace_id=root.trace_id, name="step_quality", value=3, source=human, span_id=step.span_id)
    [read] = assessments_of(root.trace_id)
    assert read.span_id == step.span_id
    assert mlflow.get_trace(root.trace_id).search_assessments("step_quality", span_id=step.span_id) == [read]


def test_get_update_and_delete():
    trace_id = make_trace()
    logged = mlflow.log_feedback(
        trace_id=trace_id, name="quality", value=1, source=human, rationale="first", metadata={"a": "1"}
    )
    assert mlflow.get_assessment(trace_id, logged.assessment_id).value == 1

    changed = mlflow.update_assessment(
        trace_id, logged.assessment_id, Feedback(name="quality", value=2, rationale="second", metadata={"b": "2"})
    )
    assert changed.assessment_id == logged.assessment_id
    [read] = assessments_of(trace_id)
    assert (read.value, read.rationale, read.source) == (2, "second", human)
    assert read.metadata == {"a": "1", "b": "2"}
    assert read.last_update_time_ms >= read.create_time_ms == logged.create_time_ms

    mlflow.delete_assessment(trace_id, logged.assessment_id)
    assert assessments_of(trace_id) == []
    with pytest.raises(MlflowException, match="not found") as raised:
        mlflow.get_assessment(trace_id, logged.assessment_id)
    assert raised.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_an_expectation_updated():
    trace_id = make_trace()
    logged = mlflow.log_expectation(trace_id=trace_id, name="expected_facts", value=["a"], source=human)
    mlflow.update_assessment(trace_id, logged.assessment_id, Expectation(name="expected_facts", value=["a", "b"]))
    [read] = assessments_of(trace_id)
    assert (read.value, read.assessment_id) == (["a", "b"], logged.assessment_id)


def test_an_override_supersedes_and_its_deletion_brings_the_first_back():
    trace_id = make_trace()
    first = mlflow.log_feedback(trace_id=trace_id, name="safe", value="no", source=judge)
    second = mlflow.override_feedback(
        trace_id=trace_id, assessment_id=first.assessment_id, value="yes", rationale="The judge erred.", source=human
    )
    assert second.overrides == first.assessment_id
    [valid] = assessments_of(trace_id)
    assert (valid.assessment_id, valid.value, valid.name) == (second.assessment_id, "yes", "safe")
    by_id = {a.assessment_id: a for a in assessments_of(trace_id, all=True)}
    assert by_id[first.assessment_id].valid is False
    assert by_id[first.assessment_id].value == "no"

    mlflow.delete_assessment(trace_id, second.assessment_id)
    [valid] = assessments_of(trace_id)
    assert (valid.assessment_id, valid.value, valid.valid) == (first.assessment_id, "no", True)


def test_feedback_on_a_trace_that_still_runs():
    span = mlflow.start_span_no_context("running")
    child = mlflow.start_span_no_context("child", parent_span=span)
    child.end()
    flush()
    mlflow.log_feedback(trace_id=span.trace_id, name="early", value=True, source=human)
    span.end()
    flush()
    trace = mlflow.get_trace(span.trace_id)
    assert [a.name for a in trace.info.assessments] == ["early"]
    assert trace.info.state == "OK"
    assert len(trace.data.spans) == 2


@pytest.mark.contract
def test_what_the_interface_changes_the_client_reads():
    trace_id = make_trace()
    logged = mlflow.log_feedback(trace_id=trace_id, name="quality", value=1, source=human, rationale="first")
    revised = contract.call(
        "assessments/revise", {"assessmentId": logged.assessment_id, "change": {"value": 4, "rationale": "second"}}
    )
    [valid] = assessments_of(trace_id)
    assert (valid.assessment_id, valid.value, valid.rationale) == (revised["assessmentId"], 4, "second")
    assert valid.overrides == logged.assessment_id
    contract.call("assessments/delete", {"assessmentId": revised["assessmentId"]})
    [valid] = assessments_of(trace_id)
    assert (valid.assessment_id, valid.value) == (logged.assessment_id, 1)


@pytest.mark.contract
def test_what_the_client_changes_the_interface_shows():
    trace_id = make_trace()
    logged = mlflow.log_feedback(trace_id=trace_id, name="quality", value=1, source=human)
    mlflow.update_assessment(trace_id, logged.assessment_id, Feedback(name="quality", value=5))
    [shown] = contract.call("assessments/list", {"traceId": contract.bare_trace_id(trace_id)})
    assert shown["value"] == 5
    mlflow.delete_assessment(trace_id, shown["assessmentId"])
    assert contract.call("assessments/list", {"traceId": contract.bare_trace_id(trace_id)}) == []
