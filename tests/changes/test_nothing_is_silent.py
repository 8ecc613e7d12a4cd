"""Whatever is edited, wherever: the report says something."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from generator.changes.change import Severity, worst
from generator.changes.document import compare_documents
from tests.changes.documents import BASE, fresh

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = tuple[str | int, ...]


def places(node: Any, here: Place = ()) -> Iterator[Place]:
    if here:
        yield here
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from places(value, (*here, key))


def holder(document: Any, place: Place) -> Any:
    for step in place[:-1]:
        document = document[step]
    return document


def label(place: Place) -> str:
    return "/".join(map(str, place))


def breaks_references(place: Place) -> bool:
    """Without these nothing can be read; the bundler never makes such a document."""
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
"""Keys whose value is a mapping of names: a stray key there is a stray thing, not a keyword."""

ALL = [place for place in places(BASE) if not breaks_references(place)]


def test_every_removal_is_told() -> None:
    silent = []
    for place in ALL:
        if holder(BASE, place)[place[-1]] == []:
            continue  # nothing is required and nothing said of it: the same
        document = fresh()
        del holder(document, place)[place[-1]]
        if not compare_documents(fresh(), document):
            silent.append(label(place))
    assert silent == []


def test_every_other_value_is_told() -> None:
    silent = []
    for place in ALL:
        value = holder(BASE, place)[place[-1]]
        if isinstance(value, (dict, list)) or place[-1] == "$ref":
            continue
        document = fresh()
        other = not value if isinstance(value, bool) else f"{value}?" if isinstance(value, str) else value + 1
        holder(document, place)[place[-1]] = other
        if not compare_documents(fresh(), document):
            silent.append(label(place))
    assert silent == []


def test_every_unknown_key_is_risky_at_least() -> None:
    silent = []
    for place in ALL:
        if not isinstance(holder(BASE, place)[place[-1]], dict) or place[-1] in MAPS:
            continue
        document = fresh()
        holder(document, place)[place[-1]]["x-odd"] = 1
        found = compare_documents(fresh(), document)
        expected = (
            Severity.INTERNAL if {"info", "tags", "x-enum-descriptions"} & set(place) else Severity.RISKY
        )
        if not found or worst(found) < expected:
            silent.append(label(place))
    assert silent == []


@pytest.mark.parametrize("order", [1, -1])
def test_comparing_leaves_both_documents_alone(order: int) -> None:
    old, new = fresh(), fresh()
    del new["components"]["schemas"]["Chat"]["properties"]["score"]
    before = copy.deepcopy((old, new))
    compare_documents(*(old, new)[::order])
    assert before == (old, new)
