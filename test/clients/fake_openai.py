"""An OpenAI-compatible model server for the client tests: no network, no model, the same answer for the same request.

    python fake_openai.py        prints {"url": "http://127.0.0.1:PORT/v1"} and serves until it is ended

How it answers is a rule on the request:

* a correctness judge's prompt (it has <claim> and <document>): `yes` when the document contains every line of the claim
* any other request for structured output: `no` when the last message contains WRONG, else `yes`; other types get a
  value that fits the schema
* tools offered and none used yet: a call of the first tool (of `get_trace_info`, when it is offered)
* a context in the last message ("Context: ..."): its first line
* else: "You said: " and the last message

`GET /counts` tells how many requests of each kind came, so that a test knows that nothing was answered from elsewhere.
"""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

counts = {"chat": 0, "streamed": 0, "judged": 0, "tools": 0, "embeddings": 0}
counts_lock = threading.Lock()


def count(kind):
    with counts_lock:
        counts[kind] += 1


def text_of(message):
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "") for part in content)


def judge_correctness(prompt):
    """The rule of the correctness judge: (result, rationale)."""
    claim = re.search(r"<claim>(.*?)</claim>", prompt, re.S).group(1)
    document = re.search(r"<document>(.*?)</document>", prompt, re.S).group(1).lower()
    facts = [line.strip(" -") for line in claim.splitlines() if line.strip(" -")]
    missing = [fact for fact in facts if fact.lower() not in document]
    if missing:
        return "no", f"Let's think step by step. Not in the document: {missing[0]}"
    return "yes", "Let's think step by step. The document contains every claim."


def value_for(schema, is_good):
    """A value that fits a JSON schema."""
    if "enum" in schema:
        return schema["enum"][0 if is_good else -1]
    if "anyOf" in schema:
        return value_for(schema["anyOf"][0], is_good)
    kind = schema.get("type", "string")
    if kind == "boolean":
        return is_good
    if kind == "integer":
        return 5 if is_good else 1
    if kind == "number":
        return 0.75 if is_good else 0.25
    if kind == "array":
        return [value_for(schema.get("items", {}), is_good)]
    if kind == "object":
        return {key: value_for(part, is_good) for key, part in schema.get("properties", {}).items()}
    return "yes" if is_good else "no"


def answer_structured(messages, schema):
    prompt = "\n".join(text_of(message) for message in messages)
    if "<claim>" in prompt and "<document>" in prompt:
        result, rationale = judge_correctness(prompt)
        return json.dumps({"result": result, "rationale": rationale})
    is_good = "WRONG" not in text_of(messages[-1])
    if schema is None:
        return json.dumps({"result": "yes" if is_good else "no", "rationale": "A rule decided."})
    answer = value_for(schema, is_good)
    if "rationale" in answer:
        answer["rationale"] = "A rule decided."
    return json.dumps(answer)


def answer_chat(messages):
    last = text_of(messages[-1])
    context = re.search(r"Context:\s*(.+)", last)
    return context.group(1).strip() if context else f"You said: {last}"


def pick_tool(request):
    tools = [tool["function"] for tool in request.get("tools") or []]
    if not tools or any(message.get("role") == "tool" for message in request["messages"]):
        return None
    tool = next((tool for tool in tools if tool["name"] == "get_trace_info"), tools[0])
    parameters = tool.get("parameters", {})
    wanted = {key: parameters["properties"][key] for key in parameters.get("required", [])}
    arguments = {key: value_for(schema, True) for key, schema in wanted.items()}
    for key, schema in wanted.items():
        if schema.get("type", "string") == "string" and "enum" not in schema:
            arguments[key] = text_of(request["messages"][-1])
    return {
        "id": f"call_{tool['name']}",
        "type": "function",
        "function": {"name": tool["name"], "arguments": json.dumps(arguments)},
    }


def make_message(request):
    """The assistant's message for a request of chat completions."""
    count("chat")
    tool_call = pick_tool(request)
    if tool_call:
        count("tools")
        return {"role": "assistant", "content": None, "tool_calls": [tool_call]}
    messages = request["messages"]
    wanted = request.get("response_format") or {}
    prompt = "\n".join(text_of(message) for message in messages)
    if wanted.get("type") in ("json_schema", "json_object") or "<claim>" in prompt:
        count("judged")
        schema = wanted.get("json_schema", {}).get("schema")
        return {"role": "assistant", "content": answer_structured(messages, schema)}
    return {"role": "assistant", "content": answer_chat(messages)}


def usage_of(request, message):
    prompt_tokens = sum(len(text_of(part).split()) for part in request["messages"])
    completion_tokens = len((message["content"] or "").split())
    return {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/counts":
            with counts_lock:
                self.send_json(200, dict(counts))
        else:
            self.send_json(404, {"error": {"message": "There is no such path."}})

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path.endswith("/chat/completions"):
            if request.get("model") == "broken":
                self.send_json(400, {"error": {"message": "This model is broken.", "type": "invalid_request_error"}})
            elif request.get("stream"):
                self.stream(request)
            else:
                self.complete(request)
        elif self.path.endswith("/embeddings"):
            self.embed(request)
        else:
            self.send_json(404, {"error": {"message": "There is no such path."}})

    def complete(self, request):
        message = make_message(request)
        reason = "tool_calls" if message.get("tool_calls") else "stop"
        body = {
            "id": "chatcmpl-fake",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": request["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
            "usage": usage_of(request, message),
        }
        self.send_json(200, body)

    def stream(self, request):
        count("streamed")
        message = make_message(request)
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        for word in re.findall(r"\S+\s*", message["content"] or ""):
            self.send_chunk(request, [{"index": 0, "delta": {"role": "assistant", "content": word}}])
        self.send_chunk(request, [{"index": 0, "delta": {}, "finish_reason": "stop"}])
        if (request.get("stream_options") or {}).get("include_usage"):
            self.send_chunk(request, [], usage=usage_of(request, message))
        self.wfile.write(b"data: [DONE]\n\n")

    def send_chunk(self, request, choices, **more):
        chunk = {
            "id": "chatcmpl-fake",
            "object": "chat.completion.chunk",
            "created": 1_700_000_000,
            "model": request["model"],
            "choices": choices,
            **more,
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def embed(self, request):
        count("embeddings")
        texts = request["input"] if isinstance(request["input"], list) else [request["input"]]
        data = [
            {"object": "embedding", "index": index, "embedding": [float(len(str(text))), 1.0]}
            for index, text in enumerate(texts)
        ]
        usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
        self.send_json(200, {"object": "list", "data": data, "model": request["model"], "usage": usage})

    def send_json(self, status, body):
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_):
        pass


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_address[1]}/v1"}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
