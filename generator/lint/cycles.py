"""Schemas that contain themselves in a way that no finite value or type has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from generator.lint.rules import Rules
from generator.openapi.bundle import Bundle
from generator.openapi.problems import Problem
from generator.openapi.reader import component_name

COMBINATIONS = ("allOf", "oneOf", "anyOf")


class CycleRules(Rules):
    """Rules for references that form a circle. They come first: other rules follow references to their end."""

    def __init__(self, bundle: Bundle) -> None:
        super().__init__(bundle)
        self.schemas: Mapping[str, Any] = self.document["components"].get("schemas", {})

    def run(self) -> Iterator[Problem]:
        checks = (
            (self.combined, "is combined from itself", "remove one of these references"),
            (
                self.expanded,
                "contains itself without an object in between",
                "put the inner value into a property of an object",
            ),
            (
                self.required,
                "requires itself, so that no value can end",
                "make one of these properties optional",
            ),
        )
        for references, what, remedy in checks:  # each check follows the references of those before it
            if names := self.cycle(references):
                yield self.at(f"/components/schemas/{names[0]}", f"{what}: {' -> '.join(names)}; {remedy}")
                return

    def cycle(self, references: Callable[[str], Iterator[str]]) -> list[str]:
        """Return the names along a circle of references, if there is one."""
        graph = TopologicalSorter({name: list(references(name)) for name in sorted(self.schemas)})
        try:
            graph.prepare()
        except CycleError as error:
            return list(reversed(error.args[1]))
        return []

    def combined(self, name: str) -> Iterator[str]:
        """Yield the schemas that a schema is a combination of."""
        return _references(self.schemas[name], COMBINATIONS)

    def expanded(self, name: str) -> Iterator[str]:
        """Yield the schemas that the Python type of a schema without a class of its own contains."""
        schema = self.schemas[name]
        if not {"properties", "enum", *COMBINATIONS} & set(schema):
            yield from _references(schema, (*COMBINATIONS, "items", "additionalProperties"))

    def required(self, name: str) -> Iterator[str]:
        """Yield the objects that every value of an object contains."""
        schema = self.schemas[name]
        for key in schema.get("required", []):
            node = schema.get("properties", {}).get(key, {})
            yield from _references({"allOf": [node]}, ("allOf",))
        for part in schema.get("allOf", []):
            if "$ref" in part:
                yield from self.required(component_name(part["$ref"]))


def _references(schema: Mapping[str, Any], keywords: tuple[str, ...]) -> Iterator[str]:
    """Yield the references in the values of some keywords, at any depth of these keywords."""
    for key in keywords:
        value = schema.get(key)
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, Mapping) and "$ref" in inner:
                yield component_name(inner["$ref"])
            elif isinstance(inner, Mapping):
                yield from _references(inner, keywords)
