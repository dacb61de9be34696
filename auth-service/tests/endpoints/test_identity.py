"""Who may speak to the subgraph: its gateway, and nobody who only says so."""

import base64
import json
import time

import httpx
import jwt
import pytest
from running_auth import IDENTITY_SECRET as SECRET

from wire.identity import Caller, sign_identity

NOW = int(time.time())
GOOD = {
    "iss": "jetbridge",
    "aud": "auth",
    "iat": NOW,
    "exp": NOW + 600,
    "sub": "eve",
    "roles": ["ADMIN"],
    "scope": "admin",
}


def signed(*, secret=SECRET, algorithm="HS256", headers=None, without=(), **changes):
    claims = {name: value for name, value in (GOOD | changes).items() if name not in without}
    return jwt.encode(claims, secret, algorithm=algorithm, headers=headers)


def unsigned(algorithm):
    parts = [json.dumps(part).encode() for part in ({"alg": algorithm, "typ": "JWT"}, GOOD)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


good = signed()
FORGED = {
    "nothing": "",
    "a word": "admin",
    "two dots": "..",
    "a user id": "eve",
    "unsigned": unsigned("none"),
    "unsigned, capitals": unsigned("NONE"),
    "unsigned, pretending": unsigned("HS256"),
    "another secret": signed(secret="x" * 44),
    "another algorithm": signed(algorithm="HS512"),
    "an earlier time": signed(iat=NOW - 700, exp=NOW - 60),
    "a later time": signed(iat=NOW + 600, exp=NOW + 660),
    "another subgraph": signed(aud="flights"),
    "all subgraphs": signed(aud="*"),
    "the airline": signed(aud="airline"),
    "another issuer": signed(iss="https://auth.airline.example"),
    "no audience": signed(without=["aud"]),
    "no issuer": signed(without=["iss"]),
    "no expiry": signed(without=["exp"]),
    "no time of issue": signed(without=["iat"]),
    "text for expiry": signed(exp="never"),
    "a number for the caller": signed(sub=1),
    "a changed payload": good.replace(good.split(".")[1], base64.urlsafe_b64encode(json.dumps(GOOD | {"sub": "ann"}).encode()).decode()),
    "a changed signature": good[:-4] + "AAAA",
    "a cut signature": good[:-1],
    "no signature": good.rpartition(".")[0] + ".",
    "a critical header": signed(headers={"crit": ["unknown"]}),
    "twice": f"{good}, {good}",
    "as bearer": f"Bearer {good}",
}  # fmt: skip


def post(service, headers, query="{ me { id } }"):
    return httpx.post(f"{service.url}/graphql", json={"query": query}, headers=headers, timeout=60)


@pytest.mark.parametrize("name", FORGED)
def test_forged_identity_is_refused(service, name):
    response = post(service, {"jetbridge-identity": FORGED[name]})
    assert response.status_code == 401
    assert response.json() == {
        "errors": [
            {
                "message": "This subgraph answers its gateway only.",
                "extensions": {"code": "UNAUTHENTICATED", "http": {"status": 401}},
            }
        ]
    }


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-user-id": "1", "x-user-role": "ADMIN"},
        {"authorization": f"Bearer {good}"},
        {"cookie": f"jetbridge-identity={good}"},
        {"x-jetbridge-identity": good},
    ],
)
def test_headers_that_anybody_can_write_prove_nothing(service, headers):
    for query in ("{ me { id } }", "{ __typename }", "{ _service { sdl } }", "not even GraphQL"):
        assert post(service, headers, query).status_code == 401


def test_access_token_of_an_administrator_opens_nothing_without_the_gateway(service, manage):
    created = manage(
        service.environment, "create_admin", "--email", "root@example.com", "--first-name", "Ada", "--last-name", "Root",
        "--no-input", STAFF_PASSWORD="cleared-for-take-off",
    )  # fmt: skip
    assert created.returncode == 0, created.stderr
    session = service.ask(
        'mutation { login(email: "root@example.com", password: "cleared-for-take-off") { accessToken } }'
    )
    token = session["data"]["login"]["accessToken"]
    for headers in ({"authorization": f"Bearer {token}"}, {"jetbridge-identity": token}):
        assert post(service, headers).status_code == 401


def test_anonymous_identity_is_a_caller_too(service):
    response = post(service, {"jetbridge-identity": sign_identity(Caller(), SECRET, "auth")}, "{ __typename }")
    assert response.json() == {"data": {"__typename": "Query"}}
