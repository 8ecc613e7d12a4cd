"""Validation of JSON values against a JSON schema (2020-12), without other packages.

`unsupported_keywords` in `_json_schema` reports the keywords that this module does not validate.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from ipaddress import IPv4Address, IPv6Address
from typing import Any, Final
from urllib.parse import unquote

from ._ecma_regex import compile_pattern

JSON_TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
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

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(
    r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))"
)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MINUTES_PER_DAY: Final = 24 * 60


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    date.fromisoformat(text)
    return True


def _is_time(text: str) -> bool:
    """Return whether a text is a time with an offset (RFC 3339).

    A leap second is valid only as the last second of a day in UTC.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        return False
    hours, minutes, seconds, sign, offset_hours, offset_minutes = found.groups()
    if seconds != "60":
        return True
    offset = 0 if sign is None else int(f"{sign}1") * (int(offset_hours) * 60 + int(offset_minutes))
    return (int(hours) * 60 + int(minutes) - offset) % _MINUTES_PER_DAY == _MINUTES_PER_DAY - 1


def _is_date_time(text: str) -> bool:
    return text[10:11] in ("T", "t") and _is_date(text[:10]) and _is_time(text[11:])


# Python also accepts digits outside of ASCII, and IPv6 addresses with a scope (`::1%eth0`); the RFCs do not.
def _is_ipv4(text: str) -> bool:
    return text.isascii() and bool(str(IPv4Address(text)))


def _is_ipv6(text: str) -> bool:
    return text.isascii() and "%" not in text and bool(str(IPv6Address(text)))


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "date": _is_date,
    "date-time": _is_date_time,
    "ipv4": _is_ipv4,
    "ipv6": _is_ipv6,
    "time": _is_time,
    "uuid": lambda text: _UUID.fullmatch(text) is not None,
}
"""The formats that this module validates. A check may also raise ValueError for an invalid string."""


def _has_format(text: str, name: str) -> bool:
    """Return whether a text has a format, or the format is not one that this module validates."""
    check = FORMATS.get(name)
    try:
        return check is None or check(text)
    except ValueError:
        return False


def _matches(pattern: str, text: str) -> bool:
    compiled = compile_pattern(pattern)
    return compiled is None or compiled.search(text) is not None


def _is_multiple(value: float, divisor: float) -> bool:
    """Compare the decimal digits of the JSON text, not binary fractions: 0.3 is a multiple of 0.1."""
    exact = (
        Fraction(number) if isinstance(number, int) else Fraction(repr(number)) for number in (value, divisor)
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
    "pattern": ("string", lambda value, limit: _matches(limit, value), "a match of the pattern"),
    "format": ("string", _has_format, "the format"),
    "minItems": ("array", lambda value, limit: len(value) >= limit, "a number of items of at least"),
    "maxItems": ("array", lambda value, limit: len(value) <= limit, "a number of items of at most"),
    "minProperties": (
        "object",
        lambda value, limit: len(value) >= limit,
        "a number of properties of at least",
    ),
    "maxProperties": (
        "object",
        lambda value, limit: len(value) <= limit,
        "a number of properties of at most",
    ),
}
"""For each keyword: the JSON type that it limits, the check of a value, and the wording of the error message."""


class Validator:
    """Validates values against one schema document. Ignores unknown keywords."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def first_error(self, value: Any) -> str | None:
        """Return the first violation of the schema and its location, or None if the value is valid."""
        try:
            return next(_Validation(self._document).errors(value, self._document, "$"), None)
        except RecursionError:
            return "the value is nested too deeply"

    def is_valid(self, value: Any, schema: Any) -> bool:
        """Return whether a value is valid against `schema`, which is a part of the document."""
        return _Validation(self._document).is_valid(value, schema)


class _Validation:
    """One validation of one value.

    It caches which parts of the value are valid against which schemas. Without the cache, the cost of a recursive union
    is exponential in the depth of the value.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._cache: dict[tuple[int, int], bool] = {}

    def is_valid(self, value: Any, schema: Any) -> bool:
        if not isinstance(value, dict | list):
            return next(self.errors(value, schema, "$"), None) is None
        # The identities stay unique: the caller holds the value and the document during the validation.
        key = id(value), id(schema)
        if key not in self._cache:
            self._cache[key] = next(self.errors(value, schema, "$"), None) is None
        return self._cache[key]

    def errors(self, value: Any, schema: Any, at: str) -> Iterator[str]:
        if schema is False:
            yield f"the schema allows no value at {at}"
        if isinstance(value, float) and not math.isfinite(value):
            yield f"{value} is not JSON at {at}"
            return
        if not isinstance(schema, Mapping):
            return
        if "$ref" in schema:
            yield from self.errors(value, resolve_reference(self._document, schema["$ref"]), at)
        yield from _value_errors(value, schema, at)
        yield from self._combination_errors(value, schema, at)
        if isinstance(value, dict):
            yield from self._object_errors(value, schema, at)
        if isinstance(value, list):
            yield from self._array_errors(value, schema, at)

    def _combination_errors(self, value: Any, schema: Mapping[str, Any], at: str) -> Iterator[str]:
        for member in schema.get("allOf", ()):
            yield from self.errors(value, member, at)
        if "anyOf" in schema and not any(self.is_valid(value, member) for member in schema["anyOf"]):
            yield f"the value matches none of the schemas allowed at {at}"
        if "oneOf" in schema:
            matches = sum(self.is_valid(value, member) for member in schema["oneOf"])
            if matches == 0:
                yield f"the value matches none of the schemas allowed at {at}"
            elif matches > 1:
                yield f"the value matches {matches} of the schemas at {at}, expected exactly one"
        if "not" in schema and self.is_valid(value, schema["not"]):
            yield f"the schema forbids the value at {at}"
        if "if" in schema:
            branch = "then" if self.is_valid(value, schema["if"]) else "else"
            yield from self.errors(value, schema.get(branch, True), at)

    def _object_errors(self, value: dict[str, Any], schema: Mapping[str, Any], at: str) -> Iterator[str]:
        properties = schema.get("properties", {})
        patterns = schema.get("patternProperties", {})
        for name in _required_names(value, schema):
            if name not in value:
                yield f"{name!r} is missing at {at}"
        for name, inner in schema.get("dependentSchemas", {}).items():
            if name in value:
                yield from self.errors(value, inner, at)
        for name, item in value.items():
            yield from self.errors(name, schema.get("propertyNames", True), f"the name {name!r} at {at}")
            schemas = [properties[name]] if name in properties else []
            schemas += [patterns[pattern] for pattern in patterns if _matches(pattern, name)]
            for inner in schemas or [schema.get("additionalProperties", True)]:
                if inner is False:
                    yield f"{name!r} is not allowed at {at}"
                else:
                    yield from self.errors(item, inner, f"{at}.{name}")

    def _array_errors(self, value: list[Any], schema: Mapping[str, Any], at: str) -> Iterator[str]:
        prefix = schema.get("prefixItems", ())
        for index, item in enumerate(value):
            inner = prefix[index] if index < len(prefix) else schema.get("items", True)
            yield from self.errors(item, inner, f"{at}[{index}]")
        if schema.get("uniqueItems") and len({equality_key(item) for item in value}) < len(value):
            yield f"expected unique items at {at}"
        if "contains" in schema:
            matches = sum(self.is_valid(item, schema["contains"]) for item in value)
            least, most = schema.get("minContains", 1), schema.get("maxContains", len(value))
            if not least <= matches <= most:
                yield f"{matches} items at {at} match `contains`, expected {least} to {most}"


def resolve_reference(document: Any, reference: str) -> Any:
    """Return the target of a reference within a document (`#`, `#/$defs/Name`).

    Raises:
        LookupError: The reference has no target, or leads outside of the document.
    """
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


def equality_key(value: Any) -> Hashable:
    """Return a key that is equal for values that JSON Schema considers equal: 1 equals 1.0, but not true."""
    if isinstance(value, list):
        return "array", tuple(map(equality_key, value))
    if isinstance(value, Mapping):
        return "object", frozenset((name, equality_key(item)) for name, item in value.items())
    return ("boolean", value) if isinstance(value, bool) else value


def _required_names(value: dict[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    yield from schema.get("required", ())
    for name, dependents in schema.get("dependentRequired", {}).items():
        if name in value:
            yield from dependents


def _value_errors(value: Any, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    types = schema.get("type", ())
    types = [types] if isinstance(types, str) else types
    if types and not any(JSON_TYPES[name](value) for name in types):
        yield f"expected {' or '.join(types)}, got {_type_name(value)} at {at}"
    if "enum" in schema and equality_key(value) not in map(equality_key, schema["enum"]):
        yield f"expected one of {schema['enum']} at {at}"
    if "const" in schema and equality_key(value) != equality_key(schema["const"]):
        yield f"expected {schema['const']!r} at {at}"
    for keyword, (json_type, is_within, wording) in _LIMITS.items():
        if keyword in schema and JSON_TYPES[json_type](value) and not is_within(value, schema[keyword]):
            yield f"expected {wording} {schema[keyword]!r} at {at}"


def _type_name(value: Any) -> str:
    return next((name for name, matches in JSON_TYPES.items() if matches(value)), type(value).__name__)
