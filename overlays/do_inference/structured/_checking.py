"""Whether a JSON value follows a JSON schema (2020-12), for the keywords that need no other package.

`survey` (in `keywords`) finds the keywords that this module does not check.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final
from urllib.parse import unquote

from ._formats import is_of_format
from ._patterns import compiled

TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: (
        (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))
        and not isinstance(value, bool)
    ),
}


def _finds(pattern: str, text: str) -> bool:
    known = compiled(pattern)
    return known is None or known.search(text) is not None


def _is_multiple(value: float, step: float) -> bool:
    """Exact for the decimal digits that the JSON has: 0.3 is a multiple of 0.1."""
    exact = (
        Fraction(number) if isinstance(number, int) else Fraction(repr(number)) for number in (value, step)
    )
    return (next(exact) / next(exact)).denominator == 1


_LIMITS: Final[Mapping[str, tuple[str, Callable[[Any, Any], bool], str]]] = {
    "minimum": ("number", lambda value, limit: value >= limit, "at least"),
    "maximum": ("number", lambda value, limit: value <= limit, "at most"),
    "exclusiveMinimum": ("number", lambda value, limit: value > limit, "more than"),
    "exclusiveMaximum": ("number", lambda value, limit: value < limit, "less than"),
    "multipleOf": ("number", _is_multiple, "a multiple of"),
    "minLength": ("string", lambda value, limit: len(value) >= limit, "a length of at least"),
    "maxLength": ("string", lambda value, limit: len(value) <= limit, "a length of at most"),
    "pattern": ("string", lambda value, limit: _finds(limit, value), "a match of"),
    "format": ("string", is_of_format, "the format"),
    "minItems": ("array", lambda value, limit: len(value) >= limit, "at least as many items as"),
    "maxItems": ("array", lambda value, limit: len(value) <= limit, "at most as many items as"),
    "minProperties": ("object", lambda value, limit: len(value) >= limit, "at least as many properties as"),
    "maxProperties": ("object", lambda value, limit: len(value) <= limit, "at most as many properties as"),
}


class Checker:
    """Checks values against one schema document. Keywords that it does not know are ignored."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def fault(self, value: Any) -> str | None:
        """What is wrong with a value, and where; None if it follows the schema."""
        try:
            return next(_Check(self._document).faults(value, self._document, "$"), None)
        except RecursionError:
            return "nested too deeply"

    def fits(self, value: Any, schema: Any) -> bool:
        """Whether a value follows a schema that is part of the document."""
        return _Check(self._document).fits(value, schema)


class _Check:
    """One check of one value.

    It remembers which parts of the value fit which schemas. Else a recursive union costs the power of the depth.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._known: dict[tuple[int, int], bool] = {}

    def fits(self, value: Any, schema: Any) -> bool:
        if not isinstance(value, dict | list):
            return next(self.faults(value, schema, "$"), None) is None
        # The value holds its parts, and the document its schemas, so their identities stay theirs.
        key = id(value), id(schema)
        if key not in self._known:
            self._known[key] = next(self.faults(value, schema, "$"), None) is None
        return self._known[key]

    def faults(self, value: Any, schema: Any, at: str) -> Iterator[str]:
        if schema is False:
            yield f"nothing is allowed at {at}"
        if isinstance(value, float) and not math.isfinite(value):
            yield f"{value} is not JSON at {at}"
            return
        if not isinstance(schema, Mapping):
            return
        if "$ref" in schema:
            yield from self.faults(value, resolve(self._document, schema["$ref"]), at)
        yield from _faults_of_value(value, schema, at)
        yield from self._faults_of_choices(value, schema, at)
        if isinstance(value, dict):
            yield from self._faults_of_object(value, schema, at)
        if isinstance(value, list):
            yield from self._faults_of_array(value, schema, at)

    def _faults_of_choices(self, value: Any, schema: Mapping[str, Any], at: str) -> Iterator[str]:
        for choice in schema.get("allOf", ()):
            yield from self.faults(value, choice, at)
        if "anyOf" in schema and not any(self.fits(value, choice) for choice in schema["anyOf"]):
            yield f"none of the forms allowed at {at} fits"
        if "oneOf" in schema:
            fitting = sum(self.fits(value, choice) for choice in schema["oneOf"])
            if fitting == 0:
                yield f"none of the forms allowed at {at} fits"
            elif fitting > 1:
                yield f"{fitting} of the forms at {at} fit, and exactly one must"
        if "not" in schema and self.fits(value, schema["not"]):
            yield f"the value at {at} is one that the schema forbids"
        if "if" in schema:
            branch = "then" if self.fits(value, schema["if"]) else "else"
            yield from self.faults(value, schema.get(branch, True), at)

    def _faults_of_object(self, value: dict[str, Any], schema: Mapping[str, Any], at: str) -> Iterator[str]:
        properties = schema.get("properties", {})
        patterns = schema.get("patternProperties", {})
        for name in _required(value, schema):
            if name not in value:
                yield f"{name!r} is missing at {at}"
        for name, inner in schema.get("dependentSchemas", {}).items():
            if name in value:
                yield from self.faults(value, inner, at)
        for name, item in value.items():
            yield from self.faults(name, schema.get("propertyNames", True), f"the name {name!r} at {at}")
            known = [properties[name]] if name in properties else []
            known += [patterns[pattern] for pattern in patterns if _finds(pattern, name)]
            for inner in known or [schema.get("additionalProperties", True)]:
                if inner is False:
                    yield f"{name!r} is unknown at {at}"
                else:
                    yield from self.faults(item, inner, f"{at}.{name}")

    def _faults_of_array(self, value: list[Any], schema: Mapping[str, Any], at: str) -> Iterator[str]:
        first = schema.get("prefixItems", ())
        for index, item in enumerate(value):
            inner = first[index] if index < len(first) else schema.get("items", True)
            yield from self.faults(item, inner, f"{at}[{index}]")
        if schema.get("uniqueItems") and len({comparable(item) for item in value}) < len(value):
            yield f"expected items that differ from each other at {at}"
        if "contains" in schema:
            found = sum(self.fits(item, schema["contains"]) for item in value)
            least, most = schema.get("minContains", 1), schema.get("maxContains", len(value))
            if not least <= found <= most:
                yield f"{found} items at {at} fit `contains`, and {least} to {most} must"


def resolve(document: Any, reference: str) -> Any:
    """What a reference within a document (`#`, `#/$defs/Name`) leads to. Raises LookupError if that is nothing."""
    if not reference.startswith("#/") and reference != "#":
        raise LookupError(reference)
    target = document
    for part in reference.split("/")[1:]:
        name = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(target, list) and name.isdecimal() and int(name) < len(target):
            target = target[int(name)]
        elif isinstance(target, Mapping) and name in target:
            target = target[name]
        else:
            raise LookupError(reference)
    return target


def comparable(value: Any) -> Hashable:
    """Equal for values that JSON Schema takes to be equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, list):
        return "array", tuple(map(comparable, value))
    if isinstance(value, Mapping):
        return "object", frozenset((name, comparable(item)) for name, item in value.items())
    return ("boolean", value) if isinstance(value, bool) else value


def _required(value: dict[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    yield from schema.get("required", ())
    for name, others in schema.get("dependentRequired", {}).items():
        if name in value:
            yield from others


def _faults_of_value(value: Any, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    types = schema.get("type", ())
    types = [types] if isinstance(types, str) else types
    if types and not any(TYPES[name](value) for name in types):
        yield f"expected {' or '.join(types)}, got {_name_of(value)} at {at}"
    if "enum" in schema and comparable(value) not in map(comparable, schema["enum"]):
        yield f"expected one of {schema['enum']} at {at}"
    if "const" in schema and comparable(value) != comparable(schema["const"]):
        yield f"expected {schema['const']!r} at {at}"
    for keyword, (kind, keeps, meaning) in _LIMITS.items():
        if keyword in schema and TYPES[kind](value) and not keeps(value, schema[keyword]):
            yield f"expected {meaning} {schema[keyword]!r} at {at}"


def _name_of(value: Any) -> str:
    return next((name for name, fits in TYPES.items() if fits(value)), type(value).__name__)
