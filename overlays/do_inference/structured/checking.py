"""Whether JSON follows a JSON schema, as far as schemas for models go.

Understood are `type`, `enum`, `const`, `properties`, `required`, `additionalProperties`, `items`, `anyOf`, `oneOf`,
`allOf` and `$ref` within the document. Other keywords are passed over.
"""

from __future__ import annotations

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


def check(value: Any, schema: Mapping[str, Any]) -> None:
    """Do nothing where `value` follows `schema`.

    Raises:
        ValueError: It does not; the message says where.
    """
    fault = next(_faults(value, schema, schema, "$"), None)
    if fault is not None:
        raise ValueError(fault)


def _faults(value: Any, schema: Any, root: Mapping[str, Any], at: str) -> Iterator[str]:
    if schema is False:
        yield f"nothing is allowed at {at}"
    if not isinstance(schema, Mapping):
        return
    if "$ref" in schema:
        yield from _faults(value, _resolve(schema["$ref"], root), root, at)
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_IS[name](value) for name in types if name in _IS):
        yield f"expected {' or '.join(types)}, got {_name_of(value)} at {at}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"expected one of {schema['enum']} at {at}"
    if "const" in schema and value != schema["const"]:
        yield f"expected {schema['const']!r} at {at}"
    yield from _faults_of_choices(value, schema, root, at)
    if isinstance(value, dict):
        yield from _faults_of_object(value, schema, root, at)
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _faults(item, schema["items"], root, f"{at}[{index}]")


def _faults_of_choices(
    value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], at: str
) -> Iterator[str]:
    for choice in schema.get("allOf", []):
        yield from _faults(value, choice, root, at)
    for keyword in ("anyOf", "oneOf"):
        choices = schema.get(keyword)
        if choices and all(next(_faults(value, choice, root, at), None) for choice in choices):
            yield f"none of the forms allowed at {at} fits"


def _faults_of_object(
    value: dict[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], at: str
) -> Iterator[str]:
    properties = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield f"{name!r} is missing at {at}"
    for name, item in value.items():
        inner = properties.get(name, schema.get("additionalProperties", True))
        if inner is False:
            yield f"{name!r} is unknown at {at}"
        else:
            yield from _faults(item, inner, root, f"{at}.{name}")


def _resolve(reference: Any, root: Mapping[str, Any]) -> Any:
    target: Any = root
    for part in str(reference).removeprefix("#").strip("/").split("/"):
        target = target.get(part) if isinstance(target, Mapping) else None
    return target


def _name_of(value: Any) -> str:
    return next((name for name, fits in _IS.items() if fits(value)), type(value).__name__)
