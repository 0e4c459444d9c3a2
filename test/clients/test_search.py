"""Search: 1,000 generated filters, orders and page sizes return what a naive Python model of the grammar says."""

import os
from random import Random

import mlflow
import pytest

import search_model
from search_cases import make_condition, make_order, make_traces
from tracing import make_trace

trace_count = 120
filter_count = int(os.environ.get("ASSAY_CLIENTS_FILTERS", "1000"))


def pages(experiment_ids, filter_string=None, order_by=None, max_results=100):
    """Ids of all pages of a search, in order."""
    client, found, token = mlflow.MlflowClient(), [], None
    while True:
        page = client.search_traces(
            locations=experiment_ids,
            filter_string=filter_string,
            order_by=order_by,
            max_results=max_results,
            page_token=token,
            include_spans=False,
        )
        assert len(page) <= max_results
        found += [trace.info.trace_id for trace in page]
        token = page.token
        if not token:
            return found


def test_generated_filters_against_the_model(experiment):
    random = Random(20_261)
    client = mlflow.MlflowClient()
    runs = [client.create_run(experiment.experiment_id).info.run_id for _ in range(2)]
    traces = make_traces(random, trace_count, runs)
    # Those of another experiment are never found.
    mlflow.set_experiment(f"{experiment.name} other")
    make_traces(random, 10, runs)

    sizes = []
    for index in range(filter_count):
        made = [make_condition(random, traces, runs) for _ in range(random.choice([0, 1, 1, 1, 2, 2, 3]))]
        # A search takes one run.
        made = [m for i, m in enumerate(made) if m[0].key != "run_id" or i == 0]
        filter_string = random.choice([" AND ", " and "]).join(text for _, text in made)
        order, order_by = make_order(random)
        expected = search_model.search(traces, [condition for condition, _ in made], order)
        found = pages([experiment.experiment_id], filter_string, order_by, random.choice([7, 50, 500]))
        assert found == expected, f"search {index}: {filter_string!r} ordered by {order_by}"
        sizes.append(len(expected))
    # The filters are worth something: neither all nor nothing, most of the time.
    assert sum(0 < size < trace_count for size in sizes) > filter_count / 2


@pytest.mark.background
def test_new_traces_do_not_shift_what_is_paged(experiment):
    ids = [make_trace(f"trace {index}", start_time_ns=(index + 1) * 10**9) for index in range(10)]
    client = mlflow.MlflowClient()

    def page(token=None):
        return client.search_traces(
            locations=[experiment.experiment_id],
            order_by=["timestamp_ms ASC"],
            max_results=4,
            page_token=token,
            include_spans=False,
        )

    first = page()
    make_trace("later", start_time_ns=10**12)
    second = page(first.token)
    assert [trace.info.trace_id for trace in [*first, *second]] == ids[:8]


def test_full_text(experiment):
    wanted = make_trace("ask", inputs={"question": "Where is the lighthouse?"})
    make_trace("ask", inputs={"question": "Where is the harbour?"})
    assert pages([experiment.experiment_id], "trace.text LIKE '%lighthouse%'") == [wanted]
    assert pages([experiment.experiment_id], "trace.text ILIKE '%LIGHTHOUSE%'") == [wanted]
    assert len(pages([experiment.experiment_id], "trace.text LIKE '%Where is%'")) == 2
    assert pages([experiment.experiment_id], "trace.text LIKE '%airport%'") == []


def test_several_experiments_at_once(experiment):
    first = make_trace("one")
    other = mlflow.set_experiment(f"{experiment.name} other")
    second = make_trace("two")
    both = [experiment.experiment_id, other.experiment_id]
    assert set(pages(both)) == {first, second}
    assert pages([other.experiment_id]) == [second]


def test_the_data_frame(experiment):
    trace_id = make_trace("ask", inputs={"question": "a"}, outputs={"answer": "b"})
    mlflow.log_expectation(trace_id=trace_id, name="expected_response", value="b")
    frame = mlflow.search_traces(locations=[experiment.experiment_id])
    [row] = frame.to_dict("records")
    assert row["trace_id"] == trace_id
    assert row["request"] == {"question": "a"}
    assert row["response"] == {"answer": "b"}
    assert row["state"] == "OK"
    assert row["assessments"][0]["assessment_name"] == "expected_response"
    assert len(row["spans"]) == 1
