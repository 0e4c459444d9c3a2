"""The six steps of MLflow's tutorial on human feedback, as a developer types them."""

import os

import mlflow
import openai
import pytest
from mlflow.entities import AssessmentSource, Document, SpanType
from mlflow.genai.scorers import Correctness

import contract
from tracing import flush, span_named

pytestmark = [pytest.mark.background, pytest.mark.model_server, pytest.mark.since("3.14")]

documents = {
    "mlflow": "MLflow Tracing records the steps of a GenAI application.",
    "assay": "Assay is a workstation where experts label traces.",
}


@mlflow.trace(span_type=SpanType.RETRIEVER)
def retrieve_context(query):
    topic = "assay" if "assay" in query.lower() else "mlflow"
    return [Document(page_content=documents[topic], metadata={"doc_uri": f"docs/{topic}.md"}, id=topic)]


@mlflow.trace
def my_chatbot(user_question):
    context = "\n".join(document.page_content for document in retrieve_context(user_question))
    answer = openai.OpenAI().chat.completions.create(
        model="gpt-4o-mini",
        messages=[
            {"role": "system", "content": "Answer from the context only."},
            {"role": "user", "content": f"Question: {user_question}\nContext: {context}"},
        ],
    )
    return answer.choices[0].message.content


@pytest.fixture
def autolog():
    mlflow.openai.autolog()
    yield
    mlflow.openai.autolog(disable=True)


def ask(question):
    answer = my_chatbot(user_question=question)
    flush()
    return answer, mlflow.get_last_active_trace_id()


@pytest.fixture
def labeled_traces(autolog):
    """Two questions asked, so that there is something to label."""
    return [ask("What does MLflow Tracing do?"), ask("What is Assay?")]


def test_step_1_traces_an_application(autolog):
    answer, trace_id = ask("What does MLflow Tracing do?")
    assert answer == documents["mlflow"]

    trace = mlflow.get_trace(trace_id)
    assert [span.name for span in trace.data.spans] == ["my_chatbot", "retrieve_context", "Completions"]
    root, retriever, model = trace.data.spans
    assert retriever.parent_id == model.parent_id == root.span_id
    assert retriever.span_type == SpanType.RETRIEVER
    assert retriever.outputs[0]["page_content"] == documents["mlflow"]
    assert retriever.outputs[0]["metadata"] == {"doc_uri": "docs/mlflow.md"}
    assert model.span_type == SpanType.CHAT_MODEL
    assert model.inputs["messages"][0]["content"] == "Answer from the context only."
    assert model.outputs["choices"][0]["message"]["content"] == answer
    assert trace.info.token_usage["output_tokens"] == len(answer.split())
    assert root.inputs == {"user_question": "What does MLflow Tracing do?"}
    assert root.outputs == answer


def test_step_2_collects_feedback_of_an_end_user(autolog):
    _, trace_id = ask("What does MLflow Tracing do?")
    mlflow.log_feedback(
        trace_id=trace_id,
        name="user_feedback",
        value=False,
        rationale="Missing details about MLflow from Databricks",
        source=AssessmentSource(source_type="HUMAN", source_id="enduser_123"),
    )
    [feedback] = mlflow.get_trace(trace_id).info.assessments
    assert (feedback.name, feedback.value) == ("user_feedback", False)
    assert feedback.rationale == "Missing details about MLflow from Databricks"
    assert (feedback.source.source_type, feedback.source.source_id) == ("HUMAN", "enduser_123")


@pytest.mark.contract
def test_step_2_shows_in_the_interface(autolog):
    _, trace_id = ask("What does MLflow Tracing do?")
    source = AssessmentSource(source_type="HUMAN", source_id="enduser_123")
    mlflow.log_feedback(trace_id=trace_id, name="user_feedback", value=False, rationale="Too short", source=source)
    [shown] = contract.call("assessments/list", {"traceId": contract.bare_trace_id(trace_id)})
    assert (shown["name"], shown["value"], shown["rationale"]) == ("user_feedback", False, "Too short")
    assert shown["source"] == {"type": "HUMAN", "id": "enduser_123"}
    assert shown["kind"] == "feedback"


@pytest.mark.contract
def test_step_3_reads_what_a_developer_noted_in_the_interface(autolog):
    _, trace_id = ask("What does MLflow Tracing do?")
    contract.call(
        "assessments/create",
        {
            "traceId": contract.bare_trace_id(trace_id),
            "name": "accuracy_score",
            "kind": "feedback",
            "value": 0.75,
            "rationale": "Right but incomplete",
            "source": {"type": "HUMAN", "id": "dev@example.com"},
        },
    )
    [feedback] = mlflow.get_trace(trace_id).info.assessments
    assert (feedback.name, feedback.value, feedback.rationale) == ("accuracy_score", 0.75, "Right but incomplete")
    assert (feedback.source.source_type, feedback.source.source_id) == ("HUMAN", "dev@example.com")

    flush()
    [found] = mlflow.search_traces(filter_string="feedback.accuracy_score > 0.7", return_type="list")
    assert found.info.trace_id == trace_id


@pytest.mark.contract
def test_step_4_sends_traces_to_an_expert(labeled_traces, experiment):
    """With the helper `assay_mlflow`, whose calls are those of the tutorial's Databricks-only part."""
    import assay_mlflow

    accuracy = assay_mlflow.create_label_schema(
        name="response_accuracy",
        type="feedback",
        title="Is the response factually accurate?",
        input=assay_mlflow.InputCategorical(options=["Accurate", "Partially Accurate", "Inaccurate"]),
        overwrite=True,
    )
    ideal = assay_mlflow.create_label_schema(
        name="expected_response",
        type="expectation",
        title="What would be the ideal response?",
        input=assay_mlflow.InputText(),
        overwrite=True,
    )
    session = assay_mlflow.create_labeling_session(
        name="quality_review", label_schemas=[accuracy.name, ideal.name], assigned_users=["expert@example.com"]
    )
    traces = mlflow.search_traces(locations=[experiment.experiment_id])
    session.add_traces(traces)

    assert session.url.startswith("http://127.0.0.1")
    in_session = mlflow.search_traces(run_id=session.mlflow_run_id, return_type="list")
    assert {trace.info.trace_id for trace in in_session} == {trace_id for _, trace_id in labeled_traces}

    shown = contract.call("labelingSessions/get", {"sessionId": session.mlflow_run_id})
    assert shown["name"] == "quality_review"
    assert shown["reviewers"] == ["expert@example.com"]
    assert {schema["name"] for schema in shown["schemas"]} == {"response_accuracy", "expected_response"}
    assert shown["itemCounts"] == {"pending": 2, "complete": 0, "declined": 0}

    [queue] = mlflow.genai.review_queues.list_review_queues()
    assert (queue.name, queue.users) == ("quality_review", ["expert@example.com"])


def test_step_4_with_the_client_alone(labeled_traces):
    """The same with review queues, which a stock client has since 3.14."""
    from mlflow.genai import label_schemas, review_queues

    schema = label_schemas.create_label_schema(
        "response_accuracy",
        type="feedback",
        input=label_schemas.InputCategorical(options=["Accurate", "Inaccurate"]),
        enable_comment=True,
    )
    queue = review_queues.create_review_queue(
        "quality_review", queue_type="custom", users=["expert@example.com"], schema_ids=[schema.schema_id]
    )
    trace_ids = [trace_id for _, trace_id in labeled_traces]
    review_queues.add_items_to_review_queue(queue.queue_id, item_ids=trace_ids)
    items = review_queues.list_review_queue_items(queue.queue_id)
    assert {item.item_id for item in items} == set(trace_ids)
    assert {item.status for item in items} == {"pending"}


def expert_answers(labeled_traces):
    """What the expert says of the two answers: the first is right, the second lacks a fact."""
    expert = AssessmentSource(source_type="HUMAN", source_id="expert@example.com")
    (first_answer, first_id), (_, second_id) = labeled_traces
    mlflow.log_expectation(trace_id=first_id, name="expected_response", value=first_answer, source=expert)
    mlflow.log_expectation(
        trace_id=second_id, name="expected_facts", value=["Assay runs without a network"], source=expert
    )
    mlflow.log_feedback(trace_id=first_id, name="response_accuracy", value="Accurate", source=expert)


def judgements(run_id):
    """The judge's value for each question of an evaluation."""
    traces = mlflow.search_traces(run_id=run_id, return_type="list")
    return {
        trace.data.spans[0].inputs["user_question"]: assessment
        for trace in traces
        for assessment in trace.info.assessments
        if assessment.name == "correctness"
    }


@pytest.mark.contract
def test_steps_5_and_6_evaluate_what_an_expert_labeled(labeled_traces, experiment):
    import assay_mlflow

    session = assay_mlflow.create_labeling_session(
        name="review", label_schemas=[], assigned_users=["expert@example.com"]
    )
    session.add_traces(mlflow.search_traces(locations=[experiment.experiment_id]))
    expert_answers(labeled_traces)

    labeled = mlflow.search_traces(run_id=session.mlflow_run_id)
    result = mlflow.genai.evaluate(data=labeled, predict_fn=my_chatbot, scorers=[Correctness()])
    check_evaluation(result)

    [evaluation] = [run for run in contract.call("evaluations/list") if run["runId"] == result.run_id]
    assert evaluation["experimentName"] == experiment.name
    assert evaluation["traceCount"] == 2
    assert evaluation["scorers"] == [
        {"name": "correctness", "count": 2, "errorCount": 0, "passCount": 1, "failCount": 1}
    ]
    assert {"correctness/mean": 0.5}.items() <= {m["key"]: m["value"] for m in evaluation["metrics"]}.items()
    rows = contract.call("evaluations/rows", {"runId": result.run_id, "limit": 50})["rows"]
    assert sorted(row["results"][0]["value"] for row in rows) == ["no", "yes"]

    dataset = mlflow.genai.datasets.create_dataset(name=f"golden {experiment.name}")
    session.sync(dataset.name)
    records = mlflow.genai.datasets.get_dataset(dataset_id=dataset.dataset_id).to_df()
    expectations = {row["inputs"]["user_question"]: row["expectations"] for _, row in records.iterrows()}
    assert expectations == {
        "What does MLflow Tracing do?": {"expected_response": documents["mlflow"]},
        "What is Assay?": {"expected_facts": ["Assay runs without a network"]},
    }


def test_steps_5_and_6_with_the_client_alone(labeled_traces, experiment):
    with mlflow.start_run(run_name="session") as run:
        pass
    mlflow.MlflowClient().link_traces_to_run([trace_id for _, trace_id in labeled_traces], run.info.run_id)
    expert_answers(labeled_traces)
    labeled = mlflow.search_traces(run_id=run.info.run_id)
    assert len(labeled) == 2
    check_evaluation(mlflow.genai.evaluate(data=labeled, predict_fn=my_chatbot, scorers=[Correctness()]))


def check_evaluation(result):
    assert result.metrics == {"correctness/mean": 0.5}
    found = judgements(result.run_id)
    assert {question: assessment.value for question, assessment in found.items()} == {
        "What does MLflow Tracing do?": "yes",
        "What is Assay?": "no",
    }
    judged = found["What is Assay?"]
    assert judged.rationale.endswith("Not in the document: Assay runs without a network")
    assert judged.source.source_type == "LLM_JUDGE"
    assert judged.metadata["mlflow.assessment.sourceRunId"] == result.run_id
    assert len(result.result_df) == 2


def test_the_model_is_the_fake_one():
    assert os.environ["OPENAI_BASE_URL"].startswith("http://127.0.0.1:")
