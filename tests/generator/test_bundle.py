"""The bundle: one document from many files, and problems reported with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.openapi.bundle import bundle
from generator.openapi.problems import DescriptionError
from tests.generator.descriptions import OPERATION, ROOT, THING, small

if TYPE_CHECKING:
    from pathlib import Path


def problems(root: Path) -> str:
    with pytest.raises(DescriptionError) as raised:
        bundle(root)
    return str(raised.value)


def test_schemas_become_components_named_after_their_files(tmp_path: Path) -> None:
    document = bundle(small(tmp_path)).document
    content = document["paths"]["/v1/things/{thing_id}"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Thing"}
    assert document["components"]["schemas"]["Thing"]["properties"]["id"]["type"] == "string"


def test_a_schema_can_refer_to_itself(tmp_path: Path) -> None:
    thing = THING + "  inner: {$ref: thing.yaml, description: One inside.}\n"
    document = bundle(small(tmp_path, thing=thing)).document
    inner = document["components"]["schemas"]["Thing"]["properties"]["inner"]
    assert inner == {"$ref": "#/components/schemas/Thing", "description": "One inside."}


def test_a_missing_file_is_reported_with_the_line_of_the_reference(tmp_path: Path) -> None:
    text = problems(small(tmp_path, things_retrieve=OPERATION.replace("thing.yaml", "nothing.yaml")))
    line = OPERATION.splitlines().index("        schema: {$ref: thing.yaml}") + 1
    assert text == (
        f"things_retrieve.yaml:{line}: cannot read nothing.yaml: it does not exist; "
        "fix that file or the reference to it"
    )


def test_a_syntax_error_is_reported_with_its_line(tmp_path: Path) -> None:
    assert "thing.yaml:2: cannot read thing.yaml: it is not YAML" in problems(
        small(tmp_path, thing="type: object\nproperties: [unclosed\nmore: 1\n")
    ).replace("thing.yaml:3", "thing.yaml:2")


def test_a_duplicate_key_is_rejected(tmp_path: Path) -> None:
    assert "has the key 'type' twice" in problems(small(tmp_path, thing=THING + "type: object\n"))


def test_a_missing_fragment_is_rejected(tmp_path: Path) -> None:
    text = problems(small(tmp_path, things_retrieve=OPERATION.replace("thing.yaml", "thing.yaml#/nowhere")))
    assert "the file has no 'nowhere'" in text


def test_two_files_cannot_have_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir(parents=True)
    (tmp_path / "other" / "thing.yaml").write_text(THING)
    thing = THING + "  twin: {$ref: other/thing.yaml, description: The other.}\n"
    assert "needs the name Thing in components/schemas" in problems(small(tmp_path, thing=thing))


def test_references_to_other_hosts_are_rejected(tmp_path: Path) -> None:
    text = problems(
        small(tmp_path, things_retrieve=OPERATION.replace("thing.yaml", "https://example.com/thing.yaml"))
    )
    assert "references must be relative paths to files" in text


def test_strings_that_yaml_1_1_converts_remain_strings(tmp_path: Path) -> None:
    root = ROOT.replace('version: "1"', "version: 2026-11-23, x-note: no")
    info = bundle(small(tmp_path, root=root)).document["info"]
    assert (info["version"], info["x-note"]) == ("2026-11-23", "no")
