"""Wrong use: MLflow's own error code, and a sentence that says what is wrong."""

import json
import os
import urllib.error
import urllib.request

import mlflow
import pytest
from mlflow.entities import Feedback
from mlflow.exceptions import MlflowException

from tracing import make_trace

unknown_trace = "tr-" + "0" * 31 + "1"
unknown_run = "0" * 32


def client():
    return mlflow.MlflowClient()


def search(filter_string=None, **more):
    experiment = mlflow.get_experiment_by_name("Default")
    return client().search_traces(
        locations=[experiment.experiment_id], filter_string=filter_string, include_spans=False, **more
    )


wrong_calls = {
    "an unknown trace": (
        "RESOURCE_DOES_NOT_EXIST",
        lambda: client().get_trace(unknown_trace),
        ("trace", "not found"),
    ),
    "feedback on an unknown trace": (
        "RESOURCE_DOES_NOT_EXIST",
        lambda: mlflow.log_feedback(trace_id=unknown_trace, name="x", value=1),
        ("trace",),
    ),
    "an unknown assessment": (
        "RESOURCE_DOES_NOT_EXIST",
        lambda: mlflow.get_assessment(make_trace(), "a-0123"),
        ("a-0123",),
    ),
    "an update of an unknown assessment": (
        "RESOURCE_DOES_NOT_EXIST",
        lambda: mlflow.update_assessment(make_trace(), "a-0123", Feedback(name="x", value=1)),
        ("a-0123",),
    ),
    "an unknown run": ("RESOURCE_DOES_NOT_EXIST", lambda: client().get_run(unknown_run), (unknown_run,)),
    "traces of an unknown run": (
        "RESOURCE_DOES_NOT_EXIST",
        lambda: mlflow.search_traces(run_id=unknown_run),
        (unknown_run,),
    ),
    "a link to an unknown run": (
        "RESOURCE_DOES_NOT_EXIST",
        lambda: client().link_traces_to_run([make_trace()], unknown_run),
        (unknown_run,),
    ),
    "an unknown experiment": (
        "RESOURCE_DOES_NOT_EXIST",
        lambda: client().get_experiment("99999999"),
        ("99999999",),
    ),
    "an experiment's name taken": (
        "RESOURCE_ALREADY_EXISTS",
        lambda: client().create_experiment("Default"),
        ("Default",),
    ),
    "an unknown field in a filter": ("INVALID_PARAMETER_VALUE", lambda: search("colour = 'x'"), ("colour",)),
    "an unknown entity in a filter": ("INVALID_PARAMETER_VALUE", lambda: search("nothing.x = 'y'"), ("nothing",)),
    "OR in a filter": ("INVALID_PARAMETER_VALUE", lambda: search("status = 'OK' OR status = 'ERROR'"), ()),
    "a text without quotes": ("INVALID_PARAMETER_VALUE", lambda: search("tag.x = y"), ("quote",)),
    "a number for a status": ("INVALID_PARAMETER_VALUE", lambda: search("status = 3"), ()),
    "a text for a number": ("INVALID_PARAMETER_VALUE", lambda: search("feedback.x > 'three'"), ("numeric",)),
    "a comparison that is not there for tags": ("INVALID_PARAMETER_VALUE", lambda: search("tag.x > 'y'"), ()),
    "half a filter": ("INVALID_PARAMETER_VALUE", lambda: search("status ="), ()),
    "two orders of one field": (
        "INVALID_PARAMETER_VALUE",
        lambda: search(order_by=["timestamp_ms ASC", "timestamp_ms DESC"]),
        ("order_by", "once"),
    ),
    "an unknown order": ("INVALID_PARAMETER_VALUE", lambda: search(order_by=["colour ASC"]), ("colour",)),
    "a page too large": ("INVALID_PARAMETER_VALUE", lambda: search(max_results=50_001), ("max_results",)),
    "a page token made up": ("INVALID_PARAMETER_VALUE", lambda: search(page_token="made up"), ("token",)),
    "an unknown scorer": (
        "RESOURCE_DOES_NOT_EXIST",
        lambda: mlflow.genai.scorers.get_scorer(name="nothing"),
        ("nothing",),
    ),
}


# MLflow's own server says nothing to the first and breaks down at the second.
only_assay_refuses = {"a link to an unknown run", "two orders of one field"}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.contract) if n in only_assay_refuses else n for n in wrong_calls]
)
def test_wrong_use(name):
    code, call, words = wrong_calls[name]
    with pytest.raises(MlflowException) as raised:
        call()
    assert raised.value.error_code == code
    for word in words:
        assert word.lower() in str(raised.value).lower()
    # A sentence, not a dump.
    assert len(str(raised.value)) > 15
    assert "Traceback" not in str(raised.value)


def request(method, path, body=None, headers=None):
    """(status, answer) of a plain request, for what the client's own checks would not let through."""
    sent = urllib.request.Request(
        os.environ["ASSAY_CLIENTS_URI"] + path,
        data=None if body is None else body.encode(),
        method=method,
        headers={"content-type": "application/json", **(headers or {})},
    )
    try:
        with urllib.request.urlopen(sent) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.mark.contract
def test_an_unknown_path():
    status, body = request("GET", "/api/3.0/mlflow/nothing/here")
    assert status == 404
    assert json.loads(body)["error_code"] == "ENDPOINT_NOT_FOUND"


def test_a_body_that_is_not_json():
    status, body = request("POST", "/api/3.0/mlflow/traces/search", "{not json")
    assert status == 400
    assert json.loads(body)["error_code"] in ("BAD_REQUEST", "INVALID_PARAMETER_VALUE", "MALFORMED_REQUEST")


def test_a_required_field_left_out():
    status, body = request("POST", "/api/2.0/mlflow/experiments/create", "{}")
    assert status == 400
    answer = json.loads(body)
    assert answer["error_code"] == "INVALID_PARAMETER_VALUE"
    assert "name" in answer["message"]


@pytest.mark.contract
def test_another_host_is_refused():
    status, _ = request("GET", "/version", headers={"host": "evil.example"})
    assert status == 403


def test_a_foreign_page_is_refused():
    status, _ = request("POST", "/api/2.0/mlflow/experiments/create", '{"name": "x"}', {"origin": "https://evil.example"})
    assert status == 403
