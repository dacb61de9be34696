"""Who decides a label of a progressive override, and in which order."""

from collections.abc import Mapping
from typing import Any

from jetbridge.config.requests import Overrides
from jetbridge.transport.override_labels import OverrideLabels

LABELS = frozenset({"on", "off", "half", "unknown", "percent(20)"})
SETTINGS = Overrides(labels={"on": True, "off": False, "half": 50}, header="X-Labels")


def choose(number: float, header: str = "", settings: Overrides = SETTINGS) -> set[str]:
    labels = OverrideLabels(settings, roll=lambda: number)
    return set(labels.choose(LABELS, {b"x-labels": header.encode()}, None))


def test_configuration_switches_labels_on_off_or_by_percentage() -> None:
    assert choose(0.49) == {"on", "half"}
    assert choose(0.5) == {"on"}


def test_a_percentage_in_the_label_needs_no_configuration() -> None:
    assert choose(0.19) == {"on", "half", "percent(20)"}
    assert choose(0.19, settings=Overrides()) == {"percent(20)"}
    assert choose(0.2, settings=Overrides()) == set()


def test_configuration_goes_before_the_percentage_in_the_label() -> None:
    assert choose(0.99, settings=Overrides(labels={"percent(20)": True})) == {"percent(20)"}


def test_the_configured_header_goes_before_everything() -> None:
    assert choose(0.0, "unknown, off,-on , -percent(20), nothing") == {"unknown", "off", "half"}


def test_without_a_configured_header_requests_cannot_choose() -> None:
    assert choose(0.99, "unknown", Overrides()) == set()


def test_a_programs_own_function_decides_by_headers_and_claims() -> None:
    def decide(label: str, headers: Mapping[bytes, bytes], claims: Mapping[str, Any] | None) -> bool | None:
        if label == "unknown":
            return (claims or {}).get("sub") == "7" and headers[b"x-shop"] == b"north"
        return None

    labels = OverrideLabels(SETTINGS, decide, roll=lambda: 0.99)
    assert labels.choose(LABELS, {b"x-shop": b"north"}, {"sub": "7"}) == {"on", "unknown"}
    assert labels.choose(LABELS, {b"x-shop": b"south"}, {"sub": "7"}) == {"on"}
