"""Traces of every shape that the tracing API makes, logged and read back."""

import asyncio
import threading
import time
from collections import Counter

import mlflow
import openai
import pytest
from mlflow.entities import SpanStatusCode, SpanType

import contract
from tracing import flush, list_traces, make_trace, only_trace, span_named


@pytest.mark.background
def test_nested_spans_keep_their_tree(experiment):
    @mlflow.trace(span_type=SpanType.TOOL, attributes={"region": "eu"})
    def look_up(city):
        return {"city": city, "temperature": 21.5}

    @mlflow.trace(span_type=SpanType.CHAIN)
    def plan(cities):
        return [look_up(city) for city in cities]

    @mlflow.trace(name="agent", span_type=SpanType.AGENT)
    def answer(question):
        with mlflow.start_span(name="think", span_type=SpanType.PARSER) as span:
            span.set_inputs({"text": question})
            span.set_outputs(["Kyoto", "Oslo"])
            span.add_event(mlflow.entities.SpanEvent("thought", attributes={"step": "1"}))
        return plan(["Kyoto", "Oslo"])

    answer("How warm is it?")
    trace = only_trace(experiment)
    assert [span.name for span in trace.data.spans if span.name != "look_up"] == ["agent", "think", "plan"]
    agent, thinking, planning = (span_named(trace, name) for name in ("agent", "think", "plan"))
    assert agent.parent_id is None
    assert thinking.parent_id == planning.parent_id == agent.span_id
    tools = [span for span in trace.data.spans if span.name == "look_up"]
    assert {span.parent_id for span in tools} == {planning.span_id}
    assert sorted(span.inputs["city"] for span in tools) == ["Kyoto", "Oslo"]
    assert tools[0].outputs["temperature"] == 21.5
    assert tools[0].attributes["region"] == "eu"
    assert tools[0].span_type == SpanType.TOOL
    assert thinking.events[0].name == "thought"
    assert thinking.events[0].attributes == {"step": "1"}
    assert trace.info.state == "OK"
    assert trace.info.tags["mlflow.traceName"] == "agent"
    assert trace.info.request_preview == '{"question": "How warm is it?"}'
    assert "Kyoto" in trace.info.response_preview
    assert trace.info.experiment_id == experiment.experiment_id
    assert trace.info.execution_duration >= 0
    for span in trace.data.spans:
        assert agent.start_time_ns <= span.start_time_ns <= span.end_time_ns <= agent.end_time_ns


@pytest.mark.background
def test_async_functions(experiment):
    @mlflow.trace
    async def wait(name):
        await asyncio.sleep(0.01)
        return name

    @mlflow.trace(name="both")
    async def both():
        return await asyncio.gather(wait("left"), wait("right"))

    assert asyncio.run(both()) == ["left", "right"]
    trace = only_trace(experiment)
    root = span_named(trace, "both")
    waits = [span for span in trace.data.spans if span.name == "wait"]
    assert {span.parent_id for span in waits} == {root.span_id}
    assert sorted(span.outputs for span in waits) == ["left", "right"]


def test_a_failure_is_kept_with_its_exception(experiment):
    @mlflow.trace
    def divide(dividend, divisor):
        return dividend / divisor

    @mlflow.trace(name="failing")
    def run():
        return divide(1, 0)

    with pytest.raises(ZeroDivisionError):
        run()
    trace = only_trace(experiment)
    assert trace.info.state == "ERROR"
    span = span_named(trace, "divide")
    assert span.status.status_code == SpanStatusCode.ERROR
    assert "division by zero" in span.status.description
    [event] = [event for event in span.events if event.name == "exception"]
    assert event.attributes["exception.type"] == "ZeroDivisionError"
    assert "division by zero" in event.attributes["exception.message"]
    assert "Traceback" in event.attributes["exception.stacktrace"]


def test_a_generator_is_one_span_with_its_pieces(experiment):
    @mlflow.trace(output_reducer=lambda pieces: "".join(pieces))
    def speak():
        yield from ["Hel", "lo", "!"]

    assert list(speak()) == ["Hel", "lo", "!"]
    span = span_named(only_trace(experiment), "speak")
    assert span.outputs == "Hello!"
    assert [event.name for event in span.events] == [f"mlflow.chunk.item.{index}" for index in range(3)]


@pytest.mark.background
@pytest.mark.model_server
def test_a_streamed_answer_of_a_model(experiment):
    mlflow.openai.autolog()
    try:
        chunks = openai.OpenAI().chat.completions.create(
            model="gpt-4o-mini",
            messages=[{"role": "user", "content": "one two three"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        # A client that fails is one trace more.
        with pytest.raises(openai.BadRequestError):
            openai.OpenAI(max_retries=0).chat.completions.create(model="broken", messages=[])
    finally:
        mlflow.openai.autolog(disable=True)
    assert text == "You said: one two three"
    failed, streamed = list_traces(experiment)
    [span] = streamed.data.spans
    assert span.outputs["choices"][0]["message"]["content"] == text
    assert span.span_type == SpanType.CHAT_MODEL
    assert streamed.info.token_usage["total_tokens"] == 8
    assert failed.info.state == "ERROR"


@pytest.mark.model_server
def test_a_model_that_calls_a_tool(experiment):
    tool = {
        "type": "function",
        "function": {
            "name": "weather",
            "description": "Weather of a city",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        },
    }
    mlflow.openai.autolog()
    try:
        answer = openai.OpenAI().chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": "Kyoto"}], tools=[tool]
        )
    finally:
        mlflow.openai.autolog(disable=True)
    [call] = answer.choices[0].message.tool_calls
    assert call.function.arguments == '{"city": "Kyoto"}'
    [span] = only_trace(experiment).data.spans
    assert span.outputs["choices"][0]["message"]["tool_calls"][0]["function"]["name"] == "weather"
    assert span.get_attribute("mlflow.chat.tools")[0]["function"]["name"] == "weather"


def test_metadata_tags_and_previews(experiment):
    @mlflow.trace
    def reply(text):
        mlflow.update_current_trace(
            tags={"color": "blue"},
            metadata={"mlflow.trace.session": "s-1", "mlflow.trace.user": "u-1", "release": "7"},
            client_request_id="request-42",
            request_preview="asked",
            response_preview="answered",
        )
        return text

    reply("hello")
    info = only_trace(experiment).info
    assert info.tags["color"] == "blue"
    assert info.trace_metadata["mlflow.trace.session"] == "s-1"
    assert info.trace_metadata["mlflow.trace.user"] == "u-1"
    assert info.trace_metadata["release"] == "7"
    assert info.client_request_id == "request-42"
    assert (info.request_preview, info.response_preview) == ("asked", "answered")

    mlflow.set_trace_tag(info.trace_id, "color", "green")
    mlflow.set_trace_tag(info.trace_id, "size", "9")
    assert {"color": "green", "size": "9"}.items() <= mlflow.get_trace(info.trace_id).info.tags.items()
    mlflow.delete_trace_tag(info.trace_id, "color")
    assert "color" not in mlflow.get_trace(info.trace_id).info.tags


def test_unusual_values_come_back_as_they_were(experiment):
    values = {
        "japanese": "東京の天気は？",
        "emoji": "👩‍👩‍👧",
        "control": "tab\tnewline\nquote\"backslash\\",
        "large": 2**53 - 1,
        "negative": -1.5e-9,
        "nothing": None,
        "yes": True,
        "deep": {"list": [1, [2, [3, {"four": "4"}]]]},
        "long": "x" * 200_000,
        "empty": "",
    }
    trace_id = make_trace("values", inputs=values, outputs=list(values))
    span = mlflow.get_trace(trace_id).data.spans[0]
    assert span.inputs == values
    assert span.outputs == list(values)


def test_times_are_kept_to_the_nanosecond(experiment):
    start_ns = 1_700_000_000_123_456_789
    span = mlflow.start_span_no_context("precise", start_time_ns=start_ns)
    span.end(end_time_ns=start_ns + 2_500_000_001)
    flush()
    trace = mlflow.get_trace(span.trace_id)
    assert trace.data.spans[0].start_time_ns == start_ns
    assert trace.data.spans[0].end_time_ns == start_ns + 2_500_000_001
    assert trace.info.request_time == start_ns // 1_000_000
    assert trace.info.execution_duration == 2500


@pytest.mark.since("3.9")
@pytest.mark.background
def test_spans_of_two_processes_are_one_trace(experiment):
    """What crosses the wire between two services is the trace's header; each sends its own spans."""
    with mlflow.start_span(name="caller") as caller:
        headers = mlflow.tracing.get_tracing_context_headers_for_http_request()

    def serve():
        with mlflow.tracing.set_tracing_context_from_http_request_headers(headers):
            with mlflow.start_span(name="callee") as callee:
                callee.set_outputs("served")

    thread = threading.Thread(target=serve)
    thread.start()
    thread.join()
    flush()
    trace = mlflow.get_trace(caller.trace_id)
    assert {span.name for span in trace.data.spans} == {"caller", "callee"}
    assert span_named(trace, "callee").parent_id == caller.span_id
    assert span_named(trace, "callee").outputs == "served"


@pytest.mark.background
def test_a_trace_of_many_spans(experiment):
    with mlflow.start_span(name="root"):
        for index in range(300):
            with mlflow.start_span(name=f"step {index}") as span:
                span.set_outputs(index)
    trace = only_trace(experiment)
    assert len(trace.data.spans) == 301
    assert span_named(trace, "step 299").outputs == 299


def test_deleted_traces_are_gone(experiment):
    ids = [make_trace(f"trace {index}") for index in range(3)]
    client = mlflow.MlflowClient()
    assert client.delete_traces(experiment.experiment_id, trace_ids=ids[:2]) == 2
    assert [trace.info.trace_id for trace in list_traces(experiment)] == ids[2:]
    newest_ms = int(time.time() * 1000) + 1000
    assert client.delete_traces(experiment.experiment_id, max_timestamp_millis=newest_ms, max_traces=10) == 1
    assert list_traces(experiment) == []


def test_a_trace_copied_from_another_store(experiment):
    original = mlflow.get_trace(make_trace("original", outputs={"answer": 42}))
    other = mlflow.set_experiment(f"{experiment.name} copy")
    copied_id = mlflow.log_trace(name="copy", request={"q": 1}, response={"a": 2}, tags={"kind": "copied"})
    flush()
    trace = mlflow.get_trace(copied_id)
    assert trace.data.spans[0].outputs == {"a": 2}
    assert trace.info.tags["kind"] == "copied"
    assert trace.info.experiment_id == other.experiment_id != original.info.experiment_id


@pytest.mark.background
def test_five_thousand_traces_by_eight_threads_are_there_exactly_once(experiment, monkeypatch):
    # The client itself drops what does not fit its queues (2,048 spans in one, 1,000 tasks in the other).
    monkeypatch.setenv("MLFLOW_USE_BATCH_SPAN_PROCESSOR", "false")
    monkeypatch.setenv("MLFLOW_ASYNC_TRACE_LOGGING_MAX_QUEUE_SIZE", "20000")
    mlflow.tracing.reset()
    threads, each = 8, 625

    def log(worker):
        for index in range(each):
            with mlflow.start_span(name="small") as span:
                span.set_inputs({"worker": worker, "index": index})
                span.set_outputs(index)

    workers = [threading.Thread(target=log, args=(worker,)) for worker in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    flush()

    found = all_pages(experiment)
    assert Counter(Counter(info.trace_id for info in found).values()) == {1: threads * each}
    sent = {(worker, index) for worker in range(threads) for index in range(each)}
    # MLflow's preview of the inputs is their JSON.
    assert {info.request_preview for info in found} == {f'{{"worker": {w}, "index": {i}}}' for w, i in sent}
    assert {info.state for info in found} == {"OK"}
    if contract.is_available():
        counted = contract.call("traces/count", {"filter": {"experimentId": experiment.experiment_id}})
        assert counted["count"] == threads * each


def all_pages(experiment):
    client, found, token = mlflow.MlflowClient(), [], None
    while True:
        page = client.search_traces(
            locations=[experiment.experiment_id], max_results=500, include_spans=False, page_token=token
        )
        found.extend(trace.info for trace in page)
        token = page.token
        if not token:
            return found
