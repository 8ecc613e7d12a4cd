"""Tests of an upstream description that is a tree of files, in different notations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from generator.drift.__main__ import main
from generator.openapi.documents import Documents, UnreadableDocumentError, location
from tests.drift.documents import compared, published
from tests.drift.test_drift import SEEDS, report_lines, seeded, status_of
from tests.drift.trees import in_tree, save

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODEL = "resources/inference/models/EmbeddingsRequest.yml"
OPERATION = "resources/inference/inference_create_embedding.yml"


def edit_file(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def edit_every_file(folder: Path, change: Callable[[bytes], bytes]) -> None:
    for file in folder.rglob("*.y*ml"):
        file.write_bytes(change(file.read_bytes()))


def with_anchors(folder: Path) -> None:
    """Write one property as an alias and one as a merge key."""
    content = yaml.safe_load((folder / MODEL).read_text(encoding="utf-8"))
    model, user = content["properties"]["model"], content["properties"]["user"]
    content["properties"] |= {"model": "ALIAS", "user": "MERGED"}
    text = yaml.safe_dump({"x-model": model, "x-user": user, **content}, sort_keys=False)
    text = text.replace("x-model:", "x-model: &model").replace("x-user:", "x-user: &user")
    (folder / MODEL).write_text(text.replace("ALIAS", "*model").replace("MERGED", "{<<: *user}"))


def with_pointers(folder: Path) -> None:
    """Write references within the file, with both types of escapes and a description next to a reference."""

    def change(content: dict[str, Any]) -> None:
        fields = content["properties"]
        content["x-defs"] = {"a/model": fields["model"], "a user": fields["user"]}
        fields["model"] = {"$ref": "#/x-defs/a~1model", "description": "Which."}
        fields["user"] = {"$ref": "#/x-defs/a%20user"}

    edit_file(folder / MODEL, change)


def with_spaces_in_names(folder: Path) -> None:
    (folder / MODEL).rename(folder / "resources/inference/models/Embeddings Request.yml")
    text = (folder / OPERATION).read_text(encoding="utf-8")
    (folder / OPERATION).write_text(text.replace("EmbeddingsRequest.yml", "Embeddings%20Request.yml"))


def with_all_of(folder: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        content["allOf"] = [{key: content.pop(key) for key in ("type", "properties", "required")}]

    edit_file(folder / MODEL, change)


def with_invalid_other_files(folder: Path) -> None:
    (folder / "resources/droplets/droplets_list.yml").write_text("tags: [Droplets\n\tbad")
    save(folder, "resources/dedicated_inferences/list.yml", None)


NOTATIONS: dict[str, Callable[[Path], object]] = {
    "unchanged": lambda folder: None,
    "byte order marks": lambda folder: edit_every_file(folder, lambda data: b"\xef\xbb\xbf" + data),
    "CRLF line endings": lambda folder: edit_every_file(folder, lambda d: d.replace(b"\n", b"\r\n")),
    "numeric statuses": lambda folder: edit_every_file(folder, lambda d: d.replace(b"'200':", b"200:")),
    "duplicate key": lambda folder: (folder / OPERATION).write_text(
        (folder / OPERATION).read_text() + "\nsummary: Again.\n"
    ),
    "anchors": with_anchors,
    "pointers": with_pointers,
    "names with spaces": with_spaces_in_names,
    "allOf": with_all_of,
    "invalid files of other products": with_invalid_other_files,
}


@pytest.mark.parametrize("notation", NOTATIONS)
def test_notation_of_files_does_not_change_the_report(
    notation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = in_tree(published(), tmp_path)
    NOTATIONS[notation](tmp_path)
    code = main([str(root)])
    printed = capsys.readouterr()
    assert code == 0, printed.out + printed.err
    assert "GET /v2/volumes" in printed.out, "paths that are not compared are listed"


@pytest.mark.parametrize("seed", SEEDS[::6], ids=lambda seed: seed.name)
def test_tree_has_the_same_report_as_one_document(seed: Any, tmp_path: Path) -> None:
    root = in_tree(seeded(seed), tmp_path)
    assert report_lines(status_of(seed)) == report_lines(compared(Documents(location(str(root)))))


@pytest.mark.parametrize("missing", [MODEL, OPERATION])
def test_missing_file_of_an_inference_operation_is_an_error(missing: str, tmp_path: Path) -> None:
    root = in_tree(published(), tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(UnreadableDocumentError):
        compared(Documents(location(str(root))))


def test_merge_key_without_a_mapping_is_an_error(tmp_path: Path) -> None:
    root = in_tree(published(), tmp_path)
    (tmp_path / MODEL).write_text("type: object\n<<: 3\n")
    with pytest.raises(UnreadableDocumentError, match="merges a value that is not a mapping"):
        compared(Documents(location(str(root))))


def test_root_document_can_be_json(tmp_path: Path) -> None:
    root = in_tree(published(), tmp_path)
    content = yaml.safe_load(root.read_text(encoding="utf-8"))
    (tmp_path / "root.json").write_text(json.dumps(content), encoding="utf-8")
    assert main([str(tmp_path / "root.json")]) == 0
