"""Small helpers to make traces and to read them back."""

import inspect
import os

import mlflow

# Older clients call it by its former name.
has_locations = "locations" in inspect.signature(mlflow.search_traces).parameters


def within(*experiments):
    """The argument of a search that says where."""
    return {"locations" if has_locations else "experiment_ids": [e.experiment_id for e in experiments]}


def flush():
    """Waits until everything logged so far has been sent. Without background threads there is nothing to wait for."""
    if os.environ["MLFLOW_ENABLE_ASYNC_TRACE_LOGGING"] == "true":
        mlflow.flush_trace_async_logging()


def make_trace(name="question", inputs=None, outputs="answer", **more):
    """Logs one trace with a single span; returns its id when it is stored."""
    span = mlflow.start_span_no_context(name, inputs={"question": "?"} if inputs is None else inputs, **more)
    span.set_outputs(outputs)
    span.end()
    flush()
    return span.trace_id


def list_traces(experiment, **more):
    """The experiment's traces with their spans, newest first."""
    flush()
    return mlflow.search_traces(return_type="list", **{"max_results": 1000, **within(experiment), **more})


def only_trace(experiment):
    [trace] = list_traces(experiment)
    return trace


def span_named(trace, name):
    [span] = [span for span in trace.data.spans if span.name == name]
    return span
