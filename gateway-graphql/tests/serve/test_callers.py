"""Who asks: from the access token of the client to the signed identity at the subgraph, over real HTTP."""

import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

KEY = ed25519.Ed25519PrivateKey.generate()
SECRET = "0123456789abcdef0123456789abcdef"


def token(**claims: Any) -> dict[str, str]:
    now = int(time.time())
    payload = {"iss": "https://i", "aud": "air", "sub": "u1", "iat": now, "exp": now + 60, "roles": [], **claims}
    return {"authorization": "Bearer " + jwt.encode(payload, KEY, "EdDSA", {"kid": "k", "typ": "at+jwt"})}


@pytest.fixture
def gateway(start: Any, subgraphs: Any) -> Any:
    """Subgraph a also publishes the keys; b shares a secret with the gateway."""
    key: Any = jwt.algorithms.OKPAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
    subgraphs["a"].document = {"keys": [key | {"kid": "k", "alg": "EdDSA"}]}
    return start(
        f"""
mode: development
subgraphs:
  b: {{identity_secret: {SECRET}}}
authentication:
  jwt: {{issuer: "https://i", audience: air, jwks: {{url: "{subgraphs["a"].url}"}}}}
headers:
  request: [{{name: cookie, to: [b]}}]
"""
    )


def test_a_subgraph_learns_who_asks_from_the_signed_identity(gateway: Any) -> None:
    assert gateway.post("{ who }").json() == {"data": {"who": "b:-"}}
    assert gateway.post("{ who }", headers=token()).json() == {"data": {"who": "b:u1"}}
    assert gateway.post("{ who }", headers=token(sub="u2")).json() == {"data": {"who": "b:u2"}}


def test_the_access_token_itself_and_forged_identities_do_not_reach_a_subgraph(gateway: Any) -> None:
    headers = token() | {"jetbridge-identity": "forged", "cookie": "c=1", "x-evil": "1"}
    seen = json.loads(gateway.post("{ headers }", headers=headers).json()["data"]["headers"])
    assert seen["cookie"] == "c=1"
    assert seen["jetbridge-identity"] != "forged"
    assert "authorization" not in seen
    assert "x-evil" not in seen
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["traceparent"].startswith("00-")


def test_a_bad_token_is_401_and_reaches_no_subgraph(gateway: Any, subgraphs: Any) -> None:
    forged = {"authorization": token()["authorization"][:-6] + "AAAAAA"}
    for headers in (token(exp=1), token(aud="rail"), token(iss="https://evil"), forged):
        before = subgraphs["b"].requests
        answer = gateway.post("{ who }", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert subgraphs["b"].requests == before
