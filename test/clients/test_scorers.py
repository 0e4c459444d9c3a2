"""Scorers: registered, listed, fetched, deleted; judges that run on a model."""

import mlflow
import pytest
from mlflow.entities import SpanType
from mlflow.exceptions import MlflowException
from mlflow.genai import make_judge, scorer
from mlflow.genai.scorers import Guidelines, RelevanceToQuery, delete_scorer, get_scorer, list_scorers
from mlflow.genai.scorers.registry import list_scorer_versions

import contract

pytestmark = pytest.mark.since("3.14")


def polite_judge(instructions="Is {{ outputs }} polite?", **more):
    return make_judge(name="polite", instructions=instructions, model="openai:/gpt-4o-mini", **more)


def test_versions_of_a_judge(experiment):
    first = polite_judge().register()
    second = polite_judge("Is {{ outputs }} very polite?").register()
    assert first.name == second.name == "polite"
    assert "very polite" in get_scorer(name="polite").instructions
    assert "very polite" not in get_scorer(name="polite", version=1).instructions
    Guidelines(name="short", guidelines="Be short.").register()
    assert {found.name for found in list_scorers()} == {"polite", "short"}
    versions = list_scorer_versions(name="polite")
    assert [version for _, version in versions] == [1, 2]

    delete_scorer(name="polite", version=1)
    with pytest.raises(MlflowException) as raised:
        get_scorer(name="polite", version=1)
    assert raised.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    delete_scorer(name="polite", version="all")
    assert [found.name for found in list_scorers()] == ["short"]


@pytest.mark.model_server
def test_a_judge_of_values():
    judge = polite_judge(feedback_value_type=bool)
    assert judge(outputs={"answer": "You are welcome."}).value is True
    feedback = judge(outputs={"answer": "WRONG"})
    assert (feedback.value, feedback.rationale) == (False, "A rule decided.")
    assert feedback.source.source_type == "LLM_JUDGE"


@pytest.mark.model_server
def test_a_judge_that_reads_the_trace_with_tools():
    with mlflow.start_span(name="root", span_type=SpanType.AGENT) as span:
        span.set_inputs({"question": "?"})
        span.set_outputs("!")
    judge = polite_judge("Look at {{ trace }} and say whether it is polite.")
    feedback = judge(trace=mlflow.get_trace(span.trace_id))
    assert feedback.value == "yes"


@pytest.mark.model_server
def test_an_evaluation_of_an_answer_sheet():
    @scorer
    def is_short(outputs):
        return len(outputs) < 20

    @scorer
    def failing(outputs):
        raise RuntimeError("this scorer fails")

    rows = [
        {"inputs": {"question": "a"}, "outputs": "short answer", "expectations": {"expected_response": "short"}},
        {"inputs": {"question": "b"}, "outputs": "a much longer answer than that"},
        {"inputs": {"question": "c"}, "outputs": "WRONG"},
    ]
    judges = [is_short, failing, polite_judge(), RelevanceToQuery(model="openai:/gpt-4o-mini")]
    result = mlflow.genai.evaluate(data=rows, scorers=judges)
    assert result.metrics["is_short/mean"] == pytest.approx(2 / 3)
    assert result.metrics["relevance_to_query/mean"] == pytest.approx(2 / 3)

    traces = mlflow.search_traces(run_id=result.run_id, return_type="list")
    by_question = {trace.data.spans[0].inputs["question"]: trace.info.assessments for trace in traces}
    assert set(by_question) == {"a", "b", "c"}
    for assessments in by_question.values():
        by_name = {a.name: a for a in assessments}
        assert by_name["is_short"].source.source_type == "CODE"
        assert by_name["failing"].error.error_code == "SCORER_ERROR"
        assert "this scorer fails" in by_name["failing"].error.error_message
    assert {a.name: a.value for a in by_question["a"]}["expected_response"] == "short"
    assert {a.name: a.value for a in by_question["c"]}["polite"] == "no"

    if contract.is_available():
        [shown] = [run for run in contract.call("evaluations/list") if run["runId"] == result.run_id]
        counts = {s["name"]: (s["count"], s["errorCount"]) for s in shown["scorers"]}
        assert counts["failing"] == (3, 3)
        assert counts["is_short"] == counts["polite"] == counts["relevance_to_query"] == (3, 0)


@pytest.mark.model_server
def test_an_evaluation_of_a_dataset(experiment):
    dataset = mlflow.genai.datasets.create_dataset(name=f"d {experiment.name}")
    dataset.merge_records([
        {"inputs": {"question": name}, "expectations": {"expected_response": name.upper()}} for name in "abcde"
    ])

    @scorer
    def matches(outputs, expectations):
        return outputs == expectations["expected_response"]

    result = mlflow.genai.evaluate(
        data=mlflow.genai.datasets.get_dataset(dataset_id=dataset.dataset_id),
        predict_fn=lambda question: question.upper() if question != "e" else "?",
        scorers=[matches],
    )
    assert result.metrics["matches/mean"] == pytest.approx(0.8)
    [logged] = mlflow.get_run(result.run_id).inputs.dataset_inputs
    assert logged.dataset.name == dataset.name
