"""Upstream as a tree of files, in all the ways that files are written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from generator.drift.__main__ import main
from generator.openapi.documents import Documents, UnreadableDocumentError, location
from tests.drift.documents import compared, published
from tests.drift.test_drift import SEEDS, seeded, sentences, verdict_on
from tests.drift.trees import in_tree, save

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODEL = "resources/inference/models/EmbeddingsRequest.yml"
OPERATION = "resources/inference/inference_create_embedding.yml"


def edited(file: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def every_file(folder: Path, change: Callable[[bytes], bytes]) -> None:
    for file in folder.rglob("*.y*ml"):
        file.write_bytes(change(file.read_bytes()))


def with_anchors(folder: Path) -> None:
    """One property by alias, one by a merge key."""
    content = yaml.safe_load((folder / MODEL).read_text(encoding="utf-8"))
    model, user = content["properties"]["model"], content["properties"]["user"]
    content["properties"] |= {"model": "ALIAS", "user": "MERGED"}
    text = yaml.safe_dump({"x-model": model, "x-user": user, **content}, sort_keys=False)
    text = text.replace("x-model:", "x-model: &model").replace("x-user:", "x-user: &user")
    (folder / MODEL).write_text(text.replace("ALIAS", "*model").replace("MERGED", "{<<: *user}"))


def with_pointers(folder: Path) -> None:
    """References within the file, with escapes of both kinds and words inline them."""

    def change(content: dict[str, Any]) -> None:
        fields = content["properties"]
        content["x-defs"] = {"a/model": fields["model"], "a user": fields["user"]}
        fields["model"] = {"$ref": "#/x-defs/a~1model", "description": "Which."}
        fields["user"] = {"$ref": "#/x-defs/a%20user"}

    edited(folder / MODEL, change)


def with_odd_names(folder: Path) -> None:
    (folder / MODEL).rename(folder / "resources/inference/models/Embeddings Request.yml")
    text = (folder / OPERATION).read_text(encoding="utf-8")
    (folder / OPERATION).write_text(text.replace("EmbeddingsRequest.yml", "Embeddings%20Request.yml"))


def with_parts(folder: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        content["allOf"] = [{key: content.pop(key) for key in ("type", "properties", "required")}]

    edited(folder / MODEL, change)


def with_broken_neighbours(folder: Path) -> None:
    (folder / "resources/droplets/droplets_list.yml").write_text("tags: [Droplets\n\tbad")
    save(folder, "resources/dedicated_inferences/list.yml", None)


WAYS: dict[str, Callable[[Path], object]] = {
    "as it is": lambda folder: None,
    "byte order marks": lambda folder: every_file(folder, lambda data: b"\xef\xbb\xbf" + data),
    "line ends of another system": lambda folder: every_file(folder, lambda d: d.replace(b"\n", b"\r\n")),
    "statuses as numbers": lambda folder: every_file(folder, lambda d: d.replace(b"'200':", b"200:")),
    "a key twice": lambda folder: (folder / OPERATION).write_text(
        (folder / OPERATION).read_text() + "\nsummary: Again.\n"
    ),
    "anchors": with_anchors,
    "pointers": with_pointers,
    "odd names": with_odd_names,
    "parts": with_parts,
    "broken neighbours": with_broken_neighbours,
}


@pytest.mark.parametrize("way", WAYS)
def test_how_files_are_written_makes_no_difference(
    way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = in_tree(published(), tmp_path)
    WAYS[way](tmp_path)
    code = main([str(root)])
    told = capsys.readouterr()
    assert code == 0, told.out + told.err
    assert "GET /v2/volumes" in told.out, "what was not looked at is told"


@pytest.mark.parametrize("seed", SEEDS[::6], ids=lambda seed: seed.name)
def test_many_files_are_one_document(seed: Any, tmp_path: Path) -> None:
    root = in_tree(seeded(seed), tmp_path)
    assert sentences(verdict_on(seed)) == sentences(compared(Documents(location(str(root)))))


@pytest.mark.parametrize("gone", [MODEL, OPERATION])
def test_a_file_of_ours_that_is_not_there(gone: str, tmp_path: Path) -> None:
    root = in_tree(published(), tmp_path)
    (tmp_path / gone).unlink()
    with pytest.raises(UnreadableDocumentError):
        compared(Documents(location(str(root))))


def test_a_merge_of_what_is_no_mapping(tmp_path: Path) -> None:
    root = in_tree(published(), tmp_path)
    (tmp_path / MODEL).write_text("type: object\n<<: 3\n")
    with pytest.raises(UnreadableDocumentError, match="merges a value that is not a mapping"):
        compared(Documents(location(str(root))))


def test_a_root_in_json(tmp_path: Path) -> None:
    root = in_tree(published(), tmp_path)
    content = yaml.safe_load(root.read_text(encoding="utf-8"))
    (tmp_path / "root.json").write_text(json.dumps(content), encoding="utf-8")
    assert main([str(tmp_path / "root.json")]) == 0
