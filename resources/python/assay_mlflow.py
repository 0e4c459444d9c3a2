"""Labeling sessions and label schemas of Assay, in the words of MLflow's human feedback tutorial.

MLflow's own ``create_labeling_session`` and its relatives work on Databricks only. This file offers the same calls on
Assay. Put it beside your program; it needs nothing but ``mlflow`` (3.4 or newer)::

    curl -O http://127.0.0.1:5000/assay_mlflow.py

    import mlflow
    from assay_mlflow import InputCategorical, create_label_schema, create_labeling_session

    mlflow.set_tracking_uri("http://127.0.0.1:5000")
    mlflow.set_experiment("my chatbot")
    create_label_schema(
        "accuracy", type="feedback", title="Is the answer right?", input=InputCategorical(options=["yes", "no"])
    )
    session = create_labeling_session("Round 1", assigned_users=["ada"], label_schemas=["accuracy"])
    session.add_traces(mlflow.search_traces(max_results=10))
    print(session.url)

Everything here belongs to the active experiment, unless an ``experiment_id`` is given. Answers are assessments on the
traces: ``mlflow.search_traces(run_id=session.mlflow_run_id)`` returns them.
"""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Optional, Union

import mlflow
from mlflow.exceptions import MlflowException
from mlflow.utils.rest_utils import http_request

__all__ = [
    "EXPECTED_FACTS",
    "EXPECTED_RESPONSE",
    "GUIDELINES",
    "AssayError",
    "InputCategorical",
    "InputCategoricalList",
    "InputHighlight",
    "InputNumeric",
    "InputPairwise",
    "InputPassFail",
    "InputRanking",
    "InputText",
    "InputTextList",
    "LabelSchema",
    "LabelingSession",
    "ReviewApp",
    "create_label_schema",
    "create_labeling_session",
    "delete_label_schema",
    "delete_labeling_session",
    "get_label_schema",
    "get_labeling_session",
    "get_labeling_sessions",
    "get_review_app",
]

#: Names that MLflow's built-in scorers read from expectations.
EXPECTED_FACTS = "expected_facts"
GUIDELINES = "guidelines"
EXPECTED_RESPONSE = "expected_response"


class AssayError(MlflowException):
    """A call that could not be done; the message says why. ``error_code`` is one of MLflow's."""


# --- How a question is answered ------------------------------------------------------------------------------------


@dataclass
class InputPassFail:
    """Two buttons; the answer is ``True`` or ``False``."""

    positive_label: str = "Pass"
    negative_label: str = "Fail"


@dataclass
class InputCategorical:
    """One of several options; the answer is a text. ``multi_select`` makes it a list of them."""

    options: list[str]
    multi_select: bool = False


@dataclass
class InputCategoricalList:
    """Any of several options; the answer is a list of texts."""

    options: list[str]


@dataclass
class InputText:
    """A text, of at most ``max_length`` characters."""

    max_length: Optional[int] = None


@dataclass
class InputTextList:
    """Several texts, such as expected facts; the answer is a list."""

    max_length_each: Optional[int] = None
    max_count: Optional[int] = None


@dataclass
class InputNumeric:
    """A number, between the two bounds where they are given."""

    min_value: Optional[float] = None
    max_value: Optional[float] = None


@dataclass
class InputHighlight:
    """Places in the texts of the trace, each with one of the labels; the answer is a list of marks.

    A mark has ``source`` (``path`` and ``role``), ``start`` and ``end`` in UTF-16 units, ``label`` and ``quote``. ``colors``: one a
    label, of blue, red, green, amber, violet, teal, rose and grey; in this order where left out.
    """

    labels: list[str]
    colors: Optional[list[str]] = None


@dataclass
class InputPairwise:
    """Which of two outputs of the trace is better; the answer is ``A``, ``B``, ``tie`` or, where allowed, ``both_bad``.

    The paths lead into the trace's output, such as ``candidates.0.text``; without them the first two of the output are compared.
    """

    path_a: Optional[str] = None
    path_b: Optional[str] = None
    both_bad: bool = False


@dataclass
class InputRanking:
    """The options in an order, best first; the answer is a list. ``partial``: options may be left out."""

    options: list[str]
    partial: bool = False


_MARK_COLORS = ["blue", "red", "green", "amber", "violet", "teal", "rose", "grey"]

Input = Union[
    InputPassFail,
    InputCategorical,
    InputCategoricalList,
    InputText,
    InputTextList,
    InputNumeric,
    InputHighlight,
    InputPairwise,
    InputRanking,
]


def _input_to_json(value: Any) -> dict[str, Any]:
    # By the name of the class, so that those of mlflow.genai.label_schemas are taken as well.
    kind = type(value).__name__
    if kind == "InputPassFail":
        return {"type": "passFail", "positiveLabel": value.positive_label, "negativeLabel": value.negative_label}
    if kind in ("InputCategorical", "InputCategoricalList"):
        is_multiple = kind == "InputCategoricalList" or bool(getattr(value, "multi_select", False))
        return {"type": "categorical", "options": list(value.options), "isMultiple": is_multiple}
    if kind == "InputText":
        return _without_none({"type": "text", "maxLength": value.max_length})
    if kind == "InputTextList":
        return _without_none(
            {"type": "textList", "maxLengthEach": value.max_length_each, "maxCount": value.max_count}
        )
    if kind == "InputNumeric":
        return _without_none({"type": "numeric", "min": value.min_value, "max": value.max_value})
    if kind == "InputHighlight":
        colors = value.colors or [_MARK_COLORS[at % len(_MARK_COLORS)] for at in range(len(value.labels))]
        if len(colors) != len(value.labels):
            raise AssayError.invalid_parameter_value("`colors` must have one for each of `labels`.")
        labels = [{"text": text, "color": color} for text, color in zip(value.labels, colors)]
        return {"type": "highlight", "labels": labels}
    if kind == "InputPairwise":
        paths = None if value.path_a is None and value.path_b is None else {"a": value.path_a, "b": value.path_b}
        return _without_none({"type": "pairwise", "paths": paths, "hasBothBad": value.both_bad})
    if kind == "InputRanking":
        return {"type": "ranking", "options": list(value.options), "isPartial": value.partial}
    raise AssayError.invalid_parameter_value(
        f"`input` must be one of InputPassFail, InputCategorical, InputCategoricalList, InputText, InputTextList, "
        f"InputNumeric, InputHighlight, InputPairwise and InputRanking; got {kind}."
    )


def _input_from_json(value: dict[str, Any]) -> Input:
    kind = value["type"]
    if kind == "passFail":
        return InputPassFail(value["positiveLabel"], value["negativeLabel"])
    if kind == "categorical":
        if value["isMultiple"]:
            return InputCategoricalList(value["options"])
        return InputCategorical(value["options"])
    if kind == "text":
        return InputText(value.get("maxLength"))
    if kind == "textList":
        return InputTextList(value.get("maxLengthEach"), value.get("maxCount"))
    if kind == "highlight":
        labels = value["labels"]
        return InputHighlight([label["text"] for label in labels], [label["color"] for label in labels])
    if kind == "pairwise":
        paths = value.get("paths") or {}
        return InputPairwise(paths.get("a"), paths.get("b"), value["hasBothBad"])
    if kind == "ranking":
        return InputRanking(value["options"], value["isPartial"])
    return InputNumeric(value.get("min"), value.get("max"))


# --- Label schemas -------------------------------------------------------------------------------------------------


@dataclass
class LabelSchema:
    """A question to reviewers. Answers become assessments that have its name."""

    name: str
    type: str
    title: str
    input: Input
    instruction: Optional[str] = None
    enable_comment: bool = False
    schema_id: Optional[str] = None
    experiment_id: Optional[str] = None

    @classmethod
    def _from_json(cls, value: dict[str, Any]) -> LabelSchema:
        return cls(
            name=value["name"],
            type=value["type"],
            title=value["title"],
            input=_input_from_json(value["input"]),
            instruction=value.get("instruction"),
            enable_comment=value["enable_comment"],
            schema_id=value["schema_id"],
            experiment_id=value["experiment_id"],
        )


def create_label_schema(
    name: str,
    *,
    type: str,
    title: str,
    input: Input,
    instruction: Optional[str] = None,
    enable_comment: bool = False,
    overwrite: bool = False,
    experiment_id: Optional[str] = None,
) -> LabelSchema:
    """Make a question.

    Args:
        name: Name of the assessments that answers become; unique in the experiment, without a dot.
        type: ``"feedback"`` (how good it is) or ``"expectation"`` (what it should have been).
        title: What reviewers read above the input.
        input: How it is answered: one of the ``Input…`` classes here, or MLflow's own.
        instruction: More for reviewers to read.
        enable_comment: Whether there is a box for a rationale.
        overwrite: Whether a question of this name is changed instead of refused. Its type stays.
        experiment_id: Default: the active experiment.

    Raises:
        AssayError: ``RESOURCE_ALREADY_EXISTS``, or ``INVALID_PARAMETER_VALUE`` with what is wrong.
    """
    answer = _call(
        "POST",
        "label-schemas/create",
        {
            "experiment_id": _experiment(experiment_id),
            "name": name,
            "type": str(getattr(type, "value", type)).lower(),
            "title": title,
            "input": _input_to_json(input),
            "instruction": instruction,
            "enable_comment": enable_comment,
            "overwrite": overwrite,
        },
    )
    return LabelSchema._from_json(answer["label_schema"])


def get_label_schema(name: str, *, experiment_id: Optional[str] = None) -> LabelSchema:
    """The question of this name.

    Raises:
        AssayError: ``RESOURCE_DOES_NOT_EXIST``.
    """
    for schema in _list_label_schemas(_experiment(experiment_id)):
        if schema.name == name:
            return schema
    raise AssayError(
        f"There is no label schema named {name!r}. Make it with create_label_schema.",
        error_code=_code("RESOURCE_DOES_NOT_EXIST"),
    )


def delete_label_schema(name: str, *, experiment_id: Optional[str] = None, force: bool = False) -> None:
    """Delete a question. Answers to it stay.

    Args:
        name: Name of the question.
        experiment_id: Default: the active experiment.
        force: Delete it also when labeling sessions with traces ask it; they lose it then.

    Raises:
        AssayError: ``RESOURCE_DOES_NOT_EXIST``, or ``INVALID_STATE`` when a session with traces asks it.
    """
    fields = {"experiment_id": _experiment(experiment_id), "name": name, "force": force}
    _call("POST", "label-schemas/delete", fields)


def _list_label_schemas(experiment_id: str) -> list[LabelSchema]:
    answer = _call("GET", "label-schemas/list", {"experiment_id": experiment_id})
    return [LabelSchema._from_json(schema) for schema in answer["label_schemas"]]


# --- Labeling sessions ---------------------------------------------------------------------------------------------


class LabelingSession:
    """A set of traces with questions to reviewers. It is an MLflow run, and a review queue to MLflow's client."""

    def __init__(self, value: dict[str, Any]):
        self._value = value

    def __repr__(self) -> str:
        return f"LabelingSession(name={self.name!r}, mlflow_run_id={self.mlflow_run_id!r}, url={self.url!r})"

    @property
    def name(self) -> str:
        return self._value["name"]

    @property
    def assigned_users(self) -> list[str]:
        return list(self._value["assigned_users"])

    @property
    def label_schemas(self) -> list[str]:
        """Names of its questions."""
        return list(self._value["label_schemas"])

    @property
    def labeling_session_id(self) -> str:
        return self._value["run_id"]

    @property
    def mlflow_run_id(self) -> str:
        """What ``mlflow.search_traces(run_id=…)`` takes."""
        return self._value["run_id"]

    @property
    def review_queue_id(self) -> str:
        """What ``mlflow.genai.review_queues`` knows it by."""
        return self._value["queue_id"]

    @property
    def review_app_id(self) -> str:
        return self.experiment_id

    @property
    def experiment_id(self) -> str:
        return self._value["experiment_id"]

    @property
    def url(self) -> str:
        """A page that shows the session in a browser, where its reviewers start to label."""
        return f"{_tracking_uri()}/review/{self.mlflow_run_id}"

    def add_traces(self, traces: Any) -> LabelingSession:
        """Add traces; those already in the session keep their state.

        Args:
            traces: A DataFrame from ``mlflow.search_traces``, or one or several of: ``Trace`` objects, their ids,
                their JSON. They must be in the session's experiment.

        Raises:
            AssayError: ``RESOURCE_DOES_NOT_EXIST`` for a trace that Assay does not have; none is added then.
        """
        trace_ids = _trace_ids(traces)
        if trace_ids:
            fields = {"run_id": self.mlflow_run_id, "trace_ids": trace_ids}
            self._update(_when_sent(lambda: _call("POST", "labeling-sessions/add-traces", fields)))
        return self

    def add_dataset(self, dataset_name: str, record_ids: Optional[list[str]] = None) -> LabelingSession:
        """Add the records of an evaluation dataset.

        A record that was made from a trace of this experiment adds that trace. Of any other one a trace is made, with
        its inputs and outputs, and with its expectations as assessments.

        Args:
            dataset_name: Name of the dataset.
            record_ids: Only these records; default: all.
        """
        dataset = _find_dataset(dataset_name, self.experiment_id)
        if dataset is None:
            raise AssayError(
                f"There is no dataset named {dataset_name!r} in experiment {self.experiment_id}.",
                error_code=_code("RESOURCE_DOES_NOT_EXIST"),
            )
        records = dataset.to_df().to_dict("records")
        trace_ids = [
            self._trace_of(record) for record in records if record_ids is None or record["dataset_record_id"] in record_ids
        ]
        return self.add_traces(trace_ids)

    def _trace_of(self, record: dict[str, Any]) -> str:
        if record["source_type"] == "TRACE" and isinstance(record["source_id"], str):
            trace = mlflow.get_trace(record["source_id"])
            if trace is not None and str(trace.info.experiment_id) == self.experiment_id:
                return trace.info.trace_id
        return _make_trace(record, self.experiment_id)

    def set_assigned_users(self, assigned_users: list[str]) -> LabelingSession:
        """Replace the reviewers."""
        self._update(
            _call(
                "POST",
                "labeling-sessions/set-assigned-users",
                {"run_id": self.mlflow_run_id, "assigned_users": list(assigned_users)},
            )
        )
        return self

    def create_link(self, reviewer: str) -> str:
        """Make a link under which one reviewer labels this session, and nothing else, in a browser on this machine.

        Whoever has the link labels under this name. It works while the workspace is open in Assay, which lists the
        links of a session and revokes them; there links can also be opened to other machines.

        Args:
            reviewer: One of the assigned users; anyone where there are none.

        Returns:
            The address. It is told only once.

        Raises:
            AssayError: ``INVALID_PARAMETER_VALUE`` for someone who is not assigned.
        """
        fields = {"run_id": self.mlflow_run_id, "reviewer": reviewer}
        return _call("POST", "labeling-sessions/create-link", fields)["url"]

    def sync(self, to_dataset: str) -> None:
        """Put the session's traces with what reviewers expected of them into an evaluation dataset.

        A record has a trace's inputs and the expectations that people set on it; of several of one name the last one
        counts. A record with these inputs is merged. ``mlflow.genai.evaluate(data=dataset, …)`` takes the dataset.

        Args:
            to_dataset: Name of the dataset; it is made when there is none in the session's experiment.

        Raises:
            AssayError: ``INVALID_STATE`` for a session without traces; no dataset is made then.
        """
        # Older clients know only the former name of the argument, newer ones warn of it.
        where = "locations" if "locations" in inspect.signature(mlflow.search_traces).parameters else "experiment_ids"
        traces = mlflow.search_traces(
            run_id=self.mlflow_run_id, return_type="list", **{where: [self.experiment_id]}
        )
        if not traces:
            raise AssayError(
                f"The session {self.name!r} has no traces, so there is nothing to put into a dataset. Add some with "
                f"session.add_traces.",
                error_code=_code("INVALID_STATE"),
            )
        dataset = _find_dataset(to_dataset, self.experiment_id)
        if dataset is None:
            dataset = mlflow.genai.datasets.create_dataset(name=to_dataset, experiment_id=[self.experiment_id])
        dataset.merge_records([_record_of(trace) for trace in traces])

    def _update(self, answer: dict[str, Any]) -> None:
        self._value = answer["labeling_session"]


def create_labeling_session(
    name: str,
    *,
    assigned_users: Optional[list[str]] = None,
    label_schemas: Optional[list[str]] = None,
    agent: Optional[str] = None,
    enable_multi_turn_chat: bool = False,
    custom_inputs: Optional[dict[str, Any]] = None,
    experiment_id: Optional[str] = None,
) -> LabelingSession:
    """Make a labeling session.

    Args:
        name: Any text; names may repeat.
        assigned_users: The reviewers; default: anyone.
        label_schemas: Names of the questions, which must exist. They cannot change once traces are in the session.
        agent, enable_multi_turn_chat, custom_inputs: Not in Assay, which calls no model; refused when given.
        experiment_id: Default: the active experiment.

    Raises:
        AssayError: ``RESOURCE_DOES_NOT_EXIST`` for an unknown question or experiment.
    """
    if agent is not None or enable_multi_turn_chat or custom_inputs:
        raise AssayError.invalid_parameter_value(
            "Assay labels traces that exist and calls no agent: leave agent, enable_multi_turn_chat and custom_inputs out."
        )
    if isinstance(assigned_users, str) or isinstance(label_schemas, str):
        raise AssayError.invalid_parameter_value("`assigned_users` and `label_schemas` must be lists.")
    answer = _call(
        "POST",
        "labeling-sessions/create",
        {
            "experiment_id": _experiment(experiment_id),
            "name": name,
            "assigned_users": list(assigned_users or []),
            # Schemas themselves will do as well as their names.
            "label_schemas": [getattr(schema, "name", schema) for schema in label_schemas or []],
        },
    )
    return LabelingSession(answer["labeling_session"])


def get_labeling_sessions(*, experiment_id: Optional[str] = None) -> list[LabelingSession]:
    """The experiment's sessions, newest first."""
    answer = _call("GET", "labeling-sessions/list", {"experiment_id": _experiment(experiment_id)})
    return [LabelingSession(session) for session in answer["labeling_sessions"]]


def get_labeling_session(run_id: str) -> LabelingSession:
    """The session with this run id.

    Raises:
        AssayError: ``RESOURCE_DOES_NOT_EXIST``.
    """
    return LabelingSession(_call("GET", "labeling-sessions/get", {"run_id": run_id})["labeling_session"])


def delete_labeling_session(labeling_session: LabelingSession) -> None:
    """Delete a session and its run. Its traces and their assessments stay.

    Raises:
        AssayError: ``RESOURCE_DOES_NOT_EXIST`` when it is gone already.
    """
    _call("POST", "labeling-sessions/delete", {"run_id": labeling_session.mlflow_run_id})


# --- Review app ----------------------------------------------------------------------------------------------------


class ReviewApp:
    """The questions and sessions of one experiment. Assay needs no app of its own for them."""

    def __init__(self, experiment_id: str):
        self.experiment_id = experiment_id

    @property
    def review_app_id(self) -> str:
        return self.experiment_id

    @property
    def url(self) -> str:
        """Where Assay answers; each session has a page of its own, ``session.url``."""
        return _tracking_uri()

    @property
    def label_schemas(self) -> list[LabelSchema]:
        return _list_label_schemas(self.experiment_id)

    def get_labeling_sessions(self) -> list[LabelingSession]:
        return get_labeling_sessions(experiment_id=self.experiment_id)


def get_review_app(experiment_id: Optional[str] = None) -> ReviewApp:
    """The review app of an experiment; default: of the active one."""
    app = ReviewApp(_experiment(experiment_id))
    # Says at once when the experiment, or Assay, is not there.
    _call("GET", "label-schemas/list", {"experiment_id": app.experiment_id})
    return app


# --- Traces and records --------------------------------------------------------------------------------------------


def _trace_ids(traces: Any) -> list[str]:
    if traces is None:
        raise AssayError.invalid_parameter_value("`traces` must not be None.")
    columns = getattr(traces, "columns", None)
    if columns is not None:
        for column in ("trace_id", "trace"):
            if column in columns:
                return [_trace_id(item) for item in traces[column]]
        raise AssayError.invalid_parameter_value("The DataFrame must have a column `trace` or `trace_id`.")
    if isinstance(traces, (str, dict)) or hasattr(traces, "info") or not isinstance(traces, Iterable):
        traces = [traces]
    return [_trace_id(trace) for trace in traces]


def _trace_id(trace: Any) -> str:
    if hasattr(trace, "info"):
        return trace.info.trace_id
    if isinstance(trace, str) and trace.lstrip().startswith("{"):
        trace = json.loads(trace)
    if isinstance(trace, dict):
        info = trace.get("info", trace)
        trace = info.get("trace_id") or info.get("request_id")
    if isinstance(trace, str) and trace:
        return trace
    raise AssayError.invalid_parameter_value(
        "`traces` must be Trace objects, their ids or their JSON, or a DataFrame from mlflow.search_traces."
    )


def _record_of(trace: Any) -> dict[str, Any]:
    root = next((span for span in trace.data.spans if not span.parent_id), None)
    inputs = root.inputs if root is not None else None
    expectations: dict[str, Any] = {}
    judged = [
        assessment
        for assessment in trace.info.assessments or []
        if assessment.expectation is not None
        and assessment.valid is not False
        and assessment.source.source_type == "HUMAN"
    ]
    for assessment in sorted(judged, key=lambda item: item.last_update_time_ms or 0):
        expectations[assessment.name] = assessment.expectation.value
    return {
        "inputs": inputs if isinstance(inputs, dict) else {} if inputs is None else {"input": inputs},
        "expectations": expectations,
        "source": {"source_type": "TRACE", "source_data": {"trace_id": trace.info.trace_id}},
    }


def _find_dataset(name: str, experiment_id: str) -> Any:
    quote = '"' if "'" in name else "'"
    found = mlflow.genai.datasets.search_datasets(
        experiment_ids=[experiment_id], filter_string=f"name = {quote}{name}{quote}", max_results=1
    )
    return next(iter(found), None)


def _make_trace(record: dict[str, Any], experiment_id: str) -> str:
    from mlflow.entities import AssessmentSource

    outputs = record.get("outputs")
    client = mlflow.MlflowClient()
    root = client.start_trace("dataset record", inputs=record["inputs"], experiment_id=experiment_id)
    # pandas has NaN where a record has nothing.
    client.end_trace(root.trace_id, outputs=None if isinstance(outputs, float) and outputs != outputs else outputs)
    expectations = record["expectations"]
    source = AssessmentSource(source_type="HUMAN", source_id="dataset")
    for name, value in (expectations if isinstance(expectations, dict) else {}).items():
        given = {"trace_id": root.trace_id, "name": name, "value": value, "source": source}
        _when_sent(lambda given=given: mlflow.log_expectation(**given))
    return root.trace_id


def _when_sent(call: Callable[[], Any]) -> Any:
    """Call; where a trace is missing, once more after MLflow sent the traces that it sends in the background."""
    try:
        return call()
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
    mlflow.flush_trace_async_logging()
    return call()


# --- Talking to Assay ----------------------------------------------------------------------------------------------


def _experiment(experiment_id: Optional[str]) -> str:
    if experiment_id is not None:
        return str(experiment_id)
    from mlflow.tracking.fluent import _get_experiment_id

    return str(_get_experiment_id())


def _tracking_uri() -> str:
    return mlflow.get_tracking_uri().rstrip("/")


def _call(method: str, path: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Call Assay with the address and credentials that MLflow's client uses."""
    uri = _tracking_uri()
    if not uri.startswith(("http://", "https://")):
        raise AssayError.invalid_parameter_value(
            f"The tracking URI is {uri}, which is not Assay. Call mlflow.set_tracking_uri with the address that Assay "
            f"shows under Connect, such as http://127.0.0.1:5000."
        )
    from mlflow.tracking._tracking_service.utils import _get_store

    fields = _without_none(fields)
    response = http_request(
        _get_store().get_host_creds(),
        f"/api/3.0/assay/{path}",
        method,
        raise_on_status=False,
        **({"params": fields} if method == "GET" else {"json": fields}),
    )
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        answer = {}
    if response.status_code == 200:
        return answer
    code = answer.get("error_code")
    if code == "ENDPOINT_NOT_FOUND" or (code is None and response.status_code in (404, 405)):
        raise AssayError(
            f"The server at {uri} is not Assay, or an older one. Point mlflow.set_tracking_uri at Assay's address, and "
            f"use the assay_mlflow.py that it serves.",
            error_code=_code("ENDPOINT_NOT_FOUND"),
        )
    message = answer.get("message") or f"The server at {uri} answered with status {response.status_code}."
    raise AssayError(message, error_code=_code(code))


def _code(name: Optional[str]) -> int:
    from mlflow.protos.databricks_pb2 import INTERNAL_ERROR, ErrorCode

    try:
        return ErrorCode.Value(name)
    except (TypeError, ValueError):
        return INTERNAL_ERROR


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}
