"""The base class of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.openapi.bundle import Bundle
from generator.openapi.problems import Problem
from generator.openapi.reader import flatten, resolve


class Rules:
    """The base class of a group of rules for one bundle. Each rule yields the problems it finds."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.document = bundle.document

    def at(self, pointer: str, text: str) -> Problem:
        """Return a problem with the file and line of a JSON pointer."""
        return Problem(self.bundle.place(pointer), text)

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the node that a reference points to, or the node itself."""
        return resolve(node, self.document)

    def object(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the schema that a reference points to, or the schema itself, with its `allOf` merged."""
        return flatten(resolve(schema, self.document), self.document)


def types(schema: Mapping[str, Any]) -> list[str]:
    """Return the JSON types that a schema and the members of its unions state."""
    given = schema.get("type", [])
    inner = [t for key in ("oneOf", "anyOf") for m in schema.get(key, []) for t in types(m)]
    return [*given, *inner] if isinstance(given, list) else [given, *inner]
