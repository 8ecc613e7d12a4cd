"""Tests that every removal, changed value and unknown key in a description is reported."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from generator.changes.change import Severity, worst
from generator.changes.document import compare_documents
from tests.changes.documents import BASE, base_document

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = tuple[str | int, ...]


def places(node: Any, parent: Place = ()) -> Iterator[Place]:
    if parent:
        yield parent
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from places(value, (*parent, key))


def holder(document: Any, place: Place) -> Any:
    for step in place[:-1]:
        document = document[step]
    return document


def label(place: Place) -> str:
    return "/".join(map(str, place))


def breaks_references(place: Place) -> bool:
    """Return whether the comparison needs this node; the bundler never writes a document without it."""
    if place[:2] == ("components", "parameters") and len(place) < 4:
        return True
    return place in {("paths",), ("components",), ("components", "schemas")} or place[-1] in (
        "operationId",
        "tags",
    )


MAPS = {
    "content",
    "schemas",
    "properties",
    "responses",
    "paths",
    "headers",
    "mapping",
    "securitySchemes",
    "variables",
}
"""Keys whose value is a mapping of names: an unknown key there is a new name, not a keyword."""

ALL = [place for place in places(BASE) if not breaks_references(place)]


def test_every_removal_is_reported() -> None:
    unreported = []
    for place in ALL:
        if holder(BASE, place)[place[-1]] == []:
            continue  # an empty list and a missing one are equivalent
        document = base_document()
        del holder(document, place)[place[-1]]
        if not compare_documents(base_document(), document):
            unreported.append(label(place))
    assert unreported == []


def test_every_changed_value_is_reported() -> None:
    unreported = []
    for place in ALL:
        value = holder(BASE, place)[place[-1]]
        if isinstance(value, (dict, list)) or place[-1] == "$ref":
            continue
        document = base_document()
        other = not value if isinstance(value, bool) else f"{value}?" if isinstance(value, str) else value + 1
        holder(document, place)[place[-1]] = other
        if not compare_documents(base_document(), document):
            unreported.append(label(place))
    assert unreported == []


def test_every_unknown_key_is_at_least_risky() -> None:
    unreported = []
    for place in ALL:
        if not isinstance(holder(BASE, place)[place[-1]], dict) or place[-1] in MAPS:
            continue
        document = base_document()
        holder(document, place)[place[-1]]["x-unknown"] = 1
        found = compare_documents(base_document(), document)
        expected = (
            Severity.INTERNAL if {"info", "tags", "x-enum-descriptions"} & set(place) else Severity.RISKY
        )
        if not found or worst(found) < expected:
            unreported.append(label(place))
    assert unreported == []


@pytest.mark.parametrize("order", [1, -1])
def test_comparison_does_not_modify_the_documents(order: int) -> None:
    old, new = base_document(), base_document()
    del new["components"]["schemas"]["Chat"]["properties"]["score"]
    before = copy.deepcopy((old, new))
    compare_documents(*(old, new)[::order])
    assert before == (old, new)
