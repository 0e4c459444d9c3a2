"""Logs small traces with the real MLflow client in several threads, for `npm run bench:mlflow`.

    python mlflow_sender.py URI COUNT THREADS

Prints {"experiment_id"} when it is warm, waits for a line, logs, waits until everything is sent, and prints
{"seconds", "trace_ids"}.
"""

import json
import sys
import threading
import time

import mlflow

warm_up_count = 200


def log(worker, count, ids):
    for index in range(count):
        with mlflow.start_span(name="small") as span:
            span.set_inputs({"worker": worker, "question": f"What is {index}?"})
            span.set_outputs({"answer": f"It is {index}."})
        ids.append(span.trace_id)


def log_in_threads(count, threads):
    """Ids of all traces, when all of them have been sent."""
    ids = [[] for _ in range(threads)]
    workers = [
        threading.Thread(target=log, args=(worker, count // threads, ids[worker])) for worker in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    mlflow.flush_trace_async_logging()
    return [trace_id for part in ids for trace_id in part]


def main():
    uri, count, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    mlflow.set_tracking_uri(uri)
    mlflow.set_experiment("warm-up")
    log_in_threads(warm_up_count, threads)
    experiment = mlflow.set_experiment("bench")
    print(json.dumps({"experiment_id": experiment.experiment_id}), flush=True)
    sys.stdin.readline()
    started = time.perf_counter()
    trace_ids = log_in_threads(count, threads)
    print(json.dumps({"seconds": time.perf_counter() - started, "trace_ids": trace_ids}), flush=True)


main()
