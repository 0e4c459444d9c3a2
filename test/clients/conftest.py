"""What every client test starts from: the server under test, and an experiment of its own.

The runner (scripts/test-clients.mjs) gives the addresses in the environment. With `ASSAY_CLIENTS_URI` alone the suite runs
against any server that speaks MLflow; what needs Assay's own contract or OTLP ports is skipped then, with that reason.
"""

import os
import sys
import uuid
from pathlib import Path

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("OPENAI_API_KEY", "test")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "resources" / "python"))

import mlflow  # noqa: E402
import pytest  # noqa: E402

import contract  # noqa: E402


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("contract") and not contract.is_available():
            item.add_marker(pytest.mark.skip(reason="this server has no contract of Assay's"))
        if item.get_closest_marker("model_server") and "OPENAI_BASE_URL" not in os.environ:
            item.add_marker(pytest.mark.skip(reason="there is no fake model server"))
        since = item.get_closest_marker("since")
        if since and version_of(mlflow.__version__) < version_of(since.args[0]):
            item.add_marker(pytest.mark.skip(reason=f"mlflow {mlflow.__version__} is older than {since.args[0]}"))


def version_of(text):
    return tuple(int(part) for part in text.split(".")[:2])


@pytest.fixture(autouse=True)
def experiment(request):
    """A new experiment, set as the current one. Traces are sent at once, unless the test is marked `background`."""
    in_background = request.node.get_closest_marker("background") is not None
    os.environ["MLFLOW_ENABLE_ASYNC_TRACE_LOGGING"] = "true" if in_background else "false"
    mlflow.tracing.reset()
    mlflow.set_tracking_uri(os.environ["ASSAY_CLIENTS_URI"])
    yield mlflow.set_experiment(f"{request.node.name[:80]} {uuid.uuid4().hex[:8]}")
    mlflow.flush_trace_async_logging()
    while mlflow.active_run():
        mlflow.end_run()
