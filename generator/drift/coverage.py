"""What drift does not compare: every keyword of the upstream operations that no comparison reads, with its count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress

from generator.drift.differences import Differences
from generator.drift.summaries import NAMED, PARTS, PLAIN
from generator.openapi.documents import Identity, Node, UnreadableDocumentError
from generator.openapi.reader import METHODS
from generator.openapi.schema_reader import LIMITS, UNIONS

MAP = "map of "
COMPARED: Mapping[str, Mapping[str, str]] = {
    "operations": {
        "parameters": "parameters",
        "requestBody": "request bodies",
        "responses": f"{MAP}responses",
        "callbacks": f"{MAP}{MAP}path items",
        "servers": "servers",
        **dict.fromkeys(("deprecated", "security"), ""),
    },
    "paths": {"parameters": "parameters", "servers": "servers", **dict.fromkeys(METHODS, "")},
    "path items": {"parameters": "parameters", "servers": "servers", **dict.fromkeys(METHODS, "operations")},
    "servers": {"url": ""},
    "parameters": {
        "schema": "schemas",
        "content": f"{MAP}media types",
        **dict.fromkeys(("name", "in", "required", "deprecated", "style", "explode"), ""),
        **dict.fromkeys(("allowReserved", "allowEmptyValue"), ""),
    },
    "request bodies": {"required": "", "content": f"{MAP}media types"},
    "responses": {"headers": f"{MAP}headers", "content": f"{MAP}media types"},
    "headers": {"schema": "schemas", "required": "", "deprecated": ""},
    "media types": {"schema": "schemas", "encoding": f"{MAP}encodings", "x-event-stream": ""},
    "encodings": dict.fromkeys(("contentType", "style", "explode", "allowReserved"), ""),
    "schemas": {
        **dict.fromkeys((*UNIONS, "allOf", "items", "additionalProperties", *PARTS), "schemas"),
        **dict.fromkeys(("properties", *NAMED), f"{MAP}schemas"),
        **dict.fromkeys((*LIMITS, *PLAIN, "type", "nullable", "enum", "const", "required"), ""),
        **dict.fromkeys(("default", "deprecated", "readOnly", "writeOnly", "discriminator"), ""),
    },
}
"""For each kind of object, the keywords that are compared and what they contain."""


def not_compared(found: Differences) -> dict[str, Counter[str]]:
    """Return how often each keyword occurs that is not compared, by the kind of object that it is in."""
    counts: dict[str, Counter[str]] = {}
    seen: set[Identity] = set()
    queue = [("operations", one.node) for one in found.matched]
    queue += [("paths", one.path_item) for one in found.matched]
    while queue:
        kind, node = queue.pop()
        if node.identity in seen or not node.mapping:
            continue
        seen.add(node.identity)
        if node.reference is not None:
            with suppress(UnreadableDocumentError):
                queue.append((kind, node.follow()))
        for key, child in node.items():
            if key in COMPARED[kind]:
                queue += _inside(COMPARED[kind][key], child)
            elif key != "$ref":
                counts.setdefault(kind, Counter())[key] += 1
    if found.ignored:
        counts["other products"] = Counter(operations=found.ignored)
    return {kind: counts[kind] for kind in sorted(counts)}


def _inside(kind: str, node: Node) -> Iterator[tuple[str, Node]]:
    """Yield the objects of a kind that a keyword contains: one, a list or a map."""
    if kind.startswith(MAP):
        for member in node.elements():
            yield from _inside(kind.removeprefix(MAP), member)
    elif kind:
        yield from (
            (kind, member) for member in (node.elements() if isinstance(node.value, list) else [node])
        )
