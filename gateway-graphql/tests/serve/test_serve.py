"""The command `jetbridge serve`, from outside."""

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

# Processes that begin take their time on a machine that has other things to do.
PATIENCE_SECONDS = 90


def test_a_supergraph_is_served_without_any_configuration(start: Any) -> None:
    gateway = start()
    answer = gateway.post("{ a b }")
    assert answer.json() == {"data": {"a": "A", "b": "B"}}
    assert httpx.get(f"{gateway.url}/health/live", trust_env=False, timeout=60).json() == {"status": "ok"}
    page = httpx.get(gateway.url, headers={"accept": "text/html"}, trust_env=False, follow_redirects=True, timeout=60)
    assert page.url.path == "/graphql"
    assert "GraphiQL" in page.text
    assert (
        gateway.post("{ __schema { queryType { name } } }").json()["data"]["__schema"]["queryType"]["name"] == "Query"
    )


def test_in_production_introspection_is_off(start: Any) -> None:
    gateway = start("mode: production")
    answer = gateway.post("{ __schema { queryType { name } } }").json()
    assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_several_workers_share_the_port_and_a_dead_one_is_replaced(start: Any) -> None:
    gateway = start(None, "--workers", "2")
    assert gateway.post("{ a }").json() == {"data": {"a": "A"}}
    children = list_workers(gateway)
    assert len(children) == 2
    subprocess.run(["kill", "-9", children[0]], check=True)
    gateway.wait_for("a worker died and is replaced")
    for _ in range(20):
        assert gateway.post("{ a }").json() == {"data": {"a": "A"}}


def list_workers(gateway: Any) -> list[str]:
    return Path(f"/proc/{gateway.process.pid}/task/{gateway.process.pid}/children").read_text().split()


@pytest.mark.parametrize("watch", ["true", "false"])
def test_a_worker_that_is_replaced_serves_what_the_files_say_by_now(start: Any, supergraph: Any, watch: str) -> None:
    gateway = start(f"{{mode: development, supergraph: {{watch: {watch}}}}}", "--workers", "2")
    gateway.wait_for("listening", 2)
    supergraph(a="type Query { a: String slowA: String } type New { x: Int }")
    if watch == "false":
        gateway.process.send_signal(signal.SIGHUP)
    gateway.wait_for("changed files are in service", 2)
    before = list_workers(gateway)
    subprocess.run(["kill", "-9", before[0]], check=True)
    gateway.wait_for("listening", 3)
    subprocess.run(["kill", "-9", before[1]], check=True)
    gateway.wait_for("listening", 4)
    assert gateway.post('{ __type(name: "New") { name } }').json() == {"data": {"__type": {"name": "New"}}}


def test_workers_do_not_outlive_a_parent_that_was_killed(start: Any) -> None:
    gateway = start(None, "--workers", "2")
    gateway.wait_for("listening", 2)
    gateway.process.kill()
    gateway.wait_for("stopping", 2)


def test_workers_that_cannot_start_are_given_up_with_the_reason(
    supergraph: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "gateway.yaml").write_text("persisted_documents: {manifest: nowhere.json}")
    command = [sys.executable, "-m", "jetbridge", "serve", "--port", "0", "--workers", "2"]
    command += ["--supergraph", str(supergraph()), "--config", str(tmp_path / "gateway.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "nowhere.json: the manifest of persisted documents cannot be read" in done.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_whoever_asks_twice_to_stop_does_not_wait(start: Any, subgraphs: Any, workers: str) -> None:
    gateway = start("listen: {drain_seconds: 600}", "--workers", workers)
    gateway.wait_for("listening", int(workers))
    answers: list[Any] = []

    def ask() -> None:
        with contextlib.suppress(httpx.TransportError):
            answers.append(gateway.post("{ slowA }"))

    asking = threading.Thread(target=ask)
    asking.start()
    while not subgraphs["a"].requests:
        pass
    gateway.process.send_signal(signal.SIGINT)
    gateway.wait_for("stopping", int(workers))
    gateway.process.send_signal(signal.SIGINT)
    asking.join()
    assert (gateway.process.wait(PATIENCE_SECONDS), answers) == (0, [])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_request_in_work_is_answered_before_the_gateway_stops(start: Any, subgraphs: Any, workers: str) -> None:
    gateway = start(None, "--workers", workers)
    answers: list[Any] = []
    asking = threading.Thread(target=lambda: answers.append(gateway.post("{ slowA }").json()))
    asking.start()
    while not subgraphs["a"].requests:
        pass
    gateway.process.send_signal(signal.SIGTERM)
    subgraphs["a"].release.set()
    asking.join(PATIENCE_SECONDS)
    assert answers == [{"data": {"slowA": "slow"}}]
    assert gateway.process.wait(60) == 0


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sighup_has_files_read_again_that_are_not_watched(
    start: Any, supergraph: Any, tmp_path: Path, workers: str
) -> None:
    gateway = start("{mode: development, supergraph: {watch: false}}", "--workers", workers)
    gateway.wait_for("listening", int(workers))
    new = "type Query { a: String slowA: String } type New { x: Int }"
    target = supergraph(a=new)
    good = target.read_text()
    target.write_text("}")
    gateway.process.send_signal(signal.SIGHUP)
    gateway.wait_for("changed files cannot be used; the last good ones go on serving", int(workers))
    assert gateway.post("{ a }").json() == {"data": {"a": "A"}}
    target.write_text(good)
    gateway.process.send_signal(signal.SIGHUP)
    gateway.wait_for("changed files are in service", int(workers))
    assert gateway.post('{ __type(name: "New") { name } }').json()["data"] == {"__type": {"name": "New"}}


def test_a_gateway_that_leaves_is_not_ready_and_answers_all_the_same(start: Any) -> None:
    gateway = start("{mode: development, listen: {leave_seconds: 3600}}")
    gateway.process.send_signal(signal.SIGTERM)
    gateway.wait_for("stopping")
    assert httpx.get(f"{gateway.url}/health/ready", trust_env=False, timeout=60).status_code == 503
    assert gateway.post("{ a }").json() == {"data": {"a": "A"}}
    gateway.process.send_signal(signal.SIGINT)
    assert gateway.process.wait(PATIENCE_SECONDS) == 0


def test_a_changed_supergraph_is_taken_into_service_without_a_failed_request(start: Any, supergraph: Any) -> None:
    gateway = start()
    stop = threading.Event()
    answers: list[bool] = []

    def ask() -> None:
        with httpx.Client(trust_env=False, timeout=60) as client:
            while not stop.is_set():
                answer = client.post(f"{gateway.url}/graphql", json={"query": "{ a b }"})
                answers.append(answer.json() == {"data": {"a": "A", "b": "B"}})

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    for number in range(1, 6):
        supergraph(a=f"type Query {{ a: String slowA: String }} type New{number} {{ x: Int }}")
        gateway.wait_for("changed files are in service", number)
    stop.set()
    for thread in asking:
        thread.join(60)
    assert len(answers) > 20
    assert all(answers)
    assert gateway.post('{ __type(name: "New5") { name } }').json() == {"data": {"__type": {"name": "New5"}}}


def test_a_broken_supergraph_leaves_the_last_good_one_in_service(start: Any, supergraph: Any) -> None:
    gateway = start()
    supergraph().write_text("type Query {")
    gateway.wait_for("changed files cannot be used; the last good ones go on serving")
    assert gateway.post("{ a }").json() == {"data": {"a": "A"}}


def test_a_changed_configuration_is_taken_into_service(start: Any, tmp_path: Path) -> None:
    gateway = start("mode: production")
    (tmp_path / "gateway.yaml").write_text("mode: development")
    gateway.wait_for("changed files are in service")
    assert "data" in gateway.post("{ __schema { queryType { name } } }").json()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Which supergraph?"),
        (["--supergraph", "/nowhere.graphql"], "the supergraph cannot be read: No such file"),
        (["--supergraph", "{yaml}"], "do both with `jetbridge dev`"),
        (["--supergraph", "{sg}", "--config", "/nowhere.yaml"], "It cannot be read: No such file"),
        (["--supergraph", "{bad}"], "bad.graphql: The schema links no version of"),
        (["--supergraph", "{torn}"], "torn.graphql: The supergraph is not GraphQL, see line 2: Syntax Error"),
        (["--supergraph", "{sg}", "--port", "{taken}"], "cannot be listened on: Address already in use"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_sentence(
    arguments: list[str], sentence: str, supergraph: Callable[..., Path], tmp_path: Path, subgraphs: Any
) -> None:
    bad = tmp_path / "bad.graphql"
    bad.write_text("type Query { a: String }")
    torn = tmp_path / "torn.graphql"
    torn.write_text("type Query {\n")
    named = tmp_path / "supergraph.yaml"
    named.write_text("subgraphs: {}")
    names = {"yaml": named, "sg": supergraph(), "bad": bad, "torn": torn, "taken": subgraphs["a"].server.server_port}
    command = [sys.executable, "-m", "jetbridge", "serve", *(each.format(**names) for each in arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_gateway_does_not_take_half_the_requests_of_the_first(
    start: Any, supergraph: Callable[..., Path]
) -> None:
    port = start().url.rpartition(":")[2]
    command = [sys.executable, "-m", "jetbridge", "serve", "--supergraph", str(supergraph()), "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    assert (done.returncode, "Address already in use; stop what listens there" in done.stderr) == (1, True)


@pytest.mark.parametrize("workers", ["1", "3"])
def test_figures_of_all_workers_can_be_scraped_from_any(start: Any, workers: str) -> None:
    gateway = start(None, "--workers", workers)
    gateway.wait_for("listening", int(workers))
    for _ in range(20):
        gateway.post("{ a }")
    for _ in range(5):
        text = httpx.get(f"{gateway.url}/metrics", trust_env=False, timeout=60).text
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        calls = [s for s in samples if s.name == "jetbridge_subgraph_calls_total"]
        assert {(s.labels["subgraph"], s.labels["outcome"]) for s in calls} == {("a", "ok")}
        assert sum(s.value for s in calls) == 20
        assert sum(s.value for s in samples if s.name == "jetbridge_request_seconds_count") == 20
        generations = {s.labels["worker"]: s.value for s in samples if s.name == "jetbridge_generation"}
        assert generations == {str(worker): 1 for worker in range(int(workers))}
        caches = [s for s in samples if s.name == "jetbridge_operation_cache_misses" and s.value]
        # Each worker that was asked reads the body, and prepares the operation, once.
        assert {s.labels["stage"] for s in caches} >= {"body", "prepared", "normalized", "executable"}
        assert {s.value for s in caches if s.labels["stage"] == "body"} == {1}
        memory = {s.labels["worker"]: s.value for s in samples if s.name == "process_resident_memory_bytes"}
        assert memory.keys() == generations.keys()
        assert min(memory.values()) > 0


def test_every_request_can_be_logged_as_one_line_of_json(start: Any) -> None:
    gateway = start("telemetry: {access_log: true}")
    gateway.post("{ a }", headers={"x-request-id": "r-1", "authorization": "Bearer secret"})
    gateway.wait_for("request answered")
    entry = next(entry for entry in gateway.log if entry["event"] == "request answered")
    assert entry["request_id"] == "r-1"
    assert entry["status"] == 200
    assert "secret" not in json.dumps(gateway.log)


def test_a_subscription_flows_from_the_subgraph_to_the_client(start: Any) -> None:
    gateway = start()
    answer = gateway.post("subscription { count }", headers={"accept": "text/event-stream"})
    events = [event for event in answer.text.split("\n\n") if event.startswith("event: next")]
    assert events == [f'event: next\ndata: {{"data":{{"count":{number}}}}}' for number in (1, 2, 3)]
    assert answer.text.endswith("event: complete\ndata:\n\n")


def test_subscriptions_can_be_answered_by_a_process_of_their_own(start: Any, subgraphs: Any) -> None:
    gateway = start(f"subgraphs: {{b: {{subscriptions: {{url: '{subgraphs['a'].url}', silence_seconds: 30}}}}}}")
    answer = gateway.post("subscription { count }", headers={"accept": "text/event-stream"})
    assert answer.text.count("event: next") == 3
    assert (subgraphs["a"].requests, subgraphs["b"].requests) == (1, 0)
