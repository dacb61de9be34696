from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from jetbridge.config import ConfigError, load_config, load_config_text
from jetbridge.config.checks import is_installed
from jetbridge.config.model import Config


def problems(text: str, **environment: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config_text(text, environment)
    return str(caught.value).splitlines()


def test_an_empty_file_is_the_defaults() -> None:
    assert load_config_text("") == Config()
    assert Config().mode == "production"
    assert not Config().introspection_enabled


def test_values_come_from_the_environment_and_keep_their_type() -> None:
    config = load_config_text("listen:\n  port: ${PORT}\nmode: ${MODE:-development}\n", {"PORT": "4010"})
    assert config.listen.port == 4010
    assert config.mode == "development"


def test_an_empty_variable_leaves_the_default() -> None:
    config = load_config_text("subgraphs:\n  auth:\n    url: ${AUTH_URL:-}\n", {})
    assert config.subgraphs["auth"].url is None


def test_every_problem_is_named_with_its_line_and_the_way_out() -> None:
    text = """\
listen:
  port: abc
  hots: 127.0.0.1
subgraphs:
  auth:
    url: ftp://x
    identity_secret: ${AUTH_SECRET}
    timeout_seconds: -1
headers:
  request:
    - {name: "bad name"}
    - {to: [auth]}
"""
    assert problems(text) == [
        "gateway.yaml:2: listen.port: An integer ≥ 0, ≤ 65535 is expected here, not text.",
        "gateway.yaml:3: listen.hots: There is no setting of this name; did you mean `host`?",
        "gateway.yaml:6: subgraphs.auth.url: A URL is expected here, such as http://products:4001/graphql.",
        "gateway.yaml:7: subgraphs.auth.identity_secret: The environment variable AUTH_SECRET is not set; set it, "
        "or write ${AUTH_SECRET:-default} to give it a default.",
        "gateway.yaml:8: subgraphs.auth.timeout_seconds: A number > 0, ≤ 86400 is expected here, not -1.",
        "gateway.yaml:11: headers.request[0].name: A header name is expected here, such as x-tenant.",
        "gateway.yaml:12: headers.request[1]: `name` is missing; add it.",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("mode: prod", "mode: `prod` is not known here; choose `development` or `production`."),
        ("telemetry: {log_level: INFO}", "telemetry.log_level: `INFO` is not known here; did you mean `info`?"),
        ("listen: {port: '80'}", "listen.port: An integer ≥ 0, ≤ 65535 is expected here, not text; drop the quotes."),
        ("graphiql: 1", "graphiql: A boolean is expected here, not 1."),
        (
            "cors: {origins: 'https://a.example'}",
            "cors.origins: A list of text is expected here: put it in brackets, [like this].",
        ),
        ("cors: {headers: [a, 'b c']}", "cors.headers[1]: A header name is expected here, such as x-tenant."),
        ("csrf: {headers: []}", "csrf.headers: A list of header name is expected here, with one item at least."),
        ("cors: {origins: {a: b}}", "cors.origins: A list of text is expected here, not a mapping."),
        ("subgraphs: {a: {routing_url: 'http://a'}}", "subgraphs.a.routing_url: This is a setting of supergraph.yaml,"),
    ],
)
def test_what_is_wrong_with_a_value_is_said_in_words(text: str, problem: str) -> None:
    (line,) = problems(text)
    assert line.startswith(f"gateway.yaml:1: {problem}")


def test_variables_can_be_written_as_apollos_tools_do_and_secrets_be_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("0123456789abcdef0123456789abcdef\n")
    text = f"listen:\n  port: ${{env.PORT}}\nsubgraphs: {{a: {{identity_secret: '${{file.{secret}}}'}}}}"
    config = load_config_text(text, {"PORT": "81"})
    assert (config.listen.port, config.subgraphs["a"].identity_secret) == (81, "0123456789abcdef0123456789abcdef")
    assert problems("listen: {host: '${file./nowhere/at/all}'}") == [
        "gateway.yaml:1: listen.host: The file /nowhere/at/all cannot be read; put it there, or write "
        "${file./nowhere/at/all:-default}."
    ]
    assert load_config_text("listen: {host: '${file./nowhere:-::1}'}", {}).listen.host == "::1"


@pytest.mark.parametrize("merged", ["3", "[{port: 1}, x]", "null"])
def test_what_cannot_be_merged_is_no_silence(merged: str) -> None:
    assert problems(f"listen:\n  <<: {merged}") == [
        "gateway.yaml:2: listen.<<: What is merged must be a mapping, or a list of such."
    ]


def test_a_file_that_can_have_no_such_name_is_a_sentence() -> None:
    assert "cannot be read; put it there" in problems('listen: {host: "${file.\\0}"}')[0]


def test_text_that_is_not_yaml_is_refused_with_its_line() -> None:
    assert problems("a: [1,\nb: }")[0].startswith("gateway.yaml:2: (the file): This is not YAML:")


@pytest.mark.parametrize(
    "text",
    [
        "hooks: &all [*all]",
        "a: &a [x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 8)}]\n" for a, b in pairwise("abcdefghijkl")),
        "a: " + "[" * 5_000,
    ],
)
def test_a_few_lines_that_hold_endlessly_much_are_refused(text: str) -> None:
    (line,) = problems(text)
    assert "Too much stands here" in line or "nested too deep" in line


def test_a_variable_that_makes_no_yaml_where_it_stands_is_told_where_it_may() -> None:
    (line,) = problems("listen: {port: ${PORT}}")
    assert line.endswith("quote ${NAME}, or write indented lines where it is to be a number.")


def test_a_key_that_stands_twice_is_refused() -> None:
    assert problems("mode: production\nmode: development\n") == [
        "gateway.yaml:2: mode: This key stands here twice; keep one of them."
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("authentication: {required: true}", "authentication.required"),
        ("authentication: {jwt: {issuer: i, audience: a, jwks: {}}}", "authentication.jwt.jwks"),
        ("authentication: {jwt: [{issuer: i, audience: a, jwks: {}}]}", "authentication.jwt[0].jwks"),
        (
            "authentication: {jwt: [{issuer: i, audience: a, jwks: {file: f}}, {issuer: i, audience: b, jwks: {file: f}}]}",
            "authentication.jwt[1].issuer",
        ),
        ("authentication: {jwt: {issuer: i, audience: [1], jwks: {file: f}}}", "authentication.jwt.audience[0]"),
        ("authentication: {jwt: [{issuer: i, audience: [], jwks: {file: f}}]}", "authentication.jwt[0].audience"),
        ("authentication: {jwt: [{issuer: i, jwks: {file: f}}]}", "authentication.jwt[0]"),
        ("identity: {claims: [sub, iss]}", "identity.claims[1]"),
        ("authentication: {jwt: text}", "authentication.jwt"),
        ("cors: {origins: ['*'], credentials: true}", "cors.origins"),
        ("cors: {origins: ['https://a.example/']}", "cors.origins[0]"),
        ("headers: {request: [{name: Jetbridge-Identity}]}", "headers.request[0].name"),
        ("headers: {request: [{name: x-a, as: Jetbridge-Identity}]}", "headers.request[0].name"),
        ("headers: {request: [{name: '*'}]}", "headers.request[0].name"),
        ("headers: {request: [{name: 'x-*-y'}]}", "headers.request[0].name"),
        ("headers: {request: [{name: 'x-*', as: y}]}", "headers.request[0].name"),
        ("headers: {request: [{name: x, value: a, default: b}]}", "headers.request[0].name"),
        ("static: [{directory: a}, {directory: b}]", "static[1].path"),
        ("subgraphs: {a: {identity_secret: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}}", "subgraphs.a.identity_secret"),
        (
            "subgraphs: {a: {identity_secret: '0123456789abcdef0123456789abcdef'},"
            " b: {identity_secret: '0123456789abcdef0123456789abcdef'}}",
            "subgraphs.b.identity_secret",
        ),
    ],
)
def test_values_that_contradict_each_other_are_refused(text: str, path: str) -> None:
    (line,) = problems(text)
    assert line.startswith(f"gateway.yaml:1: {path}: ")


def test_one_issuer_of_tokens_or_several_can_be_written() -> None:
    one = "{issuer: i, audience: a, jwks: {file: f}}"
    two = "{issuer: j, audience: [a, b], jwks: {file: f}}"
    for text, found in (("", []), (f"jwt: {one}", ["i"]), (f"jwt: [{one}, {two}]", ["i", "j"])):
        config = load_config_text(f"authentication: {{{text}}}", {})
        assert [each.issuer for each in config.authentication.issuers] == found


def test_a_secret_shorter_than_its_hash_is_refused() -> None:
    (line,) = problems("subgraphs: {auth: {identity_secret: short}}")
    assert line.endswith("Text of at least 32 characters is expected here.")
    assert "short" not in line


def test_a_file_that_is_not_there_is_a_problem_not_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load_config(tmp_path / "none.yaml", {})


def test_values_cannot_be_changed_afterwards() -> None:
    with pytest.raises(AttributeError):
        load_config_text("").mode = "development"  # type: ignore[misc]  # that it fails is the point


def test_the_json_schema_knows_every_section() -> None:
    schema = msgspec.json.schema(Config)
    assert set(schema["$defs"]["Config"]["properties"]) == {f.encode_name for f in msgspec.structs.fields(Config)}


def test_a_library_is_missing_though_another_of_its_name_is_there() -> None:
    assert is_installed("opentelemetry.exporter.otlp.proto.http")
    assert not is_installed("opentelemetry.nothing")
    assert not is_installed("opentelemetry.nothing.below")
    assert not is_installed("no_such_package.at_all")
