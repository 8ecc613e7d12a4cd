"""Example values for the schemas of the description: those that it states, otherwise the smallest plausible ones."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import find, settings
from hypothesis.errors import InvalidArgument, NoSuchExample
from hypothesis.strategies import characters, from_regex
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from generator.openapi.reader import flatten, resolve, union_members

Schema = Mapping[str, Any]

COMPLETE_DEPTH = 3
"""The number of levels at which an example of a result has its optional properties, too."""
MAX_DEPTH = 40
"""The number of levels after which a value has no end: each of them requires the next one."""
FORMATS = {
    "binary": "file.bin",
    "byte": "AA==",
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "email": "user@example.com",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


class Values:
    """Makes example values, and checks each of them against its schema."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def smallest(self, schema: Schema, name: str) -> Any:
        """Return a value with as few optional properties as possible. `name` is what the value is for.

        Raises:
            ValueError: No value was found that matches the schema, so that the description has to state one.
        """
        return self._first_valid(schema, name, range(COMPLETE_DEPTH + 1))

    def complete(self, schema: Schema, name: str) -> Any:
        """Return a value with the optional properties of a few levels. Raises ValueError like `smallest`."""
        return self._first_valid(schema, name, reversed(range(COMPLETE_DEPTH + 1)))

    def _first_valid(self, schema: Schema, name: str, levels: Iterable[int]) -> Any:
        """Return the first value that matches: conditions between properties can require optional ones."""
        validator = Draft202012Validator({**schema, "components": self.document["components"]})
        problems: list[str] = []
        for level in levels:
            value = self._value(schema, name, level, 0)
            error = best_match(validator.iter_errors(value))
            if error is None:
                return value
            problems.append(f"{error.json_path}: {error.message[:200]}")
        raise ValueError(
            f"no valid example was found for {name} ({problems[0]}); state one with `examples: [...]` in its schema"
        )

    def _value(self, schema: Schema, name: str, optional: int, depth: int) -> Any:
        """Return a value. `optional` is the number of levels that have optional properties."""
        if depth > MAX_DEPTH:
            raise ValueError(
                f"{name} requires itself without an end; state an example with `examples: [...]`"
            )
        node = flatten(resolve(schema, self.document), self.document)
        found, value = _stated(node)
        if found:
            return value
        members = [one for one in union_members(node) if _type(resolve(one, self.document)) != "null"]
        if members:
            rest = {
                key: value for key, value in node.items() if key not in ("oneOf", "anyOf", "discriminator")
            }
            return self._value({"allOf": [members[0], rest]}, name, optional, depth)
        match _type(node):
            case "object":
                return self._object(node, optional, depth)
            case "array":
                return self._array(node, name, optional, depth)
            case "boolean":
                return True
            case "integer" | "number":
                return _number(node)
            case "null":
                return None
        return _string(node, name)

    def _object(self, node: Schema, optional: int, depth: int) -> dict[str, Any]:
        properties, required = node.get("properties", {}), node.get("required", ())
        found = {
            key: self._value(child, key, optional - 1, depth + 1)
            for key, child in properties.items()
            if key in required or optional > 0
        }
        found |= {key: key for key in required if key not in properties}
        others = node.get("additionalProperties")
        if (
            not properties
            and isinstance(others, Mapping)
            and others
            and (optional > 0 or node.get("minProperties"))
        ):
            found["key"] = self._value(others, "value", optional - 1, depth + 1)
        return found

    def _array(self, node: Schema, name: str, optional: int, depth: int) -> list[Any]:
        found = [self._value(item, name, optional, depth + 1) for item in node.get("prefixItems", ())]
        wanted = max(node.get("minItems", 0), min(1, node.get("maxItems", 1)) if optional > 0 else 0)
        if "items" in node and len(found) < wanted:
            found += [self._value(node["items"], name, optional, depth + 1)] * (wanted - len(found))
        return found


def _stated(node: Schema) -> tuple[bool, Any]:
    """Return whether a schema states a value, and the value."""
    for keyword in ("examples", "enum"):
        for value in node.get(keyword, ()):
            if keyword == "examples" or value is not None:
                return True, value
    for keyword in ("example", "const"):
        if keyword in node:
            return True, node[keyword]
    default = node.get("default")
    return default is not None, default


def _type(node: Schema) -> str:
    """Return the JSON type of a value; the first one except null if there are several."""
    stated = node.get("type")
    if isinstance(stated, list):
        return next((str(one) for one in stated if one != "null"), "null")
    if stated:
        return str(stated)
    if "properties" in node or "additionalProperties" in node:
        return "object"
    return "array" if "items" in node else "string"


def _number(node: Schema) -> Any:
    """Return 1 if it is allowed, otherwise the number closest to the lower limit."""
    low, high = node.get("minimum", -math.inf), node.get("maximum", math.inf)
    step = node.get("multipleOf", 1)
    if "exclusiveMinimum" in node:
        low = max(low, node["exclusiveMinimum"] + step)
    if "exclusiveMaximum" in node:
        high = min(high, node["exclusiveMaximum"] - step)
    value = min(max(1, low), high)
    return math.ceil(value / step) * step if "multipleOf" in node else value


def _string(node: Schema, name: str) -> str:
    if "pattern" in node:
        return _matching(node["pattern"], node.get("minLength", 0), node.get("maxLength", math.inf))
    text = FORMATS.get(node.get("format", ""), name)
    return text.ljust(node.get("minLength", 0), ".")[: node.get("maxLength")]


def _matching(pattern: str, low: int, high: float) -> str:
    """Return the simplest text that matches a pattern and has an allowed length; an empty one if none is found."""
    try:
        return find(
            from_regex(pattern, alphabet=characters(exclude_categories=("C", "Zl", "Zp"))),
            lambda text: low <= len(text) <= high,
            settings=settings(derandomize=True, database=None, deadline=None, max_examples=200),
        )
    except (InvalidArgument, NoSuchExample):
        return ""
