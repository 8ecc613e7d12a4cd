"""Rules for what is deprecated, and for what replaces it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.lint.rules import Rules
from generator.openapi.problems import Problem
from generator.openapi.reader import operations
from generator.openapi.reader import pointer as pointer_of


class DeprecationRules(Rules):
    """Rules for `x-replaced-by`, which names another operation, parameter or property, and for deprecated values."""

    def run(self) -> Iterator[Problem]:
        found = {}
        for path, method, operation in operations(self.document):
            pointer = pointer_of("paths", path, method)
            found[operation["operationId"]] = (pointer, operation)
            yield from self.parameters(pointer, operation)
        yield from self.replaced(found, "an operationId")
        for name, schema in self.document["components"].get("schemas", {}).items():
            yield from self.component(pointer_of("components", "schemas", name), schema)

    def parameters(self, pointer: str, operation: Mapping[str, Any]) -> Iterator[Problem]:
        described = map(self.resolve, operation.get("parameters", []))
        given = {p["name"]: (f"{pointer}/parameters/{index}", p) for index, p in enumerate(described)}
        yield from self.replaced(given, "a parameter of the operation")

    def component(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        if "x-replaced-by" in schema:
            yield self.at(
                f"{pointer}/x-replaced-by",
                "has `x-replaced-by` on a schema; write it on properties that use it",
            )
        properties = self.object(schema).get("properties", {})
        given = {name: (pointer + pointer_of("properties", name), node) for name, node in properties.items()}
        yield from self.replaced(given, "a property of the object")
        for value in schema.get("x-enum-deprecated", []):
            if value not in schema.get("enum", []):
                yield self.at(
                    f"{pointer}/x-enum-deprecated",
                    f"names {value!r}, which is not one of the values; correct it",
                )

    def replaced(self, given: Mapping[str, tuple[str, Mapping[str, Any]]], what: str) -> Iterator[Problem]:
        """Check the replacements among operations, parameters or properties, which are given with their places."""
        for name, (pointer, node) in given.items():
            if "x-replaced-by" not in node:
                continue
            here, other = f"{pointer}/x-replaced-by", node["x-replaced-by"]
            if node.get("deprecated") is not True:
                yield self.at(here, "has `x-replaced-by` without `deprecated: true`; add it or remove this")
            if other not in given:
                yield self.at(here, f"is replaced by {other!r}, which is not {what}; correct it")
            elif other == name or given[other][1].get("deprecated") is True:
                yield self.at(
                    here,
                    f"is replaced by {other!r}, which is deprecated; name what callers should use instead",
                )
