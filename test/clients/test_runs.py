"""Experiments and runs with what hangs on them."""

import math
import time
import uuid

import mlflow
import pytest
from mlflow.entities import Metric, Param, RunStatus, RunTag, ViewType
from mlflow.exceptions import MlflowException

from tracing import list_traces, make_trace


@pytest.fixture
def client():
    return mlflow.MlflowClient()


def test_a_run_with_everything(client):
    with mlflow.start_run(run_name="first", tags={"stage": "test"}) as run:
        mlflow.log_param("model", "gpt-4o-mini")
        mlflow.log_params({"temperature": 0.5, "top_k": 3})
        mlflow.log_metric("accuracy", 0.5, step=0)
        mlflow.log_metric("accuracy", 0.75, step=1)
        mlflow.log_metrics({"cost": 1e-9, "rows": 12})
        mlflow.set_tag("note", "日本語のメモ")
    read = client.get_run(run.info.run_id)
    assert (read.info.run_name, read.info.status) == ("first", "FINISHED")
    assert read.info.end_time >= read.info.start_time
    assert read.data.params == {"model": "gpt-4o-mini", "temperature": "0.5", "top_k": "3"}
    assert read.data.metrics == {"accuracy": 0.75, "cost": 1e-9, "rows": 12}
    assert {"stage": "test", "note": "日本語のメモ", "mlflow.runName": "first"}.items() <= read.data.tags.items()
    history = client.get_metric_history(run.info.run_id, "accuracy")
    assert [(point.step, point.value) for point in history] == [(0, 0.5), (1, 0.75)]


def test_metrics_that_are_not_numbers_of_json(client):
    with mlflow.start_run() as run:
        mlflow.log_metrics({"nan": math.nan, "up": math.inf, "down": -math.inf})
    metrics = client.get_run(run.info.run_id).data.metrics
    assert math.isnan(metrics["nan"])
    assert (metrics["up"], metrics["down"]) == pytest.approx((1.7976931348623157e308, -1.7976931348623157e308)) or (
        metrics["up"],
        metrics["down"],
    ) == (math.inf, -math.inf)


def test_a_run_that_fails_and_nested_runs(client, experiment):
    with pytest.raises(ValueError, match="stop"), mlflow.start_run(run_name="parent") as parent:
        with mlflow.start_run(run_name="child", nested=True) as child:
            pass
        raise ValueError("stop")
    assert client.get_run(parent.info.run_id).info.status == "FAILED"
    assert client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == parent.info.run_id


def test_a_batch_and_single_changes(client, experiment):
    run = client.create_run(experiment.experiment_id, run_name="batch")
    now_ms = int(time.time() * 1000)
    client.log_batch(
        run.info.run_id,
        metrics=[Metric(f"m{index}", index / 2, now_ms, 0) for index in range(50)],
        params=[Param(f"p{index}", str(index)) for index in range(20)],
        tags=[RunTag("t", "1")],
    )
    client.set_tag(run.info.run_id, "t", "2")
    client.set_tag(run.info.run_id, "u", "3")
    client.delete_tag(run.info.run_id, "u")
    client.update_run(run.info.run_id, status="KILLED", name="renamed")
    read = client.get_run(run.info.run_id)
    assert (len(read.data.metrics), len(read.data.params)) == (50, 20)
    assert read.data.tags["t"] == "2"
    assert "u" not in read.data.tags
    assert (read.info.run_name, read.info.status) == ("renamed", "KILLED")
    client.set_terminated(run.info.run_id, RunStatus.to_string(RunStatus.FINISHED))
    assert client.get_run(run.info.run_id).info.status == "FINISHED"


def test_a_parameter_is_set_once(client, experiment):
    run = client.create_run(experiment.experiment_id)
    client.log_param(run.info.run_id, "k", "1")
    client.log_param(run.info.run_id, "k", "1")
    with pytest.raises(MlflowException) as raised:
        client.log_param(run.info.run_id, "k", "2")
    assert raised.value.error_code == "INVALID_PARAMETER_VALUE"


def test_deleted_runs_come_back(client, experiment):
    run = client.create_run(experiment.experiment_id)
    client.delete_run(run.info.run_id)
    assert client.get_run(run.info.run_id).info.lifecycle_stage == "deleted"
    assert client.search_runs([experiment.experiment_id]) == []
    assert len(client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL)) == 1
    client.restore_run(run.info.run_id)
    assert len(client.search_runs([experiment.experiment_id])) == 1


def test_runs_are_searched(client, experiment):
    for index in range(12):
        run = client.create_run(experiment.experiment_id, run_name=f"run {index}", start_time=1000 + index)
        client.log_metric(run.info.run_id, "accuracy", index / 10)
        client.log_param(run.info.run_id, "parity", "even" if index % 2 == 0 else "odd")
        client.set_tag(run.info.run_id, "group.name", f"g{index % 3}")

    def names(filter_string="", **more):
        found = client.search_runs([experiment.experiment_id], filter_string, **more)
        return [int(run.info.run_name.split()[1]) for run in found]

    assert names() == list(range(11, -1, -1))
    assert names("metrics.accuracy >= 0.9") == [11, 10, 9]
    assert names("params.parity = 'odd' and metrics.accuracy < 0.4") == [3, 1]
    assert names("params.parity LIKE 'ev%' AND tags.`group.name` != 'g0'") == [10, 8, 4, 2]
    assert names("attributes.run_name = 'run 5'") == [5]
    assert names("run_name ILIKE 'RUN 1_'") == [11, 10]
    assert names("attributes.start_time > 1009") == [11, 10]
    assert names(order_by=["metrics.accuracy ASC"], max_results=3) == [0, 1, 2]
    assert names(order_by=["params.parity DESC", "attributes.start_time ASC"])[:2] == [1, 3]
    found, token = [], None
    while True:
        page = client.search_runs([experiment.experiment_id], max_results=5, page_token=token)
        found += [run.info.run_name for run in page]
        token = page.token
        if not token:
            break
    assert found == [f"run {index}" for index in range(11, -1, -1)]


def test_traces_logged_under_a_run_and_linked_to_one(client, experiment):
    with mlflow.start_run() as run:
        inside = make_trace("inside")
    outside = make_trace("outside")
    make_trace("neither")
    assert mlflow.get_trace(inside).info.trace_metadata["mlflow.sourceRun"] == run.info.run_id
    client.link_traces_to_run([outside], run.info.run_id)
    client.link_traces_to_run([outside], run.info.run_id)
    found = mlflow.search_traces(run_id=run.info.run_id, return_type="list")
    assert {trace.info.trace_id for trace in found} == {inside, outside}
    assert len(list_traces(experiment)) == 3


def test_the_inputs_of_a_run(client):
    data = mlflow.data.from_dict({"rows": [1, 2, 3]}, name="small") if hasattr(mlflow.data, "from_dict") else None
    if data is None:
        import pandas

        data = mlflow.data.from_pandas(pandas.DataFrame({"rows": [1, 2, 3]}), name="small")
    with mlflow.start_run() as run:
        mlflow.log_input(data, context="evaluation", tags={"part": "all"})
    [read] = client.get_run(run.info.run_id).inputs.dataset_inputs
    assert (read.dataset.name, read.dataset.digest) == ("small", data.digest)
    assert {tag.key: tag.value for tag in read.tags} == {"mlflow.data.context": "evaluation", "part": "all"}


def test_experiments(client):
    name = f"experiment {uuid.uuid4().hex[:8]}"
    experiment_id = client.create_experiment(name, tags={"team": "search"})
    read = client.get_experiment(experiment_id)
    assert (read.name, read.tags["team"], read.lifecycle_stage) == (name, "search", "active")
    assert read.artifact_location == f"mlflow-artifacts:/{experiment_id}"
    assert client.get_experiment_by_name(name).experiment_id == experiment_id
    assert client.get_experiment_by_name("there is none") is None

    client.rename_experiment(experiment_id, f"{name} renamed")
    client.set_experiment_tag(experiment_id, "team", "ranking")
    client.set_experiment_tag(experiment_id, "gone", "1")
    client.delete_experiment_tag(experiment_id, "gone")
    read = client.get_experiment(experiment_id)
    assert (read.name, read.tags["team"]) == (f"{name} renamed", "ranking")
    assert "gone" not in read.tags

    client.delete_experiment(experiment_id)
    assert client.get_experiment(experiment_id).lifecycle_stage == "deleted"
    client.restore_experiment(experiment_id)
    assert client.get_experiment(experiment_id).lifecycle_stage == "active"


def test_experiments_are_searched(client):
    mark = uuid.uuid4().hex[:8]
    ids = [client.create_experiment(f"{mark} {index}", tags={"mark": mark, "n": str(index)}) for index in range(5)]
    client.delete_experiment(ids[4])

    def names(filter_string, **more):
        found = client.search_experiments(filter_string=filter_string, **more)
        return [experiment.name.removeprefix(f"{mark} ") for experiment in found]

    assert names(f"name LIKE '{mark}%'", order_by=["name ASC"]) == ["0", "1", "2", "3"]
    assert names(f"tags.mark = '{mark}' AND tags.n != '2'", order_by=["name DESC"]) == ["3", "1", "0"]
    assert names(f"name ILIKE '{mark.upper()} 1'") == ["1"]
    assert sorted(names(f"name LIKE '{mark}%'", view_type=ViewType.ALL)) == ["0", "1", "2", "3", "4"]
    assert names(f"name LIKE '{mark}%'", view_type=ViewType.DELETED_ONLY) == ["4"]
    page = client.search_experiments(filter_string=f"name LIKE '{mark}%'", max_results=3)
    rest = client.search_experiments(filter_string=f"name LIKE '{mark}%'", max_results=3, page_token=page.token)
    assert (len(page), len(rest)) == (3, 1)
