"""The service in production mode, and when its database goes away."""

import httpx
import pytest
from running_auth import IDENTITY_SECRET, build_server_command, run_process, running_service

from wire.identity import Caller
from wire.servers import embedded_database, find_free_port

SECRETS = {
    "IDENTITY_SECRET": IDENTITY_SECRET,
    "DJANGO_SECRET_KEY": "b7GtY2nHq9ZxC4vK1mLw8PjR5sDf0XaUe3Wi6oQy",
    "KEY_ENCRYPTION_SECRET": "m4NcV7bXz1LqW9eRt3YuP6oIa8SdF2gHj5KlZ0xQ",
}
PRODUCTION = {"APP_MODE": "production", "ALLOWED_HOSTS": "127.0.0.1", **SECRETS}
REGISTER = """mutation { register(input: {email: "ann@example.com", password: "rattle-snake-77", firstName: "Ann", lastName: "Lee"})
{ user { id } } }"""
LOGIN = 'mutation { login(email: "ann@example.com", password: "rattle-snake-77") { user { id } } }'


@pytest.fixture(scope="module")
def own_database(tmp_path_factory):
    server = embedded_database(tmp_path_factory.mktemp("own-database"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def production(own_database, tmp_path_factory):
    # The driver's default of five seconds is for slow networks; a test can know sooner.
    environment = PRODUCTION | {
        "MONGODB_URL": own_database.url + "&serverSelectionTimeoutMS=500",
        "MONGODB_DATABASE": "production",
    }
    with running_service(environment, tmp_path_factory.mktemp("production")) as service:
        yield service


def test_cookie_is_for_https_only(production):
    response = production.post(REGISTER)
    assert "errors" not in response.json()
    assert "Secure" in response.headers["set-cookie"]


def test_schema_is_not_told(production):
    for query in ("{ __schema { types { name } } }", '{ __type(name: "User") { name } }', "{ mee { id } }"):
        answer = production.ask(query)
        assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        assert "Did you mean" not in answer["errors"][0]["message"]


def test_one_address_registers_twenty_accounts_an_hour(production):
    query = "mutation ($input: RegisterInput!) { register(input: $input) { expiresIn } }"
    form = {"password": "rattle-snake-77", "firstName": "Ann", "lastName": "Lee"}
    codes = []
    for number in range(21):
        body = {"query": query, "variables": {"input": form | {"email": f"bot{number}@example.com"}}}
        answer = production.send(body, x_forwarded_for="192.0.2.99").json()
        codes += [error["extensions"]["code"] for error in answer.get("errors", [])]
    assert codes == ["RATE_LIMITED"]


def test_server_without_secrets_names_them_and_does_not_start():
    environment = {name: value for name, value in PRODUCTION.items() if name not in SECRETS}
    environment |= {"MONGODB_URL": "mongodb://127.0.0.1:1/"}
    refused = run_process(build_server_command(find_free_port()), environment)
    assert refused.returncode != 0
    assert [name for name in SECRETS if f"  - {name} is not set." in refused.stdout + refused.stderr] == list(SECRETS)


def test_lost_database_is_said_and_survived(production, own_database):
    own_database.kill()
    (error,) = production.ask(LOGIN)["errors"]
    assert error["extensions"] == {"code": "SERVICE_UNAVAILABLE", "http": {"status": 503}, "retryAfterSeconds": 1}
    assert httpx.get(f"{production.url}/health/ready", timeout=60).status_code == 503
    assert httpx.get(f"{production.url}/health/live", timeout=60).status_code == 200
    (error,) = production.ask("{ me { id } }", Caller("u1"))["errors"]
    assert error["extensions"]["code"] == "SERVICE_UNAVAILABLE"

    own_database.start()
    assert "errors" not in production.ask(LOGIN)
    assert httpx.get(f"{production.url}/health/ready", timeout=60).status_code == 200
