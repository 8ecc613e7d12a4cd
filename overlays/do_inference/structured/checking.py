"""Whether JSON follows a JSON schema, as far as schemas for models go.

Understood are types, `enum`, `const`, the limits of numbers, strings, arrays and objects, `properties`,
`patternProperties`, `additionalProperties`, `required`, `items`, `prefixItems`, `anyOf`, `oneOf`, `allOf`, `not` and
`$ref` within the document. Other keywords are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

_IS: Final[Mapping[str, Callable[[Any], bool]]] = {
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
_LIMITS: Final[Mapping[str, tuple[str, Callable[[Any, Any], bool], str]]] = {
    "minimum": ("number", lambda value, limit: value >= limit, "at least"),
    "maximum": ("number", lambda value, limit: value <= limit, "at most"),
    "exclusiveMinimum": ("number", lambda value, limit: value > limit, "more than"),
    "exclusiveMaximum": ("number", lambda value, limit: value < limit, "less than"),
    "minLength": ("string", lambda value, limit: len(value) >= limit, "a length of at least"),
    "maxLength": ("string", lambda value, limit: len(value) <= limit, "a length of at most"),
    "pattern": ("string", lambda value, limit: re.search(limit, value) is not None, "what matches"),
    "minItems": ("array", lambda value, limit: len(value) >= limit, "at least as many items as"),
    "maxItems": ("array", lambda value, limit: len(value) <= limit, "at most as many items as"),
    "minProperties": ("object", lambda value, limit: len(value) >= limit, "at least as many properties as"),
    "maxProperties": ("object", lambda value, limit: len(value) <= limit, "at most as many properties as"),
}


class JsonSchema:
    """A JSON schema that answers are to follow."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = dict(schema)

    def read(self, value: Any) -> Any:
        """`value` itself, which is JSON.

        Raises:
            ValueError: It does not follow the schema; the message says where.
        """
        try:
            fault = next(self._faults(value, self.schema, "$"), None)
        except RecursionError:
            fault = "nested too deeply"
        if fault is not None:
            raise ValueError(fault)
        return value

    def _faults(self, value: Any, schema: Any, at: str) -> Iterator[str]:
        if schema is False:
            yield f"nothing is allowed at {at}"
        if not isinstance(schema, Mapping):
            return
        if "$ref" in schema:
            yield from self._faults(value, self._resolve(schema["$ref"]), at)
        yield from _faults_of_value(value, schema, at)
        yield from self._faults_of_choices(value, schema, at)
        if isinstance(value, dict):
            yield from self._faults_of_object(value, schema, at)
        if isinstance(value, list):
            first = schema.get("prefixItems", [])
            for index, item in enumerate(value):
                inner = first[index] if index < len(first) else schema.get("items", True)
                yield from self._faults(item, inner, f"{at}[{index}]")

    def _faults_of_choices(self, value: Any, schema: Mapping[str, Any], at: str) -> Iterator[str]:
        for choice in schema.get("allOf", []):
            yield from self._faults(value, choice, at)
        for keyword in ("anyOf", "oneOf"):
            choices = schema.get(keyword)
            if choices and not any(self._fits(value, choice) for choice in choices):
                yield f"none of the forms allowed at {at} fits"
        if "not" in schema and self._fits(value, schema["not"]):
            yield f"what is there at {at} is what must not be"

    def _faults_of_object(self, value: dict[str, Any], schema: Mapping[str, Any], at: str) -> Iterator[str]:
        properties = schema.get("properties", {})
        patterns = schema.get("patternProperties", {})
        for name in schema.get("required", []):
            if name not in value:
                yield f"{name!r} is missing at {at}"
        for name, item in value.items():
            inner = [properties[name]] if name in properties else []
            inner += [patterns[pattern] for pattern in patterns if re.search(pattern, name)]
            for known in inner or [schema.get("additionalProperties", True)]:
                if known is False:
                    yield f"{name!r} is unknown at {at}"
                else:
                    yield from self._faults(item, known, f"{at}.{name}")

    def _fits(self, value: Any, schema: Any) -> bool:
        return next(self._faults(value, schema, "$"), None) is None

    def _resolve(self, reference: Any) -> Any:
        target: Any = self.schema
        for part in filter(None, str(reference).removeprefix("#").split("/")):
            name = part.replace("~1", "/").replace("~0", "~")
            target = target.get(name) if isinstance(target, Mapping) else None
        return target


def _faults_of_value(value: Any, schema: Mapping[str, Any], at: str) -> Iterator[str]:
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_IS[name](value) for name in types if name in _IS):
        yield f"expected {' or '.join(types)}, got {_name_of(value)} at {at}"
    if "enum" in schema and not any(_same(value, allowed) for allowed in schema["enum"]):
        yield f"expected one of {schema['enum']} at {at}"
    if "const" in schema and not _same(value, schema["const"]):
        yield f"expected {schema['const']!r} at {at}"
    for keyword, (kind, keeps, meaning) in _LIMITS.items():
        if keyword in schema and _IS[kind](value) and not keeps(value, schema[keyword]):
            yield f"expected {meaning} {schema[keyword]!r} at {at}"


def _same(value: Any, other: Any) -> bool:
    """Equal, and neither is a boolean where the other is a number."""
    return bool(value == other) and isinstance(value, bool) == isinstance(other, bool)


def _name_of(value: Any) -> str:
    return next((name for name, fits in _IS.items() if fits(value)), type(value).__name__)
