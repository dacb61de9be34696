"""Access tokens for the load, their public key, and the configuration that makes jetbridge check them.

jetbridge works with everything on: token check against the key set, header forwarding, metrics, limits. A few
hundred callers take turns, as many users do; each token is verified once and then known until it expires.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

CALLERS = 500
ISSUER, AUDIENCE = "https://issuer.example", "bench"
CONFIGURATION = f"""
mode: production
authentication:
  jwt: {{jwks: {{file: jwks.json}}, issuer: {ISSUER}, audience: {AUDIENCE}, algorithms: [EdDSA]}}
headers:
  request: [{{name: authorization}}]
# The deepest shape nests fourteen selections.
limits: {{depth: 20}}
"""


# What the same gateway costs that does none of it. Callers cannot be told apart then, so their equal queries to subgraphs
# would be shared: that is switched off, or less work would be measured.
BARE_CONFIGURATION = """
mode: production
telemetry: {metrics: false}
etag: {enabled: false}
csrf: {enabled: false}
subgraph_defaults: {deduplicate: false}
limits: {depth: 20}
"""


def write_tokens(work: Path) -> Path:
    """The file of tokens, one a line; `jwks.json`, `gateway.yaml` and `bare.yaml` beside it."""
    key = Ed25519PrivateKey.generate()
    public = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key()))
    jwks = work / "jwks.json"
    jwks.write_text(json.dumps({"keys": [{**public, "kid": "bench", "alg": "EdDSA", "use": "sig"}]}))
    now = int(time.time())
    tokens = [
        jwt.encode(
            {"iss": ISSUER, "aud": AUDIENCE, "sub": f"caller-{number}", "iat": now, "exp": now + 24 * 3600},
            key,
            "EdDSA",
            {"kid": "bench", "typ": "at+jwt"},
        )
        for number in range(CALLERS)
    ]
    (work / "gateway.yaml").write_text(CONFIGURATION)
    (work / "bare.yaml").write_text(BARE_CONFIGURATION)
    file = work / "tokens.txt"
    file.write_text("\n".join(tokens))
    return file
