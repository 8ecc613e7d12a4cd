"""The real description, edited at many places: judged by a reading of directions that is not the tool's own."""

from __future__ import annotations

import copy
import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from generator.changes.canonical import canonical
from generator.changes.change import Severity, worst
from generator.changes.document import compare_documents
from generator.changes.naming import Naming

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGE = Path(__file__).parents[2] / "generated_client" / "do_inference_generated"
REAL: dict[str, Any] = json.loads((PACKAGE / "description.json").read_text("utf-8"))
SAMPLE = 12
"""How many edits of each kind are tried; which ones is always the same."""


class Edit(NamedTuple):
    schema: str
    field: str
    kind: str
    grades: frozenset[Severity]
    change: Callable[[dict[str, Any]], object]


def used(*parts: str) -> set[str]:
    """The schemas that are met in these parts of operations, however indirectly."""
    queue: list[Any] = [
        operation.get(part)
        for item in REAL["paths"].values()
        for operation in item.values()
        for part in parts
    ]
    found: set[str] = set()
    while queue:
        for reference in re.findall(r'"#/components/(\w+)/([^"]+)"', json.dumps(queue.pop())):
            if "/".join(reference) not in found:
                found.add("/".join(reference))
                queue.append(REAL["components"][reference[0]][reference[1]])
    return {name.removeprefix("schemas/") for name in found if name.startswith("schemas/")}


SENT, RECEIVED = used("requestBody", "parameters"), used("responses")
B, R, A, F = (
    frozenset({grade}) for grade in (Severity.BREAKING, Severity.RISKY, Severity.ADDITION, Severity.FIX)
)


def edits() -> list[Edit]:
    found = []
    for name, schema in REAL["components"]["schemas"].items():
        for field, node in schema.get("properties", {}).items():
            found += of_field(name, field, node, field in schema.get("required", ()))
        if "properties" in schema:
            found.append(
                Edit(
                    name,
                    "",
                    "required field added",
                    B if name in SENT else A,
                    lambda s: require(s, "brand_new"),
                )
            )
        if "enum" in schema:
            found.append(Edit(name, "", "value removed", B if name in SENT else F, lambda s: s["enum"].pop()))
            found.append(
                Edit(name, "", "value added", R if name in RECEIVED else A, lambda s: s["enum"].append("new"))
            )
    return found


def of_field(name: str, field: str, node: dict[str, Any], needed: bool) -> list[Edit]:
    sent, received = name in SENT, name in RECEIVED
    found = [
        Edit(name, field, "removed", B, lambda s: forget(s, field)),
        Edit(name, field, "reworded", F, lambda s: s["properties"][field].update(description="Another.")),
    ]
    if needed:
        found.append(
            Edit(name, field, "may be missing", B if received else A, lambda s: s["required"].remove(field))
        )
    else:
        found.append(Edit(name, field, "required", B if sent else F | R, lambda s: require(s, field)))
    kind = node.get("type")
    if isinstance(kind, str):
        found.append(
            Edit(
                name,
                field,
                "null taken",
                B if received else A,
                lambda s: s["properties"][field].update(type=[kind, "null"]),
            )
        )
        other = "integer" if kind == "boolean" else "boolean"
        found.append(
            Edit(name, field, "another type", B, lambda s: s["properties"].update({field: {"type": other}}))
        )
    elif isinstance(kind, list) and "null" in kind:
        rest = [one for one in kind if one != "null"]
        found.append(
            Edit(
                name,
                field,
                "null refused",
                B if sent else F,
                lambda s: s["properties"][field].update(type=rest),
            )
        )
    return found


def forget(schema: dict[str, Any], field: str) -> None:
    del schema["properties"][field]
    schema["required"] = [name for name in schema.get("required", ()) if name != field]


def require(schema: dict[str, Any], field: str) -> None:
    schema["properties"].setdefault(field, {"type": "string", "description": "New."})
    schema.setdefault("required", []).append(field)


def sample() -> list[Edit]:
    by_kind: dict[str, list[Edit]] = {}
    for edit in edits():
        by_kind.setdefault(edit.kind, []).append(edit)
    chosen = random.Random(7)
    return [edit for kind in by_kind.values() for edit in chosen.sample(kind, min(SAMPLE, len(kind)))]


@pytest.mark.parametrize("edit", sample(), ids=lambda e: f"{e.schema}.{e.field} {e.kind}")
def test_an_edit_anywhere(edit: Edit) -> None:
    schemas = REAL["components"]["schemas"]
    edited = copy.deepcopy(schemas[edit.schema])
    edit.change(edited)
    document = {**REAL, "components": {**REAL["components"], "schemas": {**schemas, edit.schema: edited}}}
    found = compare_documents(REAL, document)
    told = "\n".join(f"{e.severity.label} {e.kind} {e.name}: {e.text}" for e in found)
    assert found
    assert worst(found) in edit.grades, told


def test_every_type_is_named_as_users_import_it() -> None:
    names = Naming(canonical(REAL))
    modules = {
        "models": (PACKAGE / "models" / "__init__.py").read_text("utf-8"),
        "params": (PACKAGE / "params.py").read_text("utf-8"),
    }
    wrong = []
    for schema in REAL["components"]["schemas"]:
        for name in names.classes(schema):
            module, _, called = name.partition(".")
            if not re.search(
                rf"^class {called}\(|^{called}: TypeAlias|\b{called}\b,?$", modules[module], re.MULTILINE
            ):
                wrong.append(name)
    assert wrong == []
