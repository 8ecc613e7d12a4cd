"""Rules for names on the wire that become names in Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.lint.rules import Rules
from generator.names import (
    TAKEN_IN_METHODS,
    TAKEN_IN_MODELS,
    TAKEN_IN_PAGES,
    identifier,
    is_convertible,
    python_name,
)
from generator.openapi.problems import Problem
from generator.openapi.reader import pointer as pointer_of


class NameRules(Rules):
    """Rules for the Python names of properties and parameters, which follow from their own name or are an `x-name`."""

    def property_names(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        """Check the names of the properties of an object, which are attributes and arguments."""
        given = [
            (pointer + pointer_of("properties", wire), wire, node.get("x-name"))
            for wire, node in schema.get("properties", {}).items()
        ]
        yield from self.names(given, TAKEN_IN_MODELS | TAKEN_IN_PAGES | TAKEN_IN_METHODS | {"response"})

    def parameter_names(self, pointer: str, parameters: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
        """Check the names of the parameters of an operation, which are arguments."""
        for place in ("path", "query", "header"):
            given = [
                (f"{pointer}/parameters/{index}", parameter["name"], parameter.get("x-name"))
                for index, parameter in enumerate(parameters)
                if parameter["in"] == place
            ]
            yield from self.names(given, TAKEN_IN_METHODS, header=place == "header")

    def names(
        self, given: Iterable[tuple[str, str, str | None]], taken: frozenset[str], *, header: bool = False
    ) -> Iterator[Problem]:
        """Check names with their places and `x-name`. Equal names are allowed for one of them only."""
        used: dict[str, str] = {}
        for here, wire, chosen in given:
            if chosen is None and not is_convertible(wire):
                yield self.at(
                    here,
                    f"has the name {wire!r}, from which no Python name follows; add `x-name: python_name` to it",
                )
                continue
            if chosen is not None and identifier(chosen, taken) != chosen:
                yield self.at(
                    here,
                    f"has `x-name: {chosen}`, a name that Python or the client needs itself; choose another",
                )
            name = python_name(wire, taken, chosen, header=header)
            if other := used.get(name):
                yield self.at(
                    here,
                    f"has the Python name {name!r}, as {other!r} does; add `x-name: python_name` to one of them",
                )
            used[name] = wire
