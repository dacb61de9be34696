"""`jetbridge check` and `diff`: exit codes, stored operations, annotations."""

import json
from pathlib import Path

import pytest

from jetbridge.cli import main

OLD = "type Query { seat: Seat meal: String } type Seat { row: Int letter: String }"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return write(tmp_path / "old.graphql", OLD)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def check(tmp_path: Path, published: Path, new: str, *more: str) -> int:
    schema = write(tmp_path / "new.graphql", new)
    return main(["check", "--schema", str(schema), "--against", str(published), *more])


def test_a_breaking_change_fails_the_check(tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, published, OLD.replace("row: Int ", "")) == 1
    assert capsys.readouterr().out == "breaking   Seat.row was removed.\n1 breaking, 0 dangerous, 0 safe.\n"


def test_schemas_of_before_2025_may_deprecate_without_a_reason(tmp_path: Path) -> None:
    old = write(tmp_path / "old.graphql", OLD.replace("meal: String", "meal: String @deprecated(reason: null)"))
    assert check(tmp_path, old, OLD.replace("meal: String", "meal: String @deprecated")) == 0


def test_a_breaking_change_no_stored_operation_uses_passes(
    tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    operations = tmp_path / "operations"
    operations.mkdir()
    write(operations / "seat.graphql", "{ seat { letter } }")
    assert check(tmp_path, published, OLD.replace("row: Int ", ""), "--operations", str(operations)) == 0
    assert "No stored operation uses it." in capsys.readouterr().out


def test_a_stored_operation_that_breaks_is_named(
    tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = write(
        tmp_path / "manifest.json",
        json.dumps({"operations": [{"id": "1", "name": "Rows", "body": "query Rows { seat { row } }"}]}),
    )
    assert (
        check(tmp_path, published, OLD.replace("row: Int ", ""), "--operations", str(manifest), "--format", "json") == 1
    )
    answer = json.loads(capsys.readouterr().out)
    assert answer["changes"][0]["operations"] == [f"{manifest}#Rows"]
    assert answer["brokenOperations"] == [
        {"operation": f"{manifest}#Rows", "message": "Cannot query field 'row' on type 'Seat'."}
    ]


def test_a_changed_leaf_type_concerns_operations_that_stay_valid(tmp_path: Path, published: Path) -> None:
    operation = write(tmp_path / "rows.graphql", "{ seat { row } }")
    assert check(tmp_path, published, OLD.replace("row: Int", "row: String"), "--operations", str(operation)) == 1


def test_annotations_for_ci(tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, published, OLD.replace("meal: String", "meal: String dish: Int"), "--format", "github") == 0
    assert capsys.readouterr().out == "::notice title=FIELD_ADDED::Query.dish was added.\n"


def test_subgraphs_are_composed_before_they_are_checked(
    tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = write(tmp_path / "supergraph.yaml", "subgraphs: {a: {routing_url: http://a, schema: {file: a.graphql}}}")
    write(tmp_path / "a.graphql", OLD)
    assert main(["check", "--config", str(config), "--against", str(published)]) == 0
    write(tmp_path / "a.graphql", "type Query { seat: Nope }")
    assert main(["check", "--config", str(config), "--against", str(published)]) == 1
    assert "error[INVALID_GRAPHQL]: [a] Unknown type Nope." in capsys.readouterr().err


def test_diff_shows_changes_and_succeeds(tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = write(tmp_path / "new.graphql", OLD.replace(" meal: String", ""))
    assert main(["diff", str(published), str(new)]) == 0
    assert "breaking   Query.meal was removed." in capsys.readouterr().out


def test_a_file_that_is_no_schema_is_named(tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(published), str(tmp_path / "missing.graphql")]) == 1
    assert "missing.graphql cannot be read" in capsys.readouterr().err
