"""Small helpers to make traces and to read them back."""

import mlflow


def flush():
    """Waits until everything logged so far has been sent."""
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
    return mlflow.search_traces(
        locations=[experiment.experiment_id], return_type="list", **{"max_results": 1000, **more}
    )


def only_trace(experiment):
    [trace] = list_traces(experiment)
    return trace


def span_named(trace, name):
    [span] = [span for span in trace.data.spans if span.name == name]
    return span
