"""Seeded stores and filters for test_search.py: the same ones on every run."""

import mlflow
from mlflow.entities import AssessmentSource, SpanStatusCode

from search_model import Assessment, Condition, Span, Trace

names = ["ask", "Ask", "summarize", "retrieve docs", "訳す"]
colors = ["red", "Red", "dark red", "blue", "100%", "a_b", "it's"]
sessions = ["s1", "s2", "s10"]
span_names = ["search", "Search web", "generate", "parse"]
span_types = ["LLM", "TOOL", "RETRIEVER", "CHAIN"]
regions = ["eu-west", "us-east", "EU-North"]
qualities = ["good", "bad", "Very good", "yes", "no"]
start_ms = 1_700_000_000_000


def make_traces(random, count, runs):
    """Logs `count` traces and returns them as the model's records."""
    return [make_trace(random, index, runs) for index in range(count)]


def make_trace(random, index, runs):
    name = random.choice(names)
    # Several traces have the same start, so that the order of equal ones shows.
    timestamp_ms = start_ms + random.randrange(count_of_starts) * 1000
    duration_ms = random.choice([0, 10, 250, 250, 3000])
    status = random.choice(["OK", "OK", "ERROR"])
    tags = {}
    if random.random() < 0.7:
        tags["color"] = random.choice(colors)
    if random.random() < 0.4:
        tags["team.name"] = random.choice(["search", "ranking"])
    metadata = {}
    if random.random() < 0.6:
        metadata["mlflow.trace.session"] = random.choice(sessions)
    if random.random() < 0.5:
        metadata["release"] = random.choice(["1.0", "1.1", "2.0"])

    root = mlflow.start_span_no_context(
        name, inputs={"index": index}, tags=tags, metadata=metadata, start_time_ns=timestamp_ms * 1_000_000
    )
    spans = [Span(name, "UNKNOWN", status, {})]
    for _ in range(random.randrange(3)):
        spans.append(make_child(random, root, timestamp_ms))
    request_id = f"request-{index % 9}" if random.random() < 0.5 else None
    if request_id:
        set_client_request_id(root.trace_id, request_id)
    root.set_status(SpanStatusCode.OK if status == "OK" else SpanStatusCode.ERROR)
    root.end(end_time_ns=(timestamp_ms + duration_ms) * 1_000_000)
    trace = Trace(
        trace_id=root.trace_id,
        name=name,
        status=status,
        timestamp_ms=timestamp_ms,
        execution_time_ms=duration_ms,
        client_request_id=request_id,
        tags=tags,
        metadata=metadata,
        spans=spans,
    )
    if random.random() < 0.4:
        run_id = random.choice(runs)
        mlflow.MlflowClient().link_traces_to_run([trace.trace_id], run_id)
        trace.runs.add(run_id)
    make_assessments(random, trace)
    return trace


count_of_starts = 40


def set_client_request_id(trace_id, request_id):
    from mlflow.tracing.trace_manager import InMemoryTraceManager

    with InMemoryTraceManager.get_instance().get_trace(trace_id) as trace:
        trace.info.client_request_id = request_id


def make_child(random, root, timestamp_ms):
    name, kind = random.choice(span_names), random.choice(span_types)
    status = random.choice(["OK", "ERROR", "UNSET"])
    attributes = {"region": random.choice(regions)} if random.random() < 0.6 else {}
    span = mlflow.start_span_no_context(
        name, span_type=kind, parent_span=root, attributes=attributes, start_time_ns=timestamp_ms * 1_000_000
    )
    span.set_status(SpanStatusCode(status))
    span.end(end_time_ns=timestamp_ms * 1_000_000 + 1000)
    # Ending a span without a status makes it OK.
    return Span(name, kind, "OK" if status == "UNSET" else status, attributes)


def make_assessments(random, trace):
    reviewer = AssessmentSource(source_type="HUMAN", source_id="ann")

    def log(kind, name, value):
        make = mlflow.log_feedback if kind == "feedback" else mlflow.log_expectation
        logged = make(trace_id=trace.trace_id, name=name, value=value, source=reviewer)
        trace.assessments.append(Assessment(kind, name, value))
        return logged

    if random.random() < 0.5:
        log("feedback", "score", random.choice([1, 2.5, 3, 10, -1]))
    if random.random() < 0.4:
        first = log("feedback", "quality", random.choice(qualities))
        if random.random() < 0.4:
            value = random.choice(qualities)
            mlflow.override_feedback(trace_id=trace.trace_id, assessment_id=first.assessment_id, value=value)
            trace.assessments[-1].is_valid = False
            trace.assessments.append(Assessment("feedback", "quality", value))
    if random.random() < 0.3:
        log("feedback", "safe", random.choice([True, False]))
    if random.random() < 0.3:
        log("expectation", "expected response", random.choice(["Paris", "paris", "42"]))


def quote(text):
    """As a text of the grammar; one with a single quote in it needs double ones."""
    return f'"{text}"' if "'" in text else f"'{text}'"


def quote_key(random, key):
    return f"`{key}`" if not key.isidentifier() or random.random() < 0.3 else key


texts = ["=", "!=", "LIKE", "ILIKE", "RLIKE"]
numbers = ["=", "!=", "<", "<=", ">", ">="]


def pattern_for(random, comparator, value):
    """A value for a text comparison that has something to do with an existing one."""
    if comparator == "RLIKE":
        return random.choice([f"^{plain(value)}", f"{plain(value)[-2:]}$", plain(value)[:2], "e.*d", "[A-Z]"])
    if comparator in ("LIKE", "ILIKE"):
        text = value.swapcase() if comparator == "ILIKE" and random.random() < 0.5 else value
        return random.choice([f"%{text[1:]}", f"{text[:2]}%", f"%{text[1:3]}%", text, text.replace("e", "_")])
    return value


def plain(value):
    """Without characters that mean something to a regular expression."""
    return "".join(c for c in value if c.isalnum() or c in " -")


def text_condition(random, kind, key, values, comparators=texts):
    comparator = random.choice(comparators)
    if comparator in ("IS NULL", "IS NOT NULL"):
        return Condition(kind, key, comparator)
    if comparator in ("IN", "NOT IN"):
        return Condition(kind, key, comparator, random.sample(values, min(2, len(values))))
    return Condition(kind, key, comparator, pattern_for(random, comparator, random.choice(values)))


def make_condition(random, traces, runs):
    """One condition, and how it is written."""
    kind = random.choice(["attribute", "attribute", "tag", "metadata", "feedback", "expectation", "span", "run"])
    with_null = [*texts, "IS NULL", "IS NOT NULL"]
    if kind == "run":
        condition = Condition("attribute", "run_id", "=", random.choice(runs))
    elif kind == "attribute":
        key = random.choice(["status", "name", "client_request_id", "timestamp_ms", "execution_time_ms", "end_time_ms"])
        if key == "status":
            condition = text_condition(random, kind, key, ["OK", "ERROR"], ["=", "!=", "IN", "NOT IN"])
        elif key == "name":
            condition = text_condition(random, kind, key, names)
        elif key == "client_request_id":
            condition = text_condition(random, kind, key, ["request-1", "request-2", "request-10"])
        else:
            trace = random.choice(traces)
            value = {
                "timestamp_ms": trace.timestamp_ms,
                "execution_time_ms": trace.execution_time_ms,
                "end_time_ms": trace.timestamp_ms + trace.execution_time_ms,
            }[key]
            condition = Condition(kind, key, random.choice(numbers), value)
    elif kind == "tag":
        key, values = random.choice([("color", colors), ("team.name", ["search", "ranking"])])
        condition = text_condition(random, kind, key, values, with_null)
    elif kind == "metadata":
        key, values = random.choice([("mlflow.trace.session", sessions), ("release", ["1.0", "1.1", "2.0"])])
        condition = text_condition(random, kind, key, values, with_null)
    elif kind == "feedback":
        key = random.choice(["score", "quality", "safe"])
        if key == "score":
            value = random.choice([0, 1, 2.5, 3, 9.75])
            condition = Condition(kind, key, random.choice(["<", "<=", ">", ">="]), value)
        elif key == "quality":
            condition = text_condition(random, kind, key, qualities, [*with_null, "LIKE"])
        else:
            comparators = ["=", "!=", "IS NULL", "IS NOT NULL"]
            condition = text_condition(random, kind, key, ["true", "false"], comparators)
    elif kind == "expectation":
        condition = text_condition(random, kind, "expected response", ["Paris", "paris", "42"], with_null)
    else:
        key = random.choice(["name", "type", "status", "attributes.region"])
        values = {"name": span_names, "type": span_types, "status": ["OK", "ERROR"], "attributes.region": regions}[key]
        comparators = ["=", "!=", "IN", "NOT IN"] if key == "status" else [*texts, "IN", "NOT IN"]
        if key == "attributes.region":
            # MLflow's own server looks for the pattern in the span's whole JSON; this is where both are the same.
            value = random.choice(regions)
            condition = random.choice([
                Condition(kind, key, "LIKE", f"%{value}%"),
                Condition(kind, key, "ILIKE", f"%{value.swapcase()}%"),
                Condition(kind, key, "RLIKE", f"^{value}$"),
            ])
        else:
            condition = text_condition(random, kind, key, values, comparators)
    return condition, write(random, condition)


def write(random, condition):
    kind, key, comparator, value = condition.kind, condition.key, condition.comparator, condition.value
    if kind == "attribute":
        prefix = random.choice(["", "trace.", "attribute.", "attributes."])
        if prefix == "" and key.endswith("_ms") and random.random() < 0.2:
            key = key.removesuffix("_ms")
        left = prefix + key
    elif kind == "tag":
        left = f"{random.choice(['tag', 'tags'])}.{quote_key(random, key)}"
    elif kind == "metadata":
        left = f"{random.choice(['metadata', 'request_metadata'])}.{quote_key(random, key)}"
    elif kind == "span":
        left = f"span.{key}"
    else:
        left = f"{kind}.{quote_key(random, key)}"
    if value is None:
        return f"{left} {comparator}"
    if isinstance(value, list):
        return f"{left} {comparator} ({', '.join(quote(item) for item in value)})"
    return f"{left} {comparator} {quote(value) if isinstance(value, str) else value}"


orders = [
    ("attribute", "timestamp_ms", "timestamp_ms"),
    ("attribute", "timestamp_ms", "timestamp"),
    ("attribute", "execution_time_ms", "execution_time_ms"),
    ("attribute", "execution_time_ms", "attributes.execution_time"),
    ("attribute", "status", "status"),
    ("attribute", "name", "name"),
    ("attribute", "trace_id", "request_id"),
    ("tag", "color", "tag.color"),
    ("metadata", "release", "metadata.release"),
]


def make_order(random):
    """Zero to two columns: as the model takes them, and as they are written."""
    chosen, written = [], []
    for kind, key, text in random.sample(orders, random.choice([0, 0, 1, 1, 2])):
        if any(key == other for _, other, _ in chosen):
            continue
        is_ascending = random.random() < 0.5
        chosen.append((kind, key, is_ascending))
        written.append(f"{text} {'ASC' if is_ascending else 'DESC'}")
    return chosen, written
