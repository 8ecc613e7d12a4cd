"""Tests of edits at many places of the real description.

The expected severities follow from a separate, simpler analysis of where each schema is used.
"""

from __future__ import annotations

import copy
import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from do_inference_generated._description import read_description
from generator.changes.canonical import canonical
from generator.changes.change import Severity, worst
from generator.changes.document import compare_documents
from generator.changes.naming import Naming

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGE = Path(__file__).parents[2] / "generated_client" / "do_inference_generated"
REAL: dict[str, Any] = read_description()
SAMPLE = 12
"""The number of edits of each kind to test; a fixed seed selects them."""


class Edit(NamedTuple):
    schema: str
    field: str
    kind: str
    severities: frozenset[Severity]
    change: Callable[[dict[str, Any]], object]


def schemas_in(*parts: str) -> set[str]:
    """Return the names of the schemas that these parts of operations refer to, directly or indirectly."""
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


SENT, RECEIVED = schemas_in("requestBody", "parameters"), schemas_in("responses")
B, R, A, F = (
    frozenset({severity}) for severity in (Severity.BREAKING, Severity.RISKY, Severity.ADDITION, Severity.FIX)
)


def all_edits() -> list[Edit]:
    found = []
    for name, schema in REAL["components"]["schemas"].items():
        for field, node in schema.get("properties", {}).items():
            found += field_edits(name, field, node, field in schema.get("required", ()))
        if "properties" in schema:
            found.append(
                Edit(
                    name,
                    "",
                    "required field added",
                    B if name in SENT else A,
                    lambda s: require_field(s, "brand_new"),
                )
            )
        if "enum" in schema:
            found.append(Edit(name, "", "value removed", B if name in SENT else F, lambda s: s["enum"].pop()))
            found.append(
                Edit(name, "", "value added", R if name in RECEIVED else A, lambda s: s["enum"].append("new"))
            )
    return found


def field_edits(name: str, field: str, node: dict[str, Any], required: bool) -> list[Edit]:
    sent, received = name in SENT, name in RECEIVED
    found = [
        Edit(name, field, "removed", B, lambda s: remove_field(s, field)),
        Edit(name, field, "reworded", F, lambda s: s["properties"][field].update(description="Another.")),
    ]
    if required:
        found.append(
            Edit(name, field, "becomes optional", B if received else A, lambda s: s["required"].remove(field))
        )
    else:
        found.append(
            Edit(name, field, "becomes required", B if sent else F | R, lambda s: require_field(s, field))
        )
    kind = node.get("type")
    if isinstance(kind, str):
        found.append(
            Edit(
                name,
                field,
                "null accepted",
                B if received else A,
                lambda s: s["properties"][field].update(type=[kind, "null"]),
            )
        )
        other = "integer" if kind == "boolean" else "boolean"
        found.append(
            Edit(name, field, "another type", B, lambda s: s["properties"].update({field: {"type": other}}))
        )
    elif isinstance(kind, list) and "null" in kind:
        remaining = [name for name in kind if name != "null"]
        found.append(
            Edit(
                name,
                field,
                "null rejected",
                B if sent else F,
                lambda s: s["properties"][field].update(type=remaining),
            )
        )
    return found


def remove_field(schema: dict[str, Any], field: str) -> None:
    del schema["properties"][field]
    schema["required"] = [name for name in schema.get("required", ()) if name != field]


def require_field(schema: dict[str, Any], field: str) -> None:
    schema["properties"].setdefault(field, {"type": "string", "description": "New."})
    schema.setdefault("required", []).append(field)


def sampled_edits() -> list[Edit]:
    by_kind: dict[str, list[Edit]] = {}
    for edit in all_edits():
        by_kind.setdefault(edit.kind, []).append(edit)
    generator = random.Random(7)
    return [edit for kind in by_kind.values() for edit in generator.sample(kind, min(SAMPLE, len(kind)))]


@pytest.mark.parametrize("edit", sampled_edits(), ids=lambda e: f"{e.schema}.{e.field} {e.kind}")
def test_edit_has_an_expected_severity(edit: Edit) -> None:
    schemas = REAL["components"]["schemas"]
    edited = copy.deepcopy(schemas[edit.schema])
    edit.change(edited)
    document = {**REAL, "components": {**REAL["components"], "schemas": {**schemas, edit.schema: edited}}}
    found = compare_documents(REAL, document)
    reported = "\n".join(f"{e.severity.label} {e.kind} {e.name}: {e.text}" for e in found)
    assert found
    assert worst(found) in edit.severities, reported


def test_reported_type_names_are_importable() -> None:
    names = Naming(canonical(REAL))
    modules = {
        "models": (PACKAGE / "models" / "__init__.py").read_text("utf-8"),
        "params": (PACKAGE / "params.py").read_text("utf-8"),
    }
    wrong = []
    for schema in REAL["components"]["schemas"]:
        for name in names.classes(schema):
            module, _, class_name = name.partition(".")
            if not re.search(
                rf"^class {class_name}\(|^{class_name}: TypeAlias|\b{class_name}\b,?$",
                modules[module],
                re.MULTILINE,
            ):
                wrong.append(name)
    assert wrong == []
