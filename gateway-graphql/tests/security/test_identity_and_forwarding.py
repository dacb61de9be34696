"""What subgraphs are told of the caller, and what of the headers passes in either direction."""

from typing import Any

import jwt
import pytest

from jetbridge.config import load_config_text
from jetbridge.config.callers import Identity
from jetbridge.executor.subgraph_client import SubgraphReply
from jetbridge.security.caller import Caller, build_anonymous
from jetbridge.security.client_address import ClientAddresses
from jetbridge.security.forwarding import Forwarding, OutgoingHeaders, ReturnedHeaders
from jetbridge.security.identity import IdentitySigner
from jetbridge.telemetry.trace_context import build_trace_context

SECRET = "0123456789abcdef0123456789abcdef"
CLAIMS = {"sub": "u1", "roles": ["AGENT"], "scope": "a b", "sid": "s1", "email": "x@y.example", "exp": 5}


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def signer(clock: Clock | None = None) -> IdentitySigner:
    return IdentitySigner(Identity(), {"flights": SECRET}, clock or Clock())


def decode(line: bytes, **options: Any) -> dict[str, Any]:
    name, _, token = line.decode().strip().partition(": ")
    assert name == "jetbridge-identity"
    claims: dict[str, Any] = jwt.decode(
        token, SECRET, ["HS256"], audience="flights", issuer="jetbridge", options={"verify_exp": False, **options}
    )
    return claims


def test_a_subgraph_is_told_who_asks_signed_for_it_alone() -> None:
    claims = decode(signer().build_line(Caller(CLAIMS, 9e9), "flights"), verify_iat=False)
    assert claims == {
        "iss": "jetbridge", "aud": "flights", "iat": 1_800_000_000, "exp": 1_800_000_060,
        "sub": "u1", "roles": ["AGENT"], "scope": "a b", "sid": "s1",
    }  # fmt: skip


def test_a_subgraph_is_told_whose_the_subject_is() -> None:
    claims = decode(
        signer().build_line(Caller(CLAIMS | {"iss": "https://one.example"}, 9e9), "flights"), verify_iat=False
    )
    assert (claims["sub"], claims["token_issuer"], claims["iss"]) == ("u1", "https://one.example", "jetbridge")


def test_anonymous_requests_are_signed_too_without_a_subject() -> None:
    claims = decode(signer().build_line(build_anonymous(), "flights"), verify_iat=False)
    assert set(claims) == {"iss", "aud", "iat", "exp"}


def test_a_subgraph_without_a_secret_is_told_nothing() -> None:
    assert signer().build_line(Caller(CLAIMS, 9e9), "other") == b""


def test_a_line_is_signed_once_and_anew_after_half_its_lifetime() -> None:
    clock = Clock()
    sign, caller = signer(clock), Caller(CLAIMS, 9e9)
    first = sign.build_line(caller, "flights")
    clock.now += 29
    assert sign.build_line(caller, "flights") is first
    clock.now += 2
    assert sign.build_line(caller, "flights") != first


def test_a_changed_secret_is_used_at_once_for_callers_already_known() -> None:
    caller = Caller(CLAIMS, 9e9)
    before = signer().build_line(caller, "flights")
    after = IdentitySigner(Identity(), {"flights": SECRET[::-1]}, Clock()).build_line(caller, "flights")
    assert before != after


def forwarding(text: str) -> Forwarding:
    return Forwarding(load_config_text(text, {}).headers, ["auth", "flights"], signer())


TRACE = build_trace_context(None, b"r1")


def test_headers_pass_by_allow_list_and_the_callers_lines_come_before_the_trace() -> None:
    rules = forwarding("headers: {request: [{name: Cookie, to: [auth]}, {name: authorization}]}")
    headers = {b"cookie": b"c=1", b"authorization": b"Bearer x", b"jetbridge-identity": b"forged", b"x": b"y"}
    lines = OutgoingHeaders(rules, headers, build_anonymous(), TRACE, "10.0.0.1")
    assert lines("auth") == (
        b"cookie: c=1\r\nauthorization: Bearer x\r\n"
        b"traceparent: %b\r\nx-request-id: r1\r\nx-forwarded-for: 10.0.0.1\r\n" % TRACE.traceparent
    )
    to_flights = lines("flights").split(b"\r\n")
    assert to_flights[0] == b"authorization: Bearer x"
    assert to_flights[1].startswith(b"jetbridge-identity: ey")
    assert b"forged" not in lines("flights")
    assert lines("unknown").startswith(b"traceparent: ")


def lines_to_auth(rules: str, **headers: str) -> list[bytes]:
    sent = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    found = forwarding(f"headers: {{request: [{rules}]}}")
    outgoing = OutgoingHeaders(found, sent, build_anonymous(), TRACE, "10.0.0.1")
    return outgoing("auth").partition(b"traceparent: ")[0].split(b"\r\n")[:-1]


@pytest.mark.parametrize(
    ("rule", "headers", "line"),
    [
        ("{name: x-tenant, as: X-Shop}", {"x_tenant": "north"}, b"x-shop: north"),
        ("{name: x-tenant, default: public}", {}, b"x-tenant: public"),
        ("{name: x-tenant, default: public}", {"x_tenant": "north"}, b"x-tenant: north"),
        ("{name: x-api, value: 'v2'}", {"x_api": "v1"}, b"x-api: v2"),
        ("{name: x-tenant, as: x-shop, default: none}", {"x_shop": "forged"}, b"x-shop: none"),
    ],
)
def test_a_rule_may_rename_a_header_or_give_it_a_value(rule: str, headers: dict[str, str], line: bytes) -> None:
    assert lines_to_auth(rule, **headers) == [line]


def test_headers_that_begin_alike_pass_but_for_what_is_the_gateways_own() -> None:
    rules = "{name: X-*}, {name: jetbridge-*}, {name: x-tenant, as: x-shop}, {name: x-b, to: [flights]}"
    client = {"x_a": "1", "x_b": "2", "x_shop": "forged", "x_tenant": "north", "x_forwarded_for": "6.6.6.6"}
    lines = lines_to_auth(rules, jetbridge_identity="forged", jetbridge_other="3", cookie="c", **client)
    assert lines == [b"x-shop: north", b"jetbridge-other: 3", b"x-a: 1", b"x-b: 2", b"x-tenant: north"]


def test_a_header_that_many_servers_take_for_another_one_does_not_pass_with_those_that_begin_alike() -> None:
    found = forwarding("headers: {request: [{name: x-*}, {name: x-api-version, value: v2}]}")
    sent = {b"x-forwarded_for": b"6.6.6.6", b"x-api_version": b"v1", b"x-one": b"1"}
    lines = OutgoingHeaders(found, sent, build_anonymous(), TRACE, "10.0.0.1")("auth")
    assert lines.startswith(b"x-api-version: v2\r\nx-one: 1\r\ntraceparent: ")


def test_what_lasts_longer_than_an_identity_is_signed_anew() -> None:
    clock = Clock()
    rules = Forwarding(load_config_text("", {}).headers, ["flights"], signer(clock))
    lines = OutgoingHeaders(rules, {}, Caller(CLAIMS, 9e9), TRACE, "10.0.0.1")
    first = lines.build("flights")
    assert lines.build("flights") == first
    clock.now += 60
    assert lines.build("flights") != first


def test_answers_pass_back_what_is_allowed_every_cookie_for_itself() -> None:
    rules = forwarding("headers: {response: [{name: set-cookie, from: [auth]}, {name: x-cost}]}")
    returned = ReturnedHeaders(rules)
    returned("auth", SubgraphReply(200, b"", {"set-cookie": "a=1; Path=/\nb=2", "x-cost": "1", "server": "s"}))
    returned("flights", SubgraphReply(200, b"", {"set-cookie": "evil=1", "x-cost": "2"}))
    assert returned.to_headers() == ((b"set-cookie", b"a=1; Path=/"), (b"set-cookie", b"b=2"), (b"x-cost", b"2"))


@pytest.mark.parametrize(
    ("connection", "forwarded", "trusted", "expected"),
    [
        ("1.1.1.1", "6.6.6.6", [], "1.1.1.1"),
        ("1.1.1.1", "6.6.6.6", ["10.0.0.0/8"], "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6", ["10.0.0.0/8"], "6.6.6.6"),
        ("10.0.0.1", "9.9.9.9, 6.6.6.6", ["10.0.0.0/8"], "6.6.6.6"),
        ("10.0.0.1", "6.6.6.6, 10.0.0.2", ["10.0.0.0/8"], "6.6.6.6"),
        ("10.0.0.1", "6.6.6.6, garbage", ["10.0.0.0/8"], "10.0.0.1"),
        ("10.0.0.1", "", ["10.0.0.0/8"], "10.0.0.1"),
        ("::1", "2001:db8::1", ["::1/128"], "2001:db8::1"),
    ],
)
def test_only_trusted_proxies_say_where_a_request_comes_from(
    connection: str, forwarded: str, trusted: list[str], expected: str
) -> None:
    addresses = ClientAddresses(trusted)
    assert addresses.find(connection, {b"x-forwarded-for": forwarded.encode()}) == expected
