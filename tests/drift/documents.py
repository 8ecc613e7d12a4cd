"""The published description and ours, as copies to edit, and the conversion to OpenAPI 3.1."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from generator.drift.comparison import compare_documents
from generator.drift.departures import DepartureStatus, assess, departures
from generator.drift.record import Record, read
from generator.openapi.bundle import bundle
from generator.openapi.documents import Documents, Pointer, operations

HERE = Path(__file__).parent
PUBLISHED = HERE / "published.json"
OPENAPI = HERE.parents[1] / "openapi"
Operation = tuple[str, str]
"""The path and the method of an operation."""


@cache
def _published() -> str:
    return PUBLISHED.read_text(encoding="utf-8")


def published() -> dict[str, Any]:
    """Return a copy of the types in DigitalOcean's published description of inference (August 2026)."""
    return json.loads(_published())  # type: ignore[no-any-return]


@cache
def _ours() -> dict[str, Any]:
    return bundle(OPENAPI / "openapi.yaml").document


@cache
def _our_documents(operations: frozenset[Operation] | None = None) -> Documents:
    """Return our description, or only some of its operations. All comparisons share what is read from it."""
    return Documents.of(_ours() if operations is None else only(operations, _ours()))


def ours() -> dict[str, Any]:
    """Return a copy of the bundled description."""
    return copy.deepcopy(_ours())


@cache
def _record() -> Record:
    return read(OPENAPI / "departures.yaml")


@cache
def _departures() -> list[Pointer]:
    return list(departures(_ours()))


def compared(upstream: dict[str, Any] | Documents, mine: dict[str, Any] | None = None) -> DepartureStatus:
    """Compare a document with our description and return the status of all departures."""
    documents = upstream if isinstance(upstream, Documents) else Documents.of(upstream)
    found = compare_documents(documents, _our_documents() if mine is None else Documents.of(mine))
    return assess(found, _record(), _departures() if mine is None else departures(mine))


def compared_at(at: tuple[str | int, ...], edited: dict[str, Any]) -> DepartureStatus:
    """Compare a document that was edited at one place, but only the operations that the edit concerns.

    The status is that of the whole document: the others are as recorded.
    """
    place = tuple(map(str, at))
    used = frozenset(
        operation
        for operation, reached in _reached().items()
        if any(place[: len(pointer)] == pointer or pointer[: len(place)] == place for pointer in reached)
    )
    found = compare_documents(Documents.of(only(used, edited)), _our_documents(used))
    return assess(found, _record(), _departures())


@cache
def _reached() -> dict[Operation, set[Pointer]]:
    """Return the places that each operation of the published document uses."""
    root = Documents.of(published()).root()
    everything = {("components", "securitySchemes")}
    return {
        (one.path, one.method): {pointer for _, pointer in one.node.reaches()} | everything
        for one in operations(root)
    }


def only(kept: Collection[Operation], document: dict[str, Any]) -> dict[str, Any]:
    """Return a document with only some of its operations, whatever their path parameters are called."""
    shapes = {(re.sub(r"[{<].*?[}>]", "", path), method) for path, method in kept}
    paths: dict[str, dict[str, Any]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if (re.sub(r"[{<].*?[}>]", "", path), method) in shapes:
                paths.setdefault(path, {})[method] = operation
    return {**document, "paths": paths}


def as_3_1(node: Any, *, names: bool = False) -> Any:
    """Return the document in OpenAPI 3.1: null as a type, enums of one value as constants."""
    if isinstance(node, list):
        return [as_3_1(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: as_3_1(value, names=key in ("properties", "schemas")) for key, value in node.items()}
    if names:
        return out
    if out.get("openapi") == "3.0.3":
        out["openapi"] = "3.1.0"
    if out.pop("nullable", None) is True:
        if "type" in out:
            out["type"] = [out["type"], "null"]
        else:
            key = next(key for key in ("oneOf", "anyOf", "allOf") if key in out)
            out = {"anyOf": [{key: out.pop(key)}, {"type": "null"}], **out}
    if isinstance(out.get("enum"), list) and len(out["enum"]) == 1:
        out["const"] = out.pop("enum")[0]
    return out
