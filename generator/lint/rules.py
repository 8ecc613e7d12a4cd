"""What all rules for the description have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.openapi.bundle import Bundle
from generator.openapi.problems import Problem
from generator.openapi.reader import resolve

EXTENSIONS = frozenset(
    {
        "x-stability",
        "x-source",
        "x-departure",
        "x-event-stream",
        "x-idempotent",
        "x-absolute-url",
        "x-send-default",
    }
    | {"x-sensitive", "x-any", "x-enum-descriptions", "x-api", "x-generated", "x-rate-limits", "x-probe"}
    | {"x-also-takes", "x-base64-float32", "x-forwarded", "x-ordered-by", "x-when", "x-bytes", "x-keep-null"}
)
INSTEAD = {
    "nullable": 'write `type: [..., "null"]`, or `oneOf` with `{type: "null"}` next to a $ref',
    "parameters": "add them to each operation",
    "style": "lists are sent with a repeated name in queries, and with commas in headers and paths",
    "explode": "lists are sent with a repeated name in queries, and with commas in headers and paths",
    "encoding": "callers pass the media type of a file as (name, content, type)",
}


class Rules:
    """Rules for one bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.document = bundle.document
        self.tags = {tag["name"] for tag in self.document.get("tags", [])}
        self.modules: dict[str, str] = {}
        """Which schema makes each module of models."""
        self.schemes = self.document.get("components", {}).get("securitySchemes", {})

    def at(self, pointer: str, text: str) -> Problem:
        return Problem(self.bundle.place(pointer), text)

    def unknown(self, pointer: str, node: Mapping[str, Any], known: frozenset[str]) -> Iterator[Problem]:
        for key in node:
            if key not in known and key not in EXTENSIONS:
                kind = (
                    "an extension that nothing uses"
                    if key.startswith("x-")
                    else "a keyword that the generator does not support"
                )
                way = INSTEAD.get(key, "remove it or use other keywords")
                yield self.at(pointer, f"uses `{key}`, {kind}; {way}")

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        return resolve(node, self.document)
