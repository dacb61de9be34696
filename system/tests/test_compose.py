"""docker-compose.yml as Docker would read it, without Docker: every part gets what it needs and reaches whom it calls."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from airline_system.stack import ROOT, SERVICES
from jetbridge.config import load_config

GATEWAY_FILE = ROOT / "gateway-graphql/gateway.yaml"
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
_URL = re.compile(r"(?:https?|mongodb|amqp)://[^\s\"']+")


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What `make up` writes into .env."""
    directory = tmp_path_factory.mktemp("up") / "system"
    directory.mkdir()
    script = shutil.copy(ROOT / "system/create-secrets.sh", directory)
    subprocess.run(["bash", script], check=True)
    lines = (directory.parent / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


@pytest.fixture(scope="module")
def compose(secrets: Mapping[str, str]) -> Any:
    """The file with its variables filled in. Raises KeyError for one that nobody sets."""
    return fill(yaml.safe_load((ROOT / "docker-compose.yml").read_text()), secrets)


def fill(value: Any, secrets: Mapping[str, str]) -> Any:
    def look_up(found: re.Match[str]) -> str:
        name, kind, default = found.groups()
        return secrets.get(name, default) if kind == "-" else secrets[name]

    match value:
        case dict():
            return {key: fill(one, secrets) for key, one in value.items()}
        case list():
            return [fill(one, secrets) for one in value]
        case str():
            return _VARIABLE.sub(look_up, value).replace("$$", "$")
    return value


def environment(compose: Any, service: str) -> dict[str, str]:
    return {name: str(value) for name, value in compose["services"][service].get("environment", {}).items()}


def test_every_secret_of_the_script_is_used_and_differs(compose: Any, secrets: Mapping[str, str]) -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert [name for name in secrets if f"${{{name}" not in text] == []
    assert len(set(secrets.values())) == len(secrets)


@pytest.mark.parametrize(
    "service", ["auth", "auth-worker", "flights", "flights-worker", "reservations", "reservations-streams"]
)
def test_a_service_takes_what_it_is_given_in_production(compose: Any, service: str) -> None:
    given = environment(compose, service)
    assert given["APP_MODE"] == "production"
    settings = f"import {SERVICES[service.partition('-')[0]]}.settings"
    started = subprocess.run([sys.executable, "-c", settings], env=given, capture_output=True, text=True, check=False)
    assert started.returncode == 0, started.stderr


def test_the_gateway_takes_what_it_is_given_in_production(compose: Any) -> None:
    assert load_config(GATEWAY_FILE, environment(compose, "gateway")).mode == "production"


def test_every_address_is_that_of_a_service_on_a_common_network(compose: Any) -> None:
    services = compose["services"]
    for name, service in services.items():
        # SITE_URL is what a browser opens, outside of all this.
        called = {key: value for key, value in environment(compose, name).items() if key != "SITE_URL"}
        for url in _URL.findall(str(called)):
            address = urlsplit(url.rstrip("'}"))
            if address.scheme == "amqp" and not name.endswith("-worker"):
                continue  # the servers share the workers' environment, but their events are published by these
            target = services[address.hostname]
            assert set(service["networks"]) & set(target["networks"]), f"{name} cannot reach {address.hostname}"
            if address.scheme == "http":
                assert f"127.0.0.1:{address.port}/" in str(target["healthcheck"]), url


def test_every_service_waits_for_services_that_can_tell_when_they_are_ready(compose: Any) -> None:
    services = compose["services"]
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or "healthcheck" in services[other], (name, other)
            assert how["condition"] != "service_completed_successfully" or services[other]["restart"] == "no"


def test_what_the_file_names_is_there(compose: Any) -> None:
    for service in compose["services"].values():
        if "build" in service:
            assert (ROOT / service["build"]["dockerfile"]).is_file()
        assert set(service.get("networks", [])) <= set(compose["networks"])
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or Path(ROOT / source).exists(), volume


def test_only_the_gateway_and_the_senders_of_letters_have_a_way_out(compose: Any) -> None:
    outward = {name for name, network in compose["networks"].items() if not network.get("internal")}
    leaving = {name for name, one in compose["services"].items() if outward & set(one.get("networks", []))}
    assert leaving == {"gateway", "auth-worker", "reservations-worker"}


def test_only_the_gateway_is_reachable_from_outside(compose: Any) -> None:
    published = {name: one["ports"] for name, one in compose["services"].items() if "ports" in one}
    assert published == {"gateway": ["127.0.0.1:4000:4000"]}
