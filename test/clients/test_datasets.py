"""Evaluation datasets: records merged, updated and deleted, tags, experiments, search."""

import uuid

import mlflow
import pandas
import pytest
from mlflow.entities import AssessmentSource
from mlflow.exceptions import MlflowException
from mlflow.genai import datasets

import contract
from tracing import make_trace, within

pytestmark = pytest.mark.since("3.14")


@pytest.fixture
def dataset(experiment):
    return datasets.create_dataset(
        name=f"golden {uuid.uuid4().hex[:8]}", experiment_id=experiment.experiment_id, tags={"team": "search"}
    )


def rows_of(dataset):
    """Records by question, as a fresh client reads them."""
    frame = datasets.get_dataset(dataset_id=dataset.dataset_id).to_df()
    return {row["inputs"]["question"]: row for _, row in frame.iterrows()}


def test_a_dataset_is_made_and_read(dataset, experiment):
    assert dataset.dataset_id.startswith("d-")
    read = datasets.get_dataset(dataset_id=dataset.dataset_id)
    assert (read.name, read.tags["team"]) == (dataset.name, "search")
    assert read.experiment_ids == [experiment.experiment_id]
    assert read.created_time > 0
    assert len(read.to_df()) == 0


def test_records_are_merged_by_their_inputs(dataset):
    dataset.merge_records([
        {"inputs": {"question": "a", "n": 1}, "expectations": {"expected_response": "A"}, "tags": {"part": "one"}},
        {"inputs": {"question": "b", "n": 2}},
    ])
    first = rows_of(dataset)
    assert set(first) == {"a", "b"}
    assert first["a"]["expectations"] == {"expected_response": "A"}
    assert first["a"]["tags"]["part"] == "one"

    dataset.merge_records([
        {"inputs": {"n": 1, "question": "a"}, "expectations": {"max_length": 10}, "tags": {"seen": "yes"}},
        {"inputs": {"question": "c"}, "outputs": {"answer": "C"}},
    ])
    second = rows_of(dataset)
    assert set(second) == {"a", "b", "c"}
    assert second["a"]["dataset_record_id"] == first["a"]["dataset_record_id"]
    assert second["a"]["expectations"] == {"expected_response": "A", "max_length": 10}
    assert {"part": "one", "seen": "yes"}.items() <= second["a"]["tags"].items()
    assert second["c"]["outputs"] == {"answer": "C"}


def test_an_expectation_merged_again_is_replaced(dataset):
    inputs = {"question": "a"}
    dataset.merge_records([{"inputs": inputs, "expectations": {"expected_facts": ["x"], "kept": 1}}])
    dataset.merge_records([{"inputs": inputs, "expectations": {"expected_facts": ["x", "y"]}}])
    assert rows_of(dataset)["a"]["expectations"] == {"expected_facts": ["x", "y"], "kept": 1}


def test_records_from_a_data_frame(dataset):
    frame = pandas.DataFrame({
        "inputs": [{"question": f"q{index}"} for index in range(40)],
        "expectations": [{"expected_response": f"r{index}"} for index in range(40)],
    })
    dataset.merge_records(frame)
    rows = rows_of(dataset)
    assert {key: row["expectations"]["expected_response"] for key, row in rows.items()} == {
        f"q{index}": f"r{index}" for index in range(40)
    }


def test_records_from_traces_carry_their_expectations(dataset, experiment):
    expert = AssessmentSource(source_type="HUMAN", source_id="expert")
    trace_id = make_trace("ask", inputs={"question": "traced"}, outputs={"answer": "yes"})
    mlflow.log_expectation(trace_id=trace_id, name="expected_response", value="Yes.", source=expert)
    mlflow.log_feedback(trace_id=trace_id, name="quality", value=3, source=expert)
    dataset.merge_records(mlflow.search_traces(**within(experiment)))
    row = rows_of(dataset)["traced"]
    assert row["expectations"] == {"expected_response": "Yes."}
    assert row["source_type"] == "TRACE"
    source = row["source"]
    source_data = source["source_data"] if isinstance(source, dict) else source.source_data
    assert source_data["trace_id"] == trace_id


def test_unusual_values_come_back_as_they_were(dataset):
    inputs = {"question": "東京の天気は？", "deep": {"list": [1, {"x": None}]}, "number": 2**53 - 1}
    dataset.merge_records([{"inputs": inputs, "outputs": "just text", "expectations": {"facts": ["à", 1.5, True]}}])
    row = rows_of(dataset)["東京の天気は？"]
    assert row["inputs"] == inputs
    assert row["outputs"] == "just text"
    assert row["expectations"] == {"facts": ["à", 1.5, True]}


@pytest.mark.since("3.14")
def test_records_are_deleted(dataset):
    dataset.merge_records([{"inputs": {"question": name}} for name in "abc"])
    gone = rows_of(dataset)["b"]["dataset_record_id"]
    assert dataset.delete_records([gone]) == 1
    assert set(rows_of(dataset)) == {"a", "c"}


def test_many_records_over_several_pages(dataset):
    dataset.merge_records([{"inputs": {"question": f"q{index}"}} for index in range(2500)])
    assert len(rows_of(dataset)) == 2500


def test_tags(dataset):
    datasets.set_dataset_tags(dataset_id=dataset.dataset_id, tags={"team": "ranking", "priority": "high"})
    read = datasets.get_dataset(dataset_id=dataset.dataset_id)
    assert {"team": "ranking", "priority": "high"}.items() <= read.tags.items()
    datasets.delete_dataset_tag(dataset_id=dataset.dataset_id, key="priority")
    assert "priority" not in datasets.get_dataset(dataset_id=dataset.dataset_id).tags


def test_experiments_of_a_dataset(dataset, experiment):
    other = mlflow.set_experiment(f"{experiment.name} other")
    changed = datasets.add_dataset_to_experiments(
        dataset_id=dataset.dataset_id, experiment_ids=[other.experiment_id]
    )
    assert set(changed.experiment_ids) == {experiment.experiment_id, other.experiment_id}
    assert [d.name for d in datasets.search_datasets(experiment_ids=[other.experiment_id])] == [dataset.name]
    datasets.remove_dataset_from_experiments(
        dataset_id=dataset.dataset_id, experiment_ids=[experiment.experiment_id]
    )
    assert datasets.get_dataset(dataset_id=dataset.dataset_id).experiment_ids == [other.experiment_id]


def test_search(experiment):
    mark = uuid.uuid4().hex[:8]
    for index, team in enumerate(["red", "blue", "red"]):
        datasets.create_dataset(
            name=f"{mark} {index}", experiment_id=experiment.experiment_id, tags={"team": team}
        )

    def names(filter_string=None, **more):
        found = datasets.search_datasets(
            experiment_ids=[experiment.experiment_id], filter_string=filter_string, **more
        )
        return [dataset.name.removeprefix(f"{mark} ") for dataset in found]

    assert sorted(names()) == ["0", "1", "2"]
    assert sorted(names("tags.team = 'red'")) == ["0", "2"]
    assert names(f"name LIKE '%{mark} 1%'") == ["1"]
    assert names(f"name = '{mark} 2' AND tags.team != 'blue'") == ["2"]
    assert names(order_by=["name ASC"]) == ["0", "1", "2"]
    assert names(order_by=["name DESC"]) == ["2", "1", "0"]
    assert len(names(max_results=2)) == 2


def test_a_deleted_dataset_is_gone(dataset):
    datasets.delete_dataset(dataset_id=dataset.dataset_id)
    with pytest.raises(MlflowException) as raised:
        datasets.get_dataset(dataset_id=dataset.dataset_id)
    assert raised.value.error_code == "RESOURCE_DOES_NOT_EXIST"


@pytest.mark.contract
def test_the_interface_shows_the_same(dataset):
    dataset.merge_records([{"inputs": {"question": "a"}, "expectations": {"expected_response": "A"}}])
    shown = contract.call("datasets/get", {"datasetId": dataset.dataset_id})
    assert (shown["name"], shown["recordCount"]) == (dataset.name, 1)
    [record] = contract.call("datasets/records", {"datasetId": dataset.dataset_id, "limit": 10})["records"]
    assert record["inputs"] == {"question": "a"}
    assert record["expectations"] == {"expected_response": "A"}
