"""The base class of the rules, and the extensions that the description can use."""

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
    | {
        "x-sensitive",
        "x-any",
        "x-enum-descriptions",
        "x-api",
        "x-generated",
        "x-rate-limits",
        "x-probe",
        "x-pagination",
    }
    | {"x-also-takes", "x-base64-float32", "x-forwarded", "x-ordered-by", "x-when", "x-bytes", "x-keep-null"}
)
"""The extensions that the description can use. `openapi/README.md` explains them."""

INSTEAD = {
    "nullable": 'write `type: [..., "null"]`, or `oneOf` with `{type: "null"}` next to a $ref',
    "parameters": "add them to each operation",
    "style": "lists are sent with a repeated name in queries, and with commas in headers and paths",
    "explode": "lists are sent with a repeated name in queries, and with commas in headers and paths",
    "encoding": "callers pass the media type of a file as (name, content, type)",
}
"""What to write instead of an unsupported keyword."""


class Rules:
    """The base class of a group of rules for one bundle. Each rule yields the problems it finds."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.document = bundle.document

    def at(self, pointer: str, text: str) -> Problem:
        """Return a problem with the file and line of a JSON pointer."""
        return Problem(self.bundle.place(pointer), text)

    def unknown(self, pointer: str, node: Mapping[str, Any], known: frozenset[str]) -> Iterator[Problem]:
        """Report keywords and extensions that the generator does not support."""
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
        """Return the node that a reference points to, or the node itself."""
        return resolve(node, self.document)
