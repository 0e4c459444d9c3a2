"""Senders that are not MLflow: OpenTelemetry's SDK and instrumentations of the OpenAI client, read back by the MLflow client."""

import os
import uuid

import mlflow
import openai
import pytest

trace_exporter_http = pytest.importorskip("opentelemetry.exporter.otlp.proto.http.trace_exporter")
trace_exporter_grpc = pytest.importorskip("opentelemetry.exporter.otlp.proto.grpc.trace_exporter")

from google.protobuf import json_format  # noqa: E402
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans  # noqa: E402
from opentelemetry.sdk.resources import Resource  # noqa: E402
from opentelemetry.sdk.trace import TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult  # noqa: E402
from opentelemetry.trace import SpanKind, Status, StatusCode  # noqa: E402

import contract  # noqa: E402
from tracing import span_named  # noqa: E402


class JsonExporter(SpanExporter):
    """OTLP/HTTP with a JSON body: hex ids, as the specification has it. The SDK for Python has no such exporter."""

    def __init__(self, endpoint, headers=None):
        self.endpoint = endpoint
        self.headers = headers or {}

    def export(self, spans):
        import base64
        import json
        import urllib.request

        message = json_format.MessageToDict(encode_spans(spans))
        for resource in message["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                for span in scope["spans"]:
                    for key in ("traceId", "spanId", "parentSpanId"):
                        if key in span:
                            span[key] = base64.b64decode(span[key]).hex()
        request = urllib.request.Request(
            self.endpoint,
            data=json.dumps(message).encode(),
            headers={"content-type": "application/json", **self.headers},
        )
        with urllib.request.urlopen(request) as response:
            return SpanExportResult.SUCCESS if response.status == 200 else SpanExportResult.FAILURE


def otlp_http():
    return trace_exporter_http.OTLPSpanExporter(f"{os.environ['ASSAY_CLIENTS_OTLP_HTTP']}/v1/traces")


def otlp_http_gzip():
    return trace_exporter_http.OTLPSpanExporter(
        f"{os.environ['ASSAY_CLIENTS_OTLP_HTTP']}/v1/traces", compression=trace_exporter_http.Compression.Gzip
    )


def otlp_grpc():
    return trace_exporter_grpc.OTLPSpanExporter(os.environ["ASSAY_CLIENTS_OTLP_GRPC"], insecure=True)


def otlp_json():
    return JsonExporter(f"{os.environ['ASSAY_CLIENTS_OTLP_HTTP']}/v1/traces")


def mlflow_header(experiment):
    return {"x-mlflow-experiment-id": experiment.experiment_id}


def make_provider(exporter):
    provider = TracerProvider(resource=Resource.create({"service.name": "client-tests"}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def send_spans(provider):
    """A model call below an agent; returns the trace's id as MLflow says it."""
    tracer = provider.get_tracer("client-tests")
    with tracer.start_as_current_span("agent", attributes={"tags": ["a", "b"], "count": 3}) as root:
        with tracer.start_as_current_span("chat gpt-4o-mini", kind=SpanKind.CLIENT) as span:
            span.set_attribute("gen_ai.operation.name", "chat")
            span.set_attribute("gen_ai.request.model", "gpt-4o-mini")
            span.set_attribute("gen_ai.usage.input_tokens", 12)
            span.set_attribute("gen_ai.usage.output_tokens", 5)
            span.add_event("first token", {"ms": 7})
        with tracer.start_as_current_span("broken") as span:
            span.set_status(Status(StatusCode.ERROR, "out of order"))
    provider.shutdown()
    return f"tr-{root.get_span_context().trace_id:032x}"


def check_spans(trace):
    assert {span.name for span in trace.data.spans} == {"agent", "chat gpt-4o-mini", "broken"}
    agent, model, broken = (span_named(trace, name) for name in ("agent", "chat gpt-4o-mini", "broken"))
    assert model.parent_id == broken.parent_id == agent.span_id
    assert agent.attributes["count"] == 3
    assert list(agent.attributes["tags"]) == ["a", "b"]
    assert model.attributes["gen_ai.request.model"] == "gpt-4o-mini"
    assert model.events[0].name == "first token"
    assert broken.status.description == "out of order"


@pytest.mark.contract
@pytest.mark.parametrize("make_exporter", [otlp_http, otlp_http_gzip, otlp_grpc, otlp_json])
def test_the_otlp_ports(make_exporter):
    trace_id = send_spans(make_provider(make_exporter()))
    trace = mlflow.get_trace(trace_id)
    check_spans(trace)
    shown = contract.call("traces/get", {"traceId": contract.bare_trace_id(trace_id)})
    assert shown["name"] == "agent"
    assert mlflow.log_feedback(trace_id=trace_id, name="quality", value=3).assessment_id


@pytest.mark.parametrize("encoding", ["protobuf", "json"])
def test_the_mlflow_port_with_an_experiment(encoding, experiment):
    endpoint = f"{os.environ['ASSAY_CLIENTS_URI']}/v1/traces"
    headers = mlflow_header(experiment)
    if encoding == "protobuf":
        exporter = trace_exporter_http.OTLPSpanExporter(endpoint, headers=headers)
    else:
        exporter = JsonExporter(endpoint, headers)
    trace_id = send_spans(make_provider(exporter))
    check_spans(mlflow.get_trace(trace_id))
    [found] = mlflow.search_traces(locations=[experiment.experiment_id], return_type="list")
    assert found.info.trace_id == trace_id
    assert found.info.experiment_id == experiment.experiment_id
    assert [t.info.trace_id for t in mlflow.search_traces(filter_string="name = 'agent'", return_type="list")] == [
        trace_id
    ]


def ask_with(instrumentor, exporter):
    """One instrumented call of the fake model; returns what was asked and answered."""
    provider = make_provider(exporter)
    instrumentor.instrument(tracer_provider=provider)
    question = f"What is {uuid.uuid4().hex[:8]}?"
    try:
        answer = openai.OpenAI().chat.completions.create(
            model="gpt-4o-mini",
            messages=[{"role": "system", "content": "Be kind."}, {"role": "user", "content": question}],
        )
    finally:
        instrumentor.uninstrument()
    provider.shutdown()
    return question, answer.choices[0].message.content


def instrumentors():
    from openinference.instrumentation.openai import OpenAIInstrumentor as OpenInference
    from opentelemetry.instrumentation.openai import OpenAIInstrumentor as Traceloop

    return {"openinference": OpenInference, "traceloop": Traceloop}


@pytest.mark.model_server
@pytest.mark.parametrize("name", ["openinference", "traceloop"])
def test_an_instrumentation_of_the_openai_client(name, experiment):
    exporter = trace_exporter_http.OTLPSpanExporter(
        f"{os.environ['ASSAY_CLIENTS_URI']}/v1/traces", headers=mlflow_header(experiment)
    )
    question, answer = ask_with(instrumentors()[name](), exporter)
    [trace] = mlflow.search_traces(locations=[experiment.experiment_id], return_type="list")
    [span] = trace.data.spans
    assert question in str(span.inputs) + str(trace.data.request)
    assert answer in str(span.outputs) + str(trace.data.response)
    assert question in trace.info.request_preview
    assert answer in trace.info.response_preview


@pytest.mark.contract
@pytest.mark.model_server
@pytest.mark.parametrize("name", ["openinference", "traceloop"])
def test_the_interface_reads_an_instrumentation(name):
    """By the OTLP port, without MLflow's header: the default experiment."""
    question, answer = ask_with(instrumentors()[name](), otlp_http())
    newest_first = {"column": "start", "direction": "desc"}
    rows = contract.call("traces/list", {"filter": {}, "sort": newest_first, "limit": 50})["rows"]
    [row] = [row for row in rows if question in row.get("inputPreview", "")]
    assert answer in row["outputPreview"]
    trace = mlflow.get_trace(f"tr-{row['traceId']}")
    assert question in str(trace.data.spans[0].inputs)
    assert answer in str(trace.data.spans[0].outputs)
