"""A life of an account over real HTTP, with real hashing, cookies and tokens."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import jwt
import pytest

from wire.identity import Caller

PASSWORD = "rattle-snake-77"
numbers = itertools.count(1)
REGISTER = (
    "mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken user { id email } } }"
)
LOGIN = "mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }"


@pytest.fixture
def ann(service):
    """A fresh customer: her e-mail address, session and caller."""
    email = f"ann{next(numbers)}@example.com"
    form = {"email": email, "password": PASSWORD, "firstName": "Annabel", "lastName": "Leigh"}
    session = service.ask(REGISTER, input=form)["data"]["register"]
    claims = jwt.decode(session["accessToken"], options={"verify_signature": False})
    return email, session, Caller(claims["sub"], frozenset(claims["roles"]), frozenset(), claims["sid"])


def code(answer):
    (error,) = answer["errors"]
    return error["extensions"]["code"]


def cookie_parts(response):
    name, *attributes = response.headers["set-cookie"].split("; ")
    return name.split("=", 1)[1], {attribute.split("=")[0].lower(): attribute for attribute in attributes}


def test_password_is_stored_with_argon2id_at_owasp_strength(service, ann):
    stored = service.database["accounts"].find_one({"email_lc": ann[0]})
    assert stored["password_hash"].startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in repr(stored)


def test_access_token_is_verified_by_the_published_keys(service, ann):
    keys = jwt.PyJWKSet.from_dict(httpx.get(f"{service.url}/.well-known/jwks.json", timeout=60).json())
    token = ann[1]["accessToken"]
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["EdDSA"], audience="airline", issuer="https://auth.airline.example")
    assert claims["sub"] == ann[1]["user"]["id"]
    assert claims["exp"] - claims["iat"] == 600


def test_accented_password_is_one_however_it_is_typed(service):
    email = f"zoe{next(numbers)}@example.com"
    form = {"email": email, "password": "caf\u00e9-cr\u00e8me-77", "firstName": "Zoë", "lastName": "Leigh"}
    assert service.ask(REGISTER, input=form)["data"]
    assert service.ask(LOGIN, email=email, password="cafe\u0301-cre\u0300me-77")["data"]


@pytest.mark.parametrize(
    "password",
    [
        "", "short", "123456789", "9876543210987", "password123", "qwertyuiop", "1q2w3e4r5t", "Annabel-Leigh", "annabel.l77",
        "x" * 129,
    ],
)  # fmt: skip
def test_weak_password_is_refused_with_the_reason(service, password):
    form = {"email": "annabel.l77@example.com", "password": password, "firstName": "Annabel", "lastName": "Leigh"}
    answer = service.ask(REGISTER, input=form)
    assert code(answer) == "BAD_USER_INPUT"
    assert answer["errors"][0]["extensions"]["field"] == "password"
    assert "password" in answer["errors"][0]["message"].lower()


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(service, ann):
    response = service.send(
        {"query": LOGIN.replace("accessToken", "refreshToken"), "variables": {"email": ann[0], "password": PASSWORD}}
    )
    token, attributes = cookie_parts(response)
    assert token == response.json()["data"]["login"]["refreshToken"]
    assert attributes["samesite"] == "SameSite=Strict"
    assert attributes["path"] == "Path=/graphql"
    assert "httponly" in attributes
    assert attributes["max-age"] == "Max-Age=2592000"
    assert "domain" not in attributes


def test_cookie_refreshes_and_is_cleared_at_logout(service, ann):
    response = service.post("mutation { refreshToken { expiresIn } }", cookie=f"refresh_token={ann[1]['refreshToken']}")
    renewed, _ = cookie_parts(response)
    response = service.post("mutation { logout }", cookie=f"other=1; refresh_token={renewed}")
    assert response.json() == {"data": {"logout": True}}
    cleared, attributes = cookie_parts(response)
    assert cleared == '""'
    assert attributes["max-age"] == "Max-Age=0"
    assert attributes["path"] == "Path=/graphql"
    assert (
        code(service.post("mutation { refreshToken { expiresIn } }", cookie=f"refresh_token={renewed}").json())
        == "UNAUTHENTICATED"
    )


def test_of_a_hundred_parallel_refreshes_one_succeeds(service, ann):
    query = f'mutation {{ refreshToken(refreshToken: "{ann[1]["refreshToken"]}") {{ refreshToken }} }}'
    with ThreadPoolExecutor(25) as threads:
        answers = list(threads.map(lambda _: service.ask(query), range(100)))
    won = [answer for answer in answers if "errors" not in answer]
    assert len(won) == 1
    # On a machine so busy that a use waits longer than the grace, the last ones are taken for a thief's.
    assert {code(answer) for answer in answers if "errors" in answer} <= {"CONFLICT", "UNAUTHENTICATED"}

    # A minute later (the session's clock is put back) the old token is a stolen one.
    session = service.database["sessions"]
    sid = ann[2].session_id
    session.update_one({"_id": sid}, {"$set": {"rotated_at": datetime.now(UTC) - timedelta(minutes=1)}})
    assert code(service.ask(query)) == "UNAUTHENTICATED"
    newest = won[0]["data"]["refreshToken"]["refreshToken"]
    assert (
        code(service.ask(f'mutation {{ refreshToken(refreshToken: "{newest}") {{ expiresIn }} }}')) == "UNAUTHENTICATED"
    )


def guess(service, email, number, address):
    query = f'mutation {{ login(email: "{email}", password: "guess-{number}") {{ expiresIn }} }}'
    return code(service.post(query, x_forwarded_for=address).json())


def test_of_a_hundred_parallel_guesses_from_a_hundred_addresses_five_are_looked_at(service, ann):
    with ThreadPoolExecutor(25) as threads:
        codes = list(threads.map(lambda n: guess(service, ann[0], n, f"198.51.100.{n}"), range(100)))
    assert codes.count("UNAUTHENTICATED") == 5
    assert codes.count("RATE_LIMITED") == 95


def test_made_up_forwarding_headers_do_not_help_a_guesser(service):
    """The gateway writes the last entry; what stands before it came from the client."""

    def counters():
        return {
            c["_id"]: c["tries"] for c in service.database["tries"].find({}) if c["_id"].startswith("login-address:")
        }

    before = counters()
    for number in range(3):
        query = f'mutation {{ login(email: "nobody{number}@example.com", password: "x") {{ expiresIn }} }}'
        assert code(service.post(query, x_forwarded_for=f"10.0.0.{number}, 192.0.2.77").json()) == "UNAUTHENTICATED"
    assert [tries for counter, tries in counters().items() if counter not in before] == [3]


def test_unknown_and_known_accounts_take_similar_time(service, ann):
    def seconds(email):
        query = f'mutation {{ login(email: "{email}", password: "guess") {{ expiresIn }} }}'
        return service.post(query, x_forwarded_for="192.0.2.88").elapsed.total_seconds()

    # In turn, so that what else the machine does slows both.
    pairs = [(seconds(ann[0]), seconds(f"nobody{next(numbers)}@example.com")) for _ in range(5)]
    known, unknown = zip(*pairs, strict=True)
    # Without the work for nobody's password an unknown account would be refused in a tenth of the time.
    assert min(unknown) > min(known) / 3
    assert min(known) > min(unknown) / 3


def test_parallel_registrations_of_one_address_make_one_account(service):
    form = {"email": "twin@example.com", "password": PASSWORD, "firstName": "Ann", "lastName": "Lee"}
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(
                lambda n: service.ask(
                    REGISTER, input=form | {"email": "twin@Example.com"[: 4 + n] + "twin@example.com"[4 + n :]}
                ),
                range(8),
            )
        )
    assert [code(answer) for answer in answers if "errors" in answer] == ["CONFLICT"] * 7
    assert service.database["accounts"].count_documents({"email_lc": "twin@example.com"}) == 1


def test_log_holds_no_secret_and_every_line_is_json(service, ann):
    token = ann[1]["refreshToken"]
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    service.post(
        f'mutation {{ login(email: "{ann[0]}", password: "my-typo-{PASSWORD}") {{ accessToken }} }}',
        cookie=f"refresh_token={token}",
        traceparent=f"00-{trace}-00f067aa0ba902b7-01",
    )
    service.post(f'mutation {{ login(email: 7, password: "{PASSWORD}") {{ accessToken }} }}')
    text = service.log.read_text()
    for secret in (PASSWORD, token, token.split(".")[1], ann[1]["accessToken"], ann[0]):
        assert secret not in text
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    refused = next(line for line in lines if line.get("trace_id") == trace and line["event"] == "login refused")
    assert refused["account"] == ann[2].user_id
