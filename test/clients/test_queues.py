"""Label schemas and review queues by the stock client."""

import mlflow
import pytest
from mlflow.entities import AssessmentSource
from mlflow.exceptions import MlflowException

import contract
from tracing import make_trace

label_schemas = pytest.importorskip("mlflow.genai.label_schemas")
review_queues = pytest.importorskip("mlflow.genai.review_queues", reason="review queues came with mlflow 3.14")


def names_of_schemas(page):
    """Without the one that MLflow's own server puts into every new experiment."""
    return [schema.name for schema in page if schema.name != "Feedback"]


def error_code(call, *args, **kwargs):
    with pytest.raises(MlflowException) as raised:
        call(*args, **kwargs)
    return raised.value.error_code


inputs = [
    label_schemas.InputPassFail(positive_label="Good", negative_label="Bad"),
    label_schemas.InputCategorical(options=["one", "two", "three"]),
    label_schemas.InputCategorical(options=["a", "b"], multi_select=True),
    label_schemas.InputNumeric(min_value=1, max_value=5),
    label_schemas.InputNumeric(),
    label_schemas.InputText(max_length=500),
    label_schemas.InputText(),
]


@pytest.mark.parametrize("input", inputs, ids=repr)
@pytest.mark.parametrize("type", ["feedback", "expectation"])
def test_schemas_of_every_input(input, type, experiment):
    made = label_schemas.create_label_schema(
        "How is it?", type=type, input=input, instruction="Read twice.", enable_comment=True
    )
    assert made.schema_id.startswith("ls-")
    read = label_schemas.get_label_schema(schema_id=made.schema_id)
    assert (read.name, read.type, read.input) == ("How is it?", type, input)
    assert (read.instruction, read.enable_comment) == ("Read twice.", True)
    by_name = label_schemas.get_label_schema("How is it?", experiment_id=experiment.experiment_id)
    assert by_name.schema_id == made.schema_id


def test_schemas_are_changed_listed_and_deleted():
    text = label_schemas.InputText()
    made = {
        name: label_schemas.create_label_schema(name, type="feedback", input=text) for name in ("a", "b", "c")
    }
    label_schemas.update_label_schema(
        made["b"].schema_id,
        name="renamed",
        instruction="Now with help",
        enable_comment=True,
        input=label_schemas.InputText(max_length=9),
    )
    read = label_schemas.get_label_schema(schema_id=made["b"].schema_id)
    assert (read.name, read.instruction, read.enable_comment) == ("renamed", "Now with help", True)
    assert read.input == label_schemas.InputText(max_length=9)
    label_schemas.delete_label_schema(schema_id=made["a"].schema_id)
    assert sorted(names_of_schemas(label_schemas.list_label_schemas())) == ["c", "renamed"]
    assert error_code(label_schemas.get_label_schema, schema_id=made["a"].schema_id) == "RESOURCE_DOES_NOT_EXIST"


def test_schemas_page_by_page():
    for index in range(7):
        label_schemas.create_label_schema(f"q{index}", type="feedback", input=label_schemas.InputText())
    found, token = [], None
    while True:
        page = label_schemas.list_label_schemas(max_results=3, page_token=token)
        assert len(page) <= 3
        found += names_of_schemas(page)
        token = page.token
        if not token:
            break
    assert sorted(found) == [f"q{index}" for index in range(7)]


def test_a_name_is_taken_once_in_an_experiment():
    text = label_schemas.InputText()
    label_schemas.create_label_schema("quality", type="feedback", input=text)
    code = error_code(label_schemas.create_label_schema, "quality", type="expectation", input=text)
    assert code == "RESOURCE_ALREADY_EXISTS"


@pytest.fixture
def queue():
    schemas = [
        label_schemas.create_label_schema(name, type="feedback", input=label_schemas.InputText())
        for name in ("first", "second")
    ]
    return review_queues.create_review_queue(
        "week 12", queue_type="custom", users=["ann", "bob"], schema_ids=[schema.schema_id for schema in schemas]
    )


def test_a_custom_queue(queue, experiment):
    assert queue.queue_id.startswith("rq-")
    for read in (
        review_queues.get_review_queue(queue.queue_id),
        review_queues.get_review_queue(name="week 12"),
    ):
        assert (read.queue_id, read.name, read.queue_type) == (queue.queue_id, "week 12", "custom")
        assert sorted(read.users) == ["ann", "bob"]
        assert sorted(read.schema_ids) == sorted(queue.schema_ids)
        assert read.experiment_id == experiment.experiment_id
    assert error_code(review_queues.create_review_queue, "week 12", queue_type="custom") == "RESOURCE_ALREADY_EXISTS"


def test_a_users_own_queue():
    first = review_queues.get_or_create_user_queue("ann")
    again = review_queues.get_or_create_user_queue("ann")
    assert (first.queue_id, first.queue_type, first.users) == (again.queue_id, "user", ["ann"])


def test_queues_are_listed_by_user(queue):
    other = review_queues.create_review_queue("other", queue_type="custom", users=["cleo"])
    assert {q.queue_id for q in review_queues.list_review_queues()} == {queue.queue_id, other.queue_id}
    assert [q.queue_id for q in review_queues.list_review_queues(user="cleo")] == [other.queue_id]


def test_items_and_their_status(queue):
    ids = [make_trace(f"trace {index}") for index in range(3)]
    added = review_queues.add_items_to_review_queue(queue.queue_id, item_ids=ids)
    assert [item.item_id for item in added] == ids
    assert {item.status for item in added} == {"pending"}

    done = review_queues.set_review_queue_item_status(
        queue.queue_id, item_id=ids[0], status="complete", completed_by="ann"
    )
    assert (done.status, done.completed_by) == ("complete", "ann")
    assert done.completed_time_ms > 0
    review_queues.set_review_queue_item_status(
        queue.queue_id, item_id=ids[1], status="declined", completed_by="bob"
    )

    # Adding again keeps the state.
    review_queues.add_items_to_review_queue(queue.queue_id, item_ids=ids)
    listed = {item.item_id: item.status for item in review_queues.list_review_queue_items(queue.queue_id)}
    assert listed == {ids[0]: "complete", ids[1]: "declined", ids[2]: "pending"}
    pending = review_queues.list_review_queue_items(queue.queue_id, status="pending")
    assert [item.item_id for item in pending] == ids[2:]

    reopened = review_queues.set_review_queue_item_status(queue.queue_id, item_id=ids[0], status="pending")
    assert (reopened.status, reopened.completed_by) == ("pending", None)

    review_queues.remove_items_from_review_queue(queue.queue_id, item_ids=[ids[2]])
    assert {item.item_id for item in review_queues.list_review_queue_items(queue.queue_id)} == set(ids[:2])


def test_an_answer_does_not_move_an_item(queue):
    trace_id = make_trace()
    review_queues.add_items_to_review_queue(queue.queue_id, item_ids=[trace_id])
    ann = AssessmentSource(source_type="HUMAN", source_id="ann")
    mlflow.log_feedback(trace_id=trace_id, name="first", value="fine", source=ann)
    assert [item.status for item in review_queues.list_review_queue_items(queue.queue_id)] == ["pending"]


def test_reviewers_change_at_any_time_but_schemas_only_before_items(queue):
    schema_ids = queue.schema_ids[:1]
    changed = review_queues.update_review_queue(queue.queue_id, schema_ids=schema_ids, users=["cleo"])
    assert (changed.schema_ids, changed.users) == (schema_ids, ["cleo"])
    review_queues.add_items_to_review_queue(queue.queue_id, item_ids=[make_trace()])
    assert review_queues.update_review_queue(queue.queue_id, users=["dan"]).users == ["dan"]
    with pytest.raises(MlflowException):
        review_queues.update_review_queue(queue.queue_id, schema_ids=queue.schema_ids)


def test_a_deleted_queue_leaves_its_assessments(queue):
    trace_id = make_trace()
    review_queues.add_items_to_review_queue(queue.queue_id, item_ids=[trace_id])
    mlflow.log_feedback(trace_id=trace_id, name="first", value="fine")
    review_queues.delete_review_queue(queue.queue_id)
    assert error_code(review_queues.get_review_queue, queue.queue_id) == "RESOURCE_DOES_NOT_EXIST"
    assert [a.value for a in mlflow.get_trace(trace_id).info.assessments] == ["fine"]


@pytest.mark.contract
def test_a_queue_is_a_labeling_session(queue):
    """One thing with two names: the interface's session, whose id is a run that `search_traces` takes."""
    ids = [make_trace(f"trace {index}") for index in range(2)]
    review_queues.add_items_to_review_queue(queue.queue_id, item_ids=ids)
    review_queues.set_review_queue_item_status(queue.queue_id, item_id=ids[0], status="complete", completed_by="ann")
    [session] = [s for s in contract.call("labelingSessions/list") if s["queueId"] == queue.queue_id]
    assert (session["name"], session["queueType"]) == ("week 12", "custom")
    assert session["itemCounts"] == {"pending": 1, "complete": 1, "declined": 0}
    traces = mlflow.search_traces(run_id=session["sessionId"], return_type="list")
    assert {trace.info.trace_id for trace in traces} == set(ids)
    assert mlflow.get_run(session["sessionId"]).info.run_name == "week 12"


@pytest.mark.contract
def test_a_session_of_the_interface_is_a_queue(experiment):
    trace_id = make_trace()
    schema = contract.call(
        "labelSchemas/create",
        {
            "experimentId": experiment.experiment_id,
            "name": "quality",
            "type": "feedback",
            "title": "Is it good?",
            "input": {"type": "passFail", "positiveLabel": "Yes", "negativeLabel": "No"},
        },
    )
    session = contract.call(
        "labelingSessions/create",
        {
            "experimentId": experiment.experiment_id,
            "name": "from the interface",
            "schemaIds": [schema["schemaId"]],
            "reviewers": ["ann"],
            "selection": {"traceIds": [contract.bare_trace_id(trace_id)]},
        },
    )
    queue = review_queues.get_review_queue(session["queueId"])
    assert (queue.name, queue.users, queue.schema_ids) == ("from the interface", ["ann"], [schema["schemaId"]])
    assert [item.item_id for item in review_queues.list_review_queue_items(queue.queue_id)] == [trace_id]
    read = label_schemas.get_label_schema(schema_id=schema["schemaId"])
    assert read.input == label_schemas.InputPassFail(positive_label="Yes", negative_label="No")
