"""MLflow's search grammar for traces as naive Python over plain records: what `search_traces` must return.

The facts are those of MLflow's server on SQLite: conditions are joined by AND; one on a tag, metadata or an assessment
holds when there is an entry that fulfils it (so `!=` wants an entry, too); conditions on spans have to hold on one and
the same span; assessments are compared as their JSON, `=` and `!=` also as the bare text; superseded ones don't count;
order is by the given columns with missing values last, then newest first, then by id.
"""

import json
import re
from dataclasses import dataclass, field


@dataclass
class Span:
    name: str
    type: str
    status: str
    attributes: dict


@dataclass
class Assessment:
    kind: str
    name: str
    value: object
    is_valid: bool = True


@dataclass
class Trace:
    trace_id: str
    name: str
    status: str
    timestamp_ms: int
    execution_time_ms: int
    client_request_id: str | None
    tags: dict
    metadata: dict
    spans: list[Span]
    assessments: list[Assessment] = field(default_factory=list)
    runs: set = field(default_factory=set)


@dataclass
class Condition:
    """`kind` and `key` say what is compared: ("attribute", "status"), ("tag", "color"), ("span", "attributes.x")."""

    kind: str
    key: str
    comparator: str
    value: object = None


def like(text, pattern, flags=0):
    """SQL's LIKE: % is any text, _ any character."""
    regex = "".join(".*" if c == "%" else "." if c == "_" else re.escape(c) for c in pattern)
    return re.fullmatch(regex, text, re.S | flags) is not None


def compare(left, comparator, right):
    if left is None:
        return False
    if comparator == "LIKE":
        return like(left, right)
    if comparator == "ILIKE":
        return like(left, right, re.I)
    if comparator == "RLIKE":
        return re.search(right, left) is not None
    return {
        "=": lambda: left == right,
        "!=": lambda: left != right,
        "<": lambda: left < right,
        "<=": lambda: left <= right,
        ">": lambda: left > right,
        ">=": lambda: left >= right,
        "IN": lambda: left in right,
        "NOT IN": lambda: left not in right,
    }[comparator]()


def entry_holds(entries, condition):
    """A condition on tags or metadata."""
    if condition.comparator == "IS NULL":
        return condition.key not in entries
    if condition.comparator == "IS NOT NULL":
        return condition.key in entries
    return compare(entries.get(condition.key), condition.comparator, condition.value)


def assessment_holds(trace, condition):
    values = [
        a.value for a in trace.assessments if a.kind == condition.kind and a.name == condition.key and a.is_valid
    ]
    if condition.comparator == "IS NULL":
        return values == []
    if condition.comparator == "IS NOT NULL":
        return values != []
    return any(value_holds(value, condition.comparator, condition.value) for value in values)


def value_holds(value, comparator, wanted):
    if comparator in ("<", "<=", ">", ">="):
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return is_number and compare(value, comparator, wanted)
    text = json.dumps(value)
    if comparator in ("=", "!="):
        return (text in (wanted, json.dumps(wanted))) == (comparator == "=")
    return compare(text, comparator, wanted)


def span_holds(span, condition):
    if condition.key.startswith("attributes."):
        value = span.attributes.get(condition.key.removeprefix("attributes."))
        return compare(value, condition.comparator, condition.value)
    return compare(getattr(span, condition.key), condition.comparator, condition.value)


def attribute_holds(trace, condition):
    if condition.key == "run_id":
        return condition.value in trace.runs
    if condition.key == "end_time_ms":
        left = trace.timestamp_ms + trace.execution_time_ms
    else:
        left = getattr(trace, condition.key)
    return compare(left, condition.comparator, condition.value)


def matches(trace, conditions):
    spans = [condition for condition in conditions if condition.kind == "span"]
    if spans and not any(all(span_holds(span, condition) for condition in spans) for span in trace.spans):
        return False
    for condition in conditions:
        if condition.kind == "attribute" and not attribute_holds(trace, condition):
            return False
        if condition.kind == "tag" and not entry_holds(trace.tags, condition):
            return False
        if condition.kind == "metadata" and not entry_holds(trace.metadata, condition):
            return False
        if condition.kind in ("feedback", "expectation") and not assessment_holds(trace, condition):
            return False
    return True


def order_value(trace, kind, key):
    if kind == "tag":
        return trace.tags.get(key)
    if kind == "metadata":
        return trace.metadata.get(key)
    return getattr(trace, key)


def search(traces, conditions, order_by):
    """Ids of the traces that fulfil all conditions; `order_by` is a list of (kind, key, is ascending)."""
    found = [trace for trace in traces if matches(trace, conditions)]
    # Sorting is stable: the last criterion first.
    for kind, key, is_ascending in reversed([
        *order_by,
        ("attribute", "timestamp_ms", False),
        ("attribute", "trace_id", True),
    ]):
        present = [trace for trace in found if order_value(trace, kind, key) is not None]
        missing = [trace for trace in found if order_value(trace, kind, key) is None]
        present.sort(key=lambda trace: order_value(trace, kind, key), reverse=not is_ascending)
        found = present + missing
    return [trace.trace_id for trace in found]
