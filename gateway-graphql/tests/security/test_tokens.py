"""Access tokens: the good one is taken, and of the many bad ones none (RFC 8725, RFC 9068)."""

import asyncio
import base64
import hmac
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from jetbridge.config.callers import Authentication, Jwks, Jwt
from jetbridge.errors import GatewayError
from jetbridge.security.jwks import Keys, build_keys, load_keys
from jetbridge.security.tokens import Authenticator
from jetbridge.security.verification import TrustedIssuer

T = TypeVar("T")
NOW = 1_800_000_000
KEY = ed25519.Ed25519PrivateKey.generate()
OTHER_KEY = ed25519.Ed25519PrivateKey.generate()
RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
CLAIMS = {"iss": "https://issuer", "aud": "air", "sub": "u1", "exp": NOW + 300, "iat": NOW - 1, "scope": "a b"}
HEADER = {"alg": "EdDSA", "typ": "at+jwt", "kid": "k1"}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def encode(value: object) -> str:
    return b64(json.dumps(value).encode())


def sign(header: object, payload: object, key: Any = KEY, *, raw_payload: bytes | None = None) -> str:
    signed = f"{encode(header)}.{b64(raw_payload) if raw_payload is not None else encode(payload)}"
    return f"{signed}.{b64(key.sign(signed.encode()))}"


def jwk(key: Any, kid: str | None, **more: str) -> dict[str, Any]:
    algorithm: Any = jwt.algorithms.ECAlgorithm
    if isinstance(key, ed25519.Ed25519PrivateKey):
        algorithm = jwt.algorithms.OKPAlgorithm
    elif isinstance(key, rsa.RSAPrivateKey):
        algorithm = jwt.algorithms.RSAAlgorithm
    value: dict[str, Any] = algorithm.to_jwk(key.public_key(), as_dict=True)
    return value | ({"kid": kid} if kid else {}) | more


KEY_SET = {"keys": [jwk(KEY, "k1", use="sig", alg="EdDSA"), jwk(RSA_KEY, "rsa"), jwk(EC_KEY, "ec"),
                    jwk(OTHER_KEY, "enc", use="enc"), {"kty": "oct", "kid": "oct", "k": "c2VjcmV0"}]}  # fmt: skip
PUBLIC_PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
PUBLIC_RAW = KEY.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
RSA_PEM = RSA_KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


class Issuer:
    """A key source that counts how often it is asked."""

    def __init__(self, key_set: Any = KEY_SET) -> None:
        self.key_set = key_set
        self.fetches = 0
        self.down = False

    async def __call__(self) -> bytes:
        self.fetches += 1
        await asyncio.sleep(0)
        if self.down:
            raise OSError("down")
        return msgspec.json.encode(self.key_set)


class Clock:
    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def authenticator(
    issuer: Issuer | None = None, clock: Clock | None = None, *, explains: bool = False, **settings: Any
) -> Authenticator:
    token = Jwt(jwks=Jwks(url="http://x"), issuer="https://issuer", audience="air", **settings)
    keys = Keys(token.jwks, issuer or Issuer(), clock or Clock())
    return Authenticator(Authentication(jwt=token), [TrustedIssuer(token, keys)], clock or Clock(), explains=explains)


def run(main: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(main)


def test_a_good_token_gives_its_claims() -> None:
    caller = run(authenticator().authenticate(f"Bearer {sign(HEADER, CLAIMS)}".encode()))
    assert caller.claims == CLAIMS
    assert run(authenticator().authenticate(f"bearer  {sign(HEADER, CLAIMS)}".encode())).claims == CLAIMS


@pytest.mark.parametrize("token_type", ["at+jwt", "AT+JWT", "application/at+jwt"])
def test_the_token_type_is_compared_as_the_standard_says(token_type: str) -> None:
    token = sign(HEADER | {"typ": token_type}, CLAIMS)
    assert run(authenticator().authenticate(f"Bearer {token}".encode())).claims


def without(value: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: each for name, each in value.items() if name != key}


def hs256(header: object, secret: bytes, payload: object = CLAIMS) -> str:
    signed = f"{encode(header)}.{encode(payload)}"
    return f"{signed}.{b64(hmac.digest(secret, signed.encode(), 'sha256'))}"


GOOD = sign(HEADER, CLAIMS)
HEAD, BODY, SIGNATURE = GOOD.split(".")
BAD_TOKENS = {
    # The form
    "empty": "",
    "one part": "abc",
    "two parts": f"{HEAD}.{BODY}",
    "four parts": f"{GOOD}.x",
    "no signature": f"{HEAD}.{BODY}.",
    "no header": f".{BODY}.{SIGNATURE}",
    "no payload": f"{HEAD}..{SIGNATURE}",
    "header not base64": f"!!.{BODY}.{SIGNATURE}",
    "header not json": f"{b64(b'x')}.{BODY}.{SIGNATURE}",
    "header a list": f"{encode([])}.{BODY}.{SIGNATURE}",
    "header deep": f"{b64(b'[' * 4000)}.{BODY}.{SIGNATURE}",
    "over 8 KiB": sign(HEADER, CLAIMS | {"x": "y" * 9000}),
    "spaces inside": GOOD.replace(".", " . "),
    "two tokens": f"{GOOD} {GOOD}",
    "not ascii": GOOD + "\u00e9",
    # The algorithm
    "alg none": f"{encode({'alg': 'none', 'typ': 'at+jwt'})}.{BODY}.",
    "alg None": f"{encode({'alg': 'None', 'typ': 'at+jwt', 'kid': 'k1'})}.{BODY}.",
    "alg nOnE signed": f"{encode({'alg': 'nOnE', 'typ': 'at+jwt', 'kid': 'k1'})}.{BODY}.{SIGNATURE}",
    "alg missing": sign(without(HEADER, "alg"), CLAIMS),
    "alg null": sign(HEADER | {"alg": None}, CLAIMS),
    "alg a number": sign(HEADER | {"alg": 1}, CLAIMS),
    "alg a list": sign(HEADER | {"alg": ["EdDSA"]}, CLAIMS),
    "alg lower case": sign(HEADER | {"alg": "eddsa"}, CLAIMS),
    "hs256 with the public pem": hs256(HEADER | {"alg": "HS256"}, PUBLIC_PEM),
    "hs256 with the raw public key": hs256(HEADER | {"alg": "HS256"}, PUBLIC_RAW),
    "hs256 with the rsa pem": hs256(HEADER | {"alg": "HS256", "kid": "rsa"}, RSA_PEM),
    "hs256 with an oct key of the set": hs256(HEADER | {"alg": "HS256", "kid": "oct"}, b"secret"),
    "hs256 with an empty secret": hs256(HEADER | {"alg": "HS256"}, b""),
    "rs256, which is not allowed": jwt.encode(CLAIMS, RSA_KEY, "RS256", {"typ": "at+jwt", "kid": "rsa"}),
    "es256, which is not allowed": jwt.encode(CLAIMS, EC_KEY, "ES256", {"typ": "at+jwt", "kid": "ec"}),
    "eddsa with the key id of another kind": sign(HEADER | {"kid": "rsa"}, CLAIMS),
    # The key
    "another key": sign(HEADER, CLAIMS, OTHER_KEY),
    "unknown key id": sign(HEADER | {"kid": "k2"}, CLAIMS),
    "key for encryption": sign(HEADER | {"kid": "enc"}, CLAIMS, OTHER_KEY),
    "key id missing among several keys": sign(without(HEADER, "kid"), CLAIMS),
    "key id a number": sign(HEADER | {"kid": 1}, CLAIMS),
    "key id a path": sign(HEADER | {"kid": "../../dev/null"}, CLAIMS),
    "key id for sql": sign(HEADER | {"kid": "x' UNION SELECT 'k"}, CLAIMS),
    "own key inside (jwk)": sign(HEADER | {"kid": "k9", "jwk": jwk(OTHER_KEY, "k9")}, CLAIMS, OTHER_KEY),
    "own key set (jku)": sign(HEADER | {"kid": "k9", "jku": "https://evil.example/jwks"}, CLAIMS, OTHER_KEY),
    "own certificate (x5u)": sign(HEADER | {"kid": "k9", "x5u": "https://evil.example/c"}, CLAIMS, OTHER_KEY),
    "unknown critical extension": sign(HEADER | {"crit": ["x"], "x": 1}, CLAIMS),
    "b64 extension": sign(HEADER | {"crit": ["b64"], "b64": False}, CLAIMS),
    # The type
    "an id token": sign(HEADER | {"typ": "JWT"}, CLAIMS),
    "no type": sign(without(HEADER, "typ"), CLAIMS),
    "type a number": sign(HEADER | {"typ": 1}, CLAIMS),
    "a refresh token": sign(HEADER | {"typ": "rt+jwt"}, CLAIMS),
    # Time
    "expired": sign(HEADER, CLAIMS | {"exp": NOW - 6}),
    "expired long ago": sign(HEADER, CLAIMS | {"exp": 1}),
    "no exp": sign(HEADER, without(CLAIMS, "exp")),
    "exp null": sign(HEADER, CLAIMS | {"exp": None}),
    "exp a string": sign(HEADER, CLAIMS | {"exp": "never"}),
    "exp a numeric string": sign(HEADER, CLAIMS | {"exp": str(NOW + 300)}),
    "exp true": sign(HEADER, CLAIMS | {"exp": True}),
    "exp NaN": sign(HEADER, {}, raw_payload=json.dumps(CLAIMS | {"exp": float("nan")}).encode()),
    "exp infinite": sign(HEADER, {}, raw_payload=json.dumps(CLAIMS | {"exp": float("inf")}).encode()),
    "not yet": sign(HEADER, CLAIMS | {"nbf": NOW + 60}),
    "nbf a string": sign(HEADER, CLAIMS | {"nbf": "x"}),
    "issued in the future": sign(HEADER, CLAIMS | {"iat": NOW + 60}),
    "no iat": sign(HEADER, without(CLAIMS, "iat")),
    # Who and for whom
    "another issuer": sign(HEADER, CLAIMS | {"iss": "https://evil.example"}),
    "issuer with a slash": sign(HEADER, CLAIMS | {"iss": "https://issuer/"}),
    "no issuer": sign(HEADER, without(CLAIMS, "iss")),
    "issuer a list": sign(HEADER, CLAIMS | {"iss": ["https://issuer"]}),
    "another audience": sign(HEADER, CLAIMS | {"aud": "rail"}),
    "no audience": sign(HEADER, without(CLAIMS, "aud")),
    "audience empty": sign(HEADER, CLAIMS | {"aud": []}),
    "audience a number": sign(HEADER, CLAIMS | {"aud": 1}),
    "no subject": sign(HEADER, without(CLAIMS, "sub")),
    "subject empty": sign(HEADER, CLAIMS | {"sub": ""}),
    "subject a number": sign(HEADER, CLAIMS | {"sub": 1}),
    # The payload
    "payload changed": f"{HEAD}.{encode(CLAIMS | {'sub': 'admin'})}.{SIGNATURE}",
    "header changed": f"{encode(HEADER | {'x': 1})}.{BODY}.{SIGNATURE}",
    "signature of another token": f"{HEAD}.{BODY}.{sign(HEADER, CLAIMS | {'sub': 'x'}).split('.')[2]}",
    "signature cut": GOOD[:-4],
    "signature zero": f"{HEAD}.{BODY}.{b64(bytes(64))}",
    "payload a list": sign(HEADER, [CLAIMS]),
    "payload a string": sign(HEADER, "x"),
    "payload not json": sign(HEADER, {}, raw_payload=b"{"),
    "payload not utf-8": sign(HEADER, {}, raw_payload=b'{"sub":"\xff"}'),
    "payload deep": sign(HEADER, {}, raw_payload=b'{"a":' * 1500 + b"1" + b"}" * 1500),
}


def test_the_matrix_is_large_enough() -> None:
    assert len(BAD_TOKENS) >= 50


@pytest.mark.parametrize("token", BAD_TOKENS.values(), ids=BAD_TOKENS.keys())
def test_a_bad_token_is_not_taken(token: str) -> None:
    with pytest.raises(GatewayError) as caught:
        run(authenticator().authenticate(f"Bearer {token}".encode()))
    assert (caught.value.code, caught.value.status) == ("UNAUTHENTICATED", 401)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("two parts", "three parts"),
        ("header not json", "Its header is no JSON object"),
        ("an id token", "Its type (typ) is 'JWT'; authentication.jwt.types allows at+jwt."),
        ("no type", "It names no type (typ); authentication.jwt.types allows at+jwt."),
        ("rs256, which is not allowed", "(alg) 'RS256'; authentication.jwt.algorithms allows EdDSA."),
        ("unknown key id", "There is no key 'k2' at authentication.jwt.jwks."),
        ("key id missing among several keys", "It names no key (kid), and there are several"),
        ("eddsa with the key id of another kind", "The key 'rsa' is not for EdDSA."),
        ("another key", "Its signature is not that of the key it names."),
        ("another issuer", "(iss) is 'https://evil.example'; authentication.jwt.issuer is 'https://issuer'."),
        ("another audience", "It is for (aud) 'rail'; authentication.jwt.audience is air."),
        ("no subject", "It lacks the claim sub."),
        ("expired", "It has expired 6 seconds ago."),
        ("issued in the future", "It begins in 60 seconds (iat, nbf): whose clock is wrong?"),
    ],
)
def test_why_a_token_is_refused_is_logged_and_told_in_development_mode_only(
    name: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="jetbridge.security")
    header = f"Bearer {BAD_TOKENS[name]}".encode()
    with pytest.raises(GatewayError) as caught:
        run(authenticator().authenticate(header))
    assert reason not in caught.value.message
    logged = [vars(record)["fields"]["reason"] for record in caplog.records]
    assert [reason in each for each in logged] == ([] if name == "expired" else [True])
    with pytest.raises(GatewayError) as caught:
        run(authenticator(explains=True).authenticate(header))
    assert reason in caught.value.message


@pytest.mark.parametrize("field", ["alg", "typ", "kid"])
def test_a_header_nested_as_deep_as_can_be_read_is_refused_as_any_other(field: str) -> None:
    auth = authenticator(explains=True)

    async def main() -> None:
        for depth in range(850, 1000):
            header = json.dumps({**HEADER, field: 0}).replace(": 0", ": " + "[" * depth + "]" * depth)
            with pytest.raises(GatewayError) as caught:
                await auth.authenticate(f"Bearer {b64(header.encode())}.{encode(CLAIMS)}.".encode())
            assert caught.value.code == "UNAUTHENTICATED"

    run(main())


def test_refused_tokens_are_counted_by_cause_and_logged_together(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="jetbridge.security")
    clock = Clock()
    auth = authenticator(clock=clock)

    async def send(name: str) -> None:
        with pytest.raises(GatewayError):
            await auth.authenticate(f"Bearer {BAD_TOKENS[name]}".encode())

    async def main() -> None:
        for _ in range(10):
            await send("an id token")
        clock.now += 1
        await send("another audience")

    run(main())
    assert auth.refused == {"type": 10, "audience": 1}
    assert [vars(record)["fields"]["refused"] for record in caplog.records] == [1, 10]


def test_several_issuers_are_trusted_each_with_its_own_keys() -> None:
    clock = Clock()
    staff = Jwt(jwks=Jwks(url="http://y"), issuer="https://staff", audience=("desk", "air"), algorithms=("RS256",))
    customers = Jwt(jwks=Jwks(url="http://x"), issuer="https://issuer", audience="air")
    issuers = [
        TrustedIssuer(customers, Keys(customers.jwks, Issuer({"keys": [jwk(KEY, "k1")]}), clock)),
        TrustedIssuer(staff, Keys(staff.jwks, Issuer({"keys": [jwk(RSA_KEY, "k1")]}), clock)),
    ]
    auth = Authenticator(Authentication(jwt=(customers, staff)), issuers, clock)

    def of_staff(key: Any, **claims: Any) -> str:
        claims = CLAIMS | {"iss": "https://staff", "aud": "desk"} | claims
        if key is KEY:
            return sign(HEADER, claims)
        return jwt.encode(claims, key, "RS256", {"typ": "at+jwt", "kid": "k1"})

    async def main() -> None:
        assert (await auth.authenticate(f"Bearer {GOOD}".encode())).claims == CLAIMS
        for audience in ("desk", "air", ["x", "desk"]):
            assert (await auth.authenticate(f"Bearer {of_staff(RSA_KEY, aud=audience)}".encode())).claims
        for token in (of_staff(KEY), of_staff(RSA_KEY, iss="https://issuer"), of_staff(RSA_KEY, aud="rail")):
            with pytest.raises(GatewayError):
                await auth.authenticate(f"Bearer {token}".encode())
        for issuer in ("https://evil", ["https://staff"], None):
            with pytest.raises(GatewayError):
                await auth.authenticate(f"Bearer {sign(HEADER, CLAIMS | {'iss': issuer})}".encode())

    run(main())
    assert auth.refused == {"algorithm": 2, "audience": 1, "issuer": 3}


@pytest.mark.parametrize(("types", "name"), [(("JWT",), "an id token"), (("at+jwt", ""), "no type")])
def test_types_are_those_of_the_configuration_in_any_case(types: tuple[str, ...], name: str) -> None:
    assert run(authenticator(types=types).authenticate(f"Bearer {BAD_TOKENS[name]}".encode())).claims == CLAIMS


def test_keys_are_fetched_before_the_first_token_and_a_wrong_place_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        issuer = Issuer()
        auth = authenticator(issuer)
        auth.begin()
        await auth.authenticate(f"Bearer {GOOD}".encode())
        assert issuer.fetches == 1
        settings = Jwks(file="nowhere.json")
        keys = build_keys(settings, tmp_path, Clock())
        keys.begin()
        with pytest.raises(GatewayError):
            await keys.find("k1")

    run(main())
    assert [vars(record)["fields"]["reason"] for record in caplog.records] == [
        f"{tmp_path / 'nowhere.json'}: No such file or directory"
    ]


@pytest.mark.parametrize("scheme", [b"", b"Basic ", b"Token ", b"Bearer", b"Bearer\t"])
def test_other_schemes_are_not_taken(scheme: bytes) -> None:
    with pytest.raises(GatewayError):
        run(authenticator().authenticate(scheme + GOOD.encode()))


def test_without_a_token_the_caller_is_anonymous_unless_one_is_required() -> None:
    assert run(authenticator().authenticate(None)).claims is None
    required = Authenticator(Authentication(required=True), [], Clock())
    with pytest.raises(GatewayError, match="required"):
        run(required.authenticate(None))


@pytest.mark.parametrize(
    ("token", "algorithm"),
    [
        (jwt.encode(CLAIMS, RSA_KEY, "RS256", {"typ": "at+jwt", "kid": "rsa"}), "RS256"),
        (jwt.encode(CLAIMS, EC_KEY, "ES256", {"typ": "at+jwt", "kid": "ec"}), "ES256"),
    ],
)
def test_other_algorithms_are_taken_where_the_configuration_allows_them(token: str, algorithm: Any) -> None:
    caller = run(authenticator(algorithms=(algorithm,)).authenticate(f"Bearer {token}".encode()))
    assert caller.claims == CLAIMS


def test_a_verified_token_is_remembered_until_it_expires() -> None:
    clock = Clock()
    auth = authenticator(clock=clock)

    async def main() -> None:
        header = f"Bearer {GOOD}".encode()
        first = await auth.authenticate(header)
        assert await auth.authenticate(header) is first
        assert (auth.verified, auth.remembered) == (1, 1)
        clock.now = NOW + 306
        with pytest.raises(GatewayError, match="expired"):
            await auth.authenticate(header)
        assert auth.cached_tokens == 0

    run(main())


def test_the_memory_for_tokens_is_bounded() -> None:
    auth = authenticator(cache_size=10)

    async def main() -> None:
        for n in range(30):
            await auth.authenticate(f"Bearer {sign(HEADER, CLAIMS | {'jti': str(n)})}".encode())
        assert auth.cached_tokens == 10

    run(main())


def test_large_tokens_count_for_more_and_one_that_expired_for_nothing() -> None:
    clock = Clock()
    auth = authenticator(clock=clock, cache_bytes=100_000)

    async def send(name: str) -> None:
        await auth.authenticate(f"Bearer {sign(HEADER, CLAIMS | {'groups': name + 'g' * 2_000})}".encode())

    async def main() -> None:
        for n in range(30):
            await send(str(n))
        room = auth.cached_tokens
        assert 3 <= room <= 6
        await send("29")
        assert auth.remembered == 1, "the newest are those that are kept"
        clock.now = NOW + 306
        for n in range(30 - room, 30):
            with pytest.raises(GatewayError, match="expired"):
                await send(str(n))
        assert auth.cached_tokens == 0
        clock.now = NOW
        for n in range(30):
            await send(str(n))
        assert auth.cached_tokens == room

    run(main())


def test_ten_thousand_unknown_key_ids_cause_one_fetch_in_half_a_minute() -> None:
    issuer, clock = Issuer(), Clock()
    auth = authenticator(issuer, clock)
    payload, signature = encode(CLAIMS), b64(bytes(64))

    async def forge(n: int) -> None:
        with pytest.raises(GatewayError):
            await auth.authenticate(f"Bearer {encode(HEADER | {'kid': f'x{n}'})}.{payload}.{signature}".encode())

    async def main() -> None:
        await auth.authenticate(f"Bearer {GOOD}".encode())
        assert issuer.fetches == 1
        clock.now += 31
        for start in range(0, 10_000, 100):
            clock.now += 29 / 100
            await asyncio.gather(*(forge(n) for n in range(start, start + 100)))
        assert issuer.fetches == 2

    run(main())


def test_a_rotated_key_is_fetched_when_its_first_token_comes() -> None:
    issuer, clock = Issuer(), Clock()
    auth = authenticator(issuer, clock)

    async def main() -> None:
        await auth.authenticate(f"Bearer {GOOD}".encode())
        issuer.key_set = {"keys": [jwk(KEY, "k1"), jwk(OTHER_KEY, "k2")]}
        clock.now += 40
        token = sign(HEADER | {"kid": "k2"}, CLAIMS, OTHER_KEY)
        assert (await auth.authenticate(f"Bearer {token}".encode())).claims == CLAIMS

    run(main())


def test_old_keys_serve_on_while_the_issuer_is_down() -> None:
    issuer, clock = Issuer(), Clock()
    auth = authenticator(issuer, clock)

    async def main() -> None:
        await auth.authenticate(f"Bearer {GOOD}".encode())
        issuer.down = True
        clock.now += 301
        token = sign(HEADER, CLAIMS | {"jti": "2", "exp": NOW + 900})
        assert (await auth.authenticate(f"Bearer {token}".encode())).claims

    run(main())


def test_without_any_key_the_answer_is_unavailable_not_unauthenticated() -> None:
    issuer, clock = Issuer(), Clock()
    issuer.down = True
    auth = authenticator(issuer, clock)

    async def main() -> None:
        for _ in range(20):
            with pytest.raises(GatewayError) as caught:
                await auth.authenticate(f"Bearer {GOOD}".encode())
            assert (caught.value.code, caught.value.retry_after) == ("SERVICE_UNAVAILABLE", 1)
        assert issuer.fetches == 1
        issuer.down = False
        clock.now += 2
        assert (await auth.authenticate(f"Bearer {GOOD}".encode())).claims

    run(main())


def test_private_and_symmetric_keys_of_a_key_set_are_never_used() -> None:
    private = KEY_SET["keys"][0] | {"d": b64(bytes(32))}
    keys = load_keys(msgspec.json.encode({"keys": [private, {"kty": "oct", "kid": "o", "k": "AAAA"}, {"kty": "new"}]}))
    assert list(keys) == ["k1"]
    assert isinstance(keys["k1"].key, ed25519.Ed25519PublicKey)


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"keys":[]}', b'{"keys":[1]}', b"\xff"])
def test_a_key_set_without_keys_is_no_key_set(text: bytes) -> None:
    with pytest.raises(ValueError, match="key set"):
        load_keys(text)
