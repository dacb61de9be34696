import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from jetbridge.cli import main
from jetbridge.composition.catalogue import PAGES
from jetbridge.errors import CAUSES


def test_every_code_can_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--format", "json"]) == 0
    assert [entry["code"] for entry in json.loads(capsys.readouterr().out)] == [*CAUSES, *PAGES]
    assert main(["explain", "invalid_field_sharing"]) == 0
    assert capsys.readouterr().out.startswith("INVALID_FIELD_SHARING  (composition error)\n  Several subgraphs resolve")
    assert main(["explain", "rate_limited"]) == 0
    assert capsys.readouterr().out.startswith("RATE_LIMITED  (HTTP 429, retry: yes)")


def test_the_error_catalogue_in_the_docs_is_the_one_in_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--format", "markdown"]) == 0
    written = Path(__file__).parents[3] / "docs" / "errors.md"
    assert written.read_text(encoding="utf-8") == capsys.readouterr().out, "run `make docs`"


def test_an_unknown_code_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "RATE_LIMTED"]) == 1
    assert "did you mean RATE_LIMITED?" in capsys.readouterr().err


def test_a_config_with_problems_is_refused_with_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text("listen:\n  prt: 1\n")
    assert main(["config", "validate", str(file)]) == 1
    assert f"{file}:2: listen.prt: There is no setting of this name; did you mean `port`?" in capsys.readouterr().err
    assert main(["config", "validate", str(file), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["line"] == 2
    file.write_text("listen:\n  port: 1\n")
    assert main(["config", "validate", str(file)]) == 0


def test_the_printed_schema_accepts_and_refuses_as_the_loader_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.validate(yaml.safe_load("listen: {port: 1}\nheaders: {response: [{name: a, from: [b]}]}"), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load("listen: {prt: 1}"), schema)


def test_a_wrong_call_has_exit_code_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["no-such-command"])
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("argument", "value", "wanted"),
    [
        ("--port", "99999", "a whole number from 0 to 65535"),
        ("--port", "-1", "a whole number from 0 to 65535"),
        ("--workers", "0", "a whole number of at least 1"),
        ("--workers", "two", "a whole number of at least 1"),
    ],
)
def test_a_wrong_number_is_refused_before_anything_is_read(
    argument: str, value: str, wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["serve", f"{argument}={value}"])
    assert caught.value.code == 2
    assert f"'{value}' is not {wanted}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "command"),
    [("gateway-configuration.md", ["config", "schema", "--format", "markdown"])],
)
def test_the_printed_documentation_is_up_to_date(
    file: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 0
    printed = capsys.readouterr().out
    way_out = f"run: jetbridge {' '.join(command)} > docs/{file}"
    assert (Path(__file__).parents[3] / "docs" / file).read_text(encoding="utf-8") == printed, way_out
