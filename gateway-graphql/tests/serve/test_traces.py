"""Spans as a collector gets them from a running gateway."""

import gzip
import json
import signal
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CLIENT_SPAN = "00f067aa0ba902b7"


class Collector:
    """Takes OTLP over HTTP."""

    def __init__(self) -> None:
        self.requests: list[ExportTraceServiceRequest] = []
        self.keys: list[str | None] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if self.headers.get("content-encoding") == "gzip":
                    body = gzip.decompress(body)
                collector.requests.append(ExportTraceServiceRequest.FromString(body))
                collector.keys.append(self.headers.get("x-key"))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/traces"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def spans(self) -> list[Any]:
        return [
            span
            for request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def find(self, name: str) -> Any:
        (span,) = (each for each in self.spans if each.name == name)
        return span


@pytest.fixture
def collector() -> Iterator[Collector]:
    running = Collector()
    yield running
    running.server.shutdown()
    running.server.server_close()


def config(collector: Collector, **settings: object) -> str:
    lines = [f"    {name}: {value}" for name, value in {"sample_percent": 100, **settings}.items()]
    traces = "\n".join([f"    endpoint: {collector.url}", "    headers: {x-key: secret}", *lines])
    return f"mode: development\ntelemetry:\n  traces:\n{traces}\n"


def stop(gateway: Any) -> None:
    """What waits to be sent is sent then."""
    gateway.process.send_signal(signal.SIGTERM)
    gateway.process.wait(60)


def attributes(span: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}


def test_a_request_its_planning_and_its_calls_are_spans_of_the_clients_trace(
    start: Any, collector: Collector, subgraphs: Any
) -> None:
    gateway = start(config(collector))
    sent = {"traceparent": f"00-{TRACE}-{CLIENT_SPAN}-00"}
    answer = gateway.post("query Both { a headers }", headers=sent)
    seen = json.loads(answer.json()["data"]["headers"])["traceparent"]
    stream = {"accept": "text/event-stream"}
    assert gateway.post("subscription Count { count }", headers=stream).text.count("event: next") == 3
    subgraphs["a"].fault = lambda handler: handler.respond(400, {"errors": [{"message": "no"}]})
    gateway.post("query Failing { failed: a }")
    stop(gateway)

    request = collector.find("query Both")
    below = [span for span in collector.spans if span.parent_span_id == request.span_id]
    assert sorted(span.name for span in below) == ["fetch a", "fetch b", "plan"]
    assert {span.trace_id.hex() for span in (request, *below)} == {TRACE}
    assert request.parent_span_id.hex() == CLIENT_SPAN
    assert attributes(request)["graphql.operation.name"] == "Both"
    assert attributes(request)["http.response.status_code"] == 200
    # What a subgraph records is below the call that it answers.
    (call,) = (span for span in below if span.name == "fetch b")
    assert seen == f"00-{TRACE}-{call.span_id.hex()}-01"

    assert attributes(collector.find("subscription Count"))["graphql.operation.type"] == "subscription"

    failing = collector.find("query Failing")
    (failed,) = (span for span in collector.spans if span.parent_span_id == failing.span_id and "fetch" in span.name)
    assert (attributes(failed)["error.type"], failed.status.code) == ("400", 2)

    assert collector.keys[0] == "secret"
    (resource,) = (each.resource for each in collector.requests[0].resource_spans)
    assert attributes(resource)["service.name"] == "jetbridge"


def test_what_is_not_sampled_is_not_recorded_and_the_subgraphs_know(start: Any, collector: Collector) -> None:
    gateway = start(config(collector, sample_percent=0, follow_client="true"))
    unsampled = gateway.post("{ headers }").json()["data"]["headers"]
    client_says_so = gateway.post("{ headers }", headers={"traceparent": f"00-{TRACE}-{CLIENT_SPAN}-01"})
    stop(gateway)
    assert '-00"' in unsampled
    assert '-01"' in client_says_so.json()["data"]["headers"]
    assert {span.trace_id.hex() for span in collector.spans} == {TRACE}
