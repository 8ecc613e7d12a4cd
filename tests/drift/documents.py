"""The published description and ours, as copies to edit, and the conversion to OpenAPI 3.1."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from generator.drift.comparison import compare_documents
from generator.drift.departures import DepartureStatus, assess, departures
from generator.drift.record import Record, read
from generator.openapi.bundle import bundle
from generator.openapi.documents import Documents, Pointer

HERE = Path(__file__).parent
PUBLISHED = HERE / "published.json"
OPENAPI = HERE.parents[1] / "openapi"


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
def _our_documents() -> Documents:
    return Documents.of(_ours())


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
