"""Rules for the values that schemas allow: limits, formats, patterns, defaults, constants and examples."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from generator.lint.rules import Rules, types
from generator.lint.shape import shortened, shown
from generator.openapi.problems import Problem
from generator.openapi.reader import pointer as pointer_of

NUMBERS = frozenset({"integer", "number"})
TYPES_OF_LIMITS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), NUMBERS),
    **dict.fromkeys(("minLength", "maxLength", "pattern"), frozenset({"string"})),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems"), frozenset({"array"})),
    **dict.fromkeys(("minProperties", "maxProperties"), frozenset({"object"})),
}
"""The types to whose values each keyword applies."""

SCALARS = frozenset({"boolean", "integer", "null", "number", "string"})
LIMITING = frozenset({"const", "enum", "format", *TYPES_OF_LIMITS})
"""The keywords that allow only some values of a scalar type."""

FORMATS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("int32", "int64"), frozenset({"integer"})),
    **dict.fromkeys(("float", "double"), frozenset({"number"})),
    **dict.fromkeys(
        (
            "binary",
            "byte",
            "date",
            "date-time",
            "duration",
            "email",
            "hostname",
            "ipv4",
            "ipv6",
            "time",
            "uri",
        ),
        frozenset({"string"}),
    ),
}
"""The types to whose values each known format applies."""


class ValueRules(Rules):
    """Rules for the values that one schema allows."""

    def value_rules(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        full = self.resolve(schema)
        yield from self.applicable(pointer, schema, set(types(full)))
        yield from self.ranges(pointer, schema, full)
        if "pattern" in schema:
            yield from self.pattern(f"{pointer}/pattern", schema["pattern"])
        yield from self.exclusive(pointer, schema)
        yield from self.values(pointer, schema)

    def exclusive(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        """Report members of `oneOf` that allow all values of the same type, which are then valid for none."""
        seen: set[str] = set()
        for index, member in enumerate(schema.get("oneOf", [])):
            full = self.resolve(member)
            given = full.get("type", []) if not LIMITING & set(full) else []
            allowed = SCALARS & set(given if isinstance(given, list) else [given])
            allowed |= {"integer"} if "number" in allowed else set()
            if both := sorted(allowed & seen):
                yield self.at(
                    f"{pointer}/oneOf/{index}",
                    f"allows values of type {both[0]}, as an earlier member of `oneOf` does; remove one of them",
                )
            seen |= allowed

    def applicable(self, pointer: str, schema: Mapping[str, Any], given: set[str]) -> Iterator[Problem]:
        """Report limits and formats that do not concern the type."""
        allowed = {key: TYPES_OF_LIMITS[key] for key in schema if key in TYPES_OF_LIMITS}
        if "format" in schema and schema["format"] not in FORMATS:
            yield self.at(
                f"{pointer}/format",
                f"has the unknown format {schema['format']!r}; use one of {', '.join(sorted(FORMATS))}, or describe "
                "the format in the description",
            )
        elif "format" in schema:
            allowed["format"] = FORMATS[schema["format"]]
        for key, kinds in allowed.items():
            if given and not kinds & given:
                yield self.at(
                    f"{pointer}/{key}",
                    f"has `{key}`, which has no effect on the type {' or '.join(sorted(given))}; remove it",
                )

    def ranges(self, pointer: str, schema: Mapping[str, Any], full: Mapping[str, Any]) -> Iterator[Problem]:
        """Report limits that no value satisfies."""
        for kind in ("Length", "Items", "Properties"):
            low, high = full.get(f"min{kind}", 0), full.get(f"max{kind}", math.inf)
            if low > high and {f"min{kind}", f"max{kind}"} & set(schema):
                yield self.at(
                    pointer, f"has `min{kind}` {low} above `max{kind}` {high}; swap or correct them"
                )
        for edge in ("Minimum", "Maximum"):
            if {edge.lower(), f"exclusive{edge}"} <= set(full):
                yield self.at(pointer, f"has `{edge.lower()}` and `exclusive{edge}`; keep one of them")
        if types(full) == ["integer"]:
            for key in TYPES_OF_LIMITS:
                if isinstance(schema.get(key), float):
                    yield self.at(
                        f"{pointer}/{key}", f"has `{key}` {schema[key]} on an integer; write a whole number"
                    )
        if NUMBERS & set(types(full)) and set(TYPES_OF_LIMITS) & set(schema) and _is_empty(full):
            yield self.at(
                pointer, "has limits that no number satisfies; correct its minimum, maximum or multipleOf"
            )

    def pattern(self, pointer: str, pattern: str) -> Iterator[Problem]:
        """Report a regular expression that ECMAScript, the emulator or Python does not accept."""
        checks: Mapping[str, Callable[[str], bool]] = {
            "ECMAScript (and JSON Schema)": _is_ecma,
            "the emulator": _is_accepted,
            "Python": _is_python,
        }
        refused = [name for name, accepts in checks.items() if not _succeeds(accepts, pattern)]
        if refused:
            yield self.at(
                pointer,
                f"has the pattern {pattern!r}, which is not a regular expression of {', '.join(refused)}; write one "
                "that all of them accept",
            )

    def values(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        """Report a default, constant, value of an enum, or example that the schema itself does not allow."""
        for key in ("default", "example", "const"):
            if key in schema:
                yield from self.valid(f"{pointer}/{key}", pointer, key, schema[key])
        for key in ("enum", "examples"):
            for index, value in enumerate(schema.get(key, [])):
                yield from self.valid(f"{pointer}/{key}/{index}", pointer, key, value)

    def examples(self, pointer: str, holder: Mapping[str, Any]) -> Iterator[Problem]:
        """Report examples of a parameter, a header or a body that its schema does not allow."""
        given = {f"{pointer}/example": holder["example"]} if "example" in holder else {}
        for name, example in holder.get("examples", {}).items():
            if isinstance(example, Mapping) and "value" in example:
                given[pointer + pointer_of("examples", name, "value")] = example["value"]
        for place, value in given.items():
            yield from self.valid(place, f"{pointer}/schema", "example", value)

    def valid(self, place: str, schema: str, key: str, value: Any) -> Iterator[Problem]:
        """Report a value that the schema at a JSON pointer does not allow."""
        reference = f"urn:description#{quote(schema)}"
        try:
            validator = jsonschema_rs.Draft202012Validator(
                {"$ref": reference}, registry=self.registry, validate_formats=True
            )
        except jsonschema_rs.ValidationError:
            return  # because of an invalid pattern, which is reported at its place
        if error := next(validator.iter_errors(value), None):
            yield self.at(
                place,
                f"has `{key}` {shown(value)}, which its schema does not allow ({shortened(error.message)}); correct "
                "one of the two",
            )

    @cached_property
    def registry(self) -> jsonschema_rs.Registry:
        """The description, as the target of references."""
        return jsonschema_rs.Registry([("urn:description", self.document)], draft=jsonschema_rs.Draft202012)


def _is_empty(schema: Mapping[str, Any]) -> bool:
    """Return whether no number is within the limits of a schema."""
    above, below = schema.get("exclusiveMinimum", -math.inf), schema.get("exclusiveMaximum", math.inf)
    low = max(schema.get("minimum", -math.inf), above)
    high = min(schema.get("maximum", math.inf), below)
    if "number" in types(schema) or math.isinf(low):
        return bool(low > high or (low == high and (low == above or high == below)))
    step = schema.get("multipleOf", 1)
    first = -(-low // step) * step
    first += step if first == above else 0
    return bool(first > high or first == below)


def _is_ecma(pattern: str) -> bool:
    return jsonschema_rs.Draft202012Validator({"format": "regex"}, validate_formats=True).is_valid(pattern)


def _is_accepted(pattern: str) -> bool:
    return jsonschema_rs.Draft202012Validator({"pattern": pattern}) is not None


def _is_python(pattern: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return re.compile(pattern) is not None


def _succeeds(accepts: Callable[[str], bool], pattern: str) -> bool:
    try:
        return accepts(pattern)
    except (ValueError, re.error, RecursionError, OverflowError, Warning):
        return False
