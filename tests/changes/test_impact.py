"""Tests of the summary in which `python -m generator check` reports the effect of regenerating."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.changes.report import impact
from tests.changes.documents import base_document

if TYPE_CHECKING:
    from pathlib import Path


def test_changes_name_operation_model_and_field(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    document = base_document()
    old.write_text(json.dumps(document))
    document["components"]["schemas"]["Chat"]["properties"]["more"] = {
        "type": "string",
        "description": "More.",
    }
    del document["components"]["schemas"]["ChatRequest"]["properties"]["top_k"]
    new.write_text(json.dumps(document))
    assert impact(old, new) == [
        "2 changes of the description, in 2 operations:",
        "  breaking  client.chat.create(..., top_k=): removed (in a request)",
        "  addition  models.Chat.more: new (in a response of client.chat.create, client.chat.retrieve)",
        "Some of them may break callers: `nox -s changes` shows which version is required.",
    ]


def test_equal_descriptions_are_reported_as_unchanged(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(base_document()))
    (line,) = impact(tmp_path / "one.json", tmp_path / "one.json")
    assert "is unchanged" in line


def test_unreadable_description_has_no_impact_report(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text("{}")
    assert impact(tmp_path / "one.json", tmp_path / "one.json") == []
    assert impact(tmp_path / "none.json", tmp_path / "one.json") == []
