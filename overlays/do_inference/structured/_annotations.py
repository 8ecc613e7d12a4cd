"""Keywords of JSON schemas from the metadata of `Annotated`, and the types that only pydantic can decode.

Supported metadata: strings and `Doc` (descriptions), `msgspec.Meta`, all objects with the attributes of
`annotated_types` (`Ge`, `Interval`, `Len`, ...), and pydantic's `Field`. pydantic is not a dependency: its objects are
recognized by their class, and it is imported only for types and metadata that come from it.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, get_args, get_origin

import attrs
import msgspec

from ._ecma_regex import compile_pattern

Json = dict[str, Any]

_NUMBER_TYPES: Final = frozenset(["integer", "number"])
STRICTER_LIMIT: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "minimum": max,
    "exclusiveMinimum": max,
    "minLength": max,
    "minItems": max,
    "minProperties": max,
    "maximum": min,
    "exclusiveMaximum": min,
    "maxLength": min,
    "maxItems": min,
    "maxProperties": min,
}
"""For each limit, the function that selects the stricter one of two."""
_NUMBER_LIMITS: Final = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
}
_SIZE_LIMITS: Final[Mapping[str, Mapping[str, str]]] = {
    "min_length": {"string": "minLength", "array": "minItems", "object": "minProperties"},
    "max_length": {"string": "maxLength", "array": "maxItems", "object": "maxProperties"},
}
_LIMITS: Final = (*_NUMBER_LIMITS, *_SIZE_LIMITS)
_CONSTRAINT_TYPES: Final = (slice, range, re.Pattern)
_CONSTRAINT_NAMES: Final = [
    "choices",
    "func",
    "max",
    "max_value",
    "maximum",
    "min",
    "min_value",
    "minimum",
    "pattern",
    "predicate",
    "regex",
    "tz",
    "validate",
    "validator",
]


def metadata_of(hint: Any) -> tuple[Any, ...]:
    """Return the metadata of an `Annotated` hint; an empty tuple for other hints."""
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def needs_pydantic(item: Any) -> bool:
    """Return whether only pydantic can apply an item of metadata."""
    class_ = item if isinstance(item, type) else type(item)
    return any(
        base.__module__.partition(".")[0] in ("pydantic", "pydantic_core") for base in class_.__mro__
    ) or hasattr(class_, "__get_pydantic_core_schema__")


def is_field_info(item: Any) -> bool:
    """Return whether an object is the return value of pydantic's `Field()`."""
    return any(base.__qualname__ == "FieldInfo" and needs_pydantic(base) for base in type(item).__mro__)


def field_info_of(hint: Any) -> Any:
    """Return the last `Field()` of a hint, or None."""
    return next(filter(is_field_info, reversed(metadata_of(hint))), None)


def annotation_keywords(metadata: Iterable[Any]) -> Json:
    """Return the keywords that describe a type without restricting it. Of several items, the first takes precedence."""
    found: Json = {}
    for item in metadata:
        if isinstance(item, str):
            keywords: Json = {"description": item}
        elif isinstance(item, msgspec.Meta) or is_field_info(item):
            keywords = {name: getattr(item, name) for name in ("title", "description", "examples")}
            more = getattr(item, "extra_json_schema", None) or getattr(item, "json_schema_extra", None)
            keywords |= more if isinstance(more, dict) else {}
        else:
            keywords = {"description": getattr(item, "documentation", None)}
        found = {key: value for key, value in keywords.items() if value is not None} | found
    return found


def validation_keywords(metadata: Iterable[Any], json_types: frozenset[str]) -> Json:
    """Return the keywords that restrict values of a type with these `json_types`.

    Raises:
        TypeError: An item of metadata restricts values in a way that no JSON schema expresses.
    """
    metadata = list(metadata)
    if any(item.discriminator for item in metadata if is_field_info(item)):
        raise TypeError("only pydantic supports discriminators")
    found: Json = {}
    for item in _expand(metadata):
        for name in _limit_attributes(item):
            value = getattr(item, name)
            for keyword in _keywords(name, value, json_types, item):
                found = intersect_limits(found, {keyword: value})
    return found


def check_pydantic_limits(metadata: Iterable[Any], json_types: frozenset[str]) -> None:
    """Raise TypeError if a limit cannot apply to values of these `json_types`.

    pydantic itself raises only when it validates the first value. `json_types` is empty for strings that represent
    another type, such as a date.
    """
    for item in _expand(metadata):
        for name in [] if not json_types or needs_pydantic(item) else _limit_attributes(item):
            supported = _NUMBER_TYPES if name in _NUMBER_LIMITS else _SIZE_LIMITS.get(name, json_types)
            if json_types.isdisjoint(supported):
                raise TypeError(f"{item!r} cannot restrict the type that it annotates")


def intersect_limits(schema: Json, more: Json) -> Json:
    """Return the schema with additional limits. Of two values for one limit, the stricter one applies."""
    result = dict(schema)
    for keyword, value in more.items():
        if keyword in result and result[keyword] != value:
            if keyword not in STRICTER_LIMIT:
                raise TypeError(
                    f"there are two different values for {keyword}: {result[keyword]!r} and {value!r}"
                )
            result[keyword] = STRICTER_LIMIT[keyword](result[keyword], value)
        else:
            result[keyword] = value
    return result


def _field_arguments(item: Any) -> Json:
    """Return the limits of metadata from another library as arguments of pydantic's `Field()`."""
    return {name: getattr(item, name) for name in _limit_attributes(item)}


def _expand(metadata: Iterable[Any]) -> Iterator[Any]:
    for item in metadata:
        if is_field_info(item):
            yield from _expand(item.metadata)
        else:
            yield item


def _limit_attributes(item: Any) -> list[str]:
    """Return the names of the attributes that restrict values.

    Raises:
        TypeError: The object seems to restrict values in an unknown way.
    """
    if item is None or isinstance(item, str):
        return []
    known = [name for name in _LIMITS if hasattr(item, name)]
    if isinstance(item, msgspec.Meta):
        known += ["pattern", "tz"]
    if not known and _may_be_constraint(item):
        raise TypeError(f"{item!r} cannot be expressed in a JSON schema")
    return [name for name in known if getattr(item, name) is not None]


def _may_be_constraint(item: Any) -> bool:
    """Return whether an unknown object may restrict values. PEP 593 requires that other metadata is ignored."""
    if isinstance(item, type):
        return needs_pydantic(item)
    return (
        isinstance(item, _CONSTRAINT_TYPES)
        or callable(item)
        or needs_pydantic(item)
        or any(hasattr(item, name) for name in _CONSTRAINT_NAMES)
    )


def _keywords(name: str, value: Any, json_types: frozenset[str], item: Any) -> list[str]:
    if name in _NUMBER_LIMITS:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and json_types & _NUMBER_TYPES
        found = [_NUMBER_LIMITS[name]] if fits else []
    elif name in _SIZE_LIMITS:
        found = [keyword for json_type, keyword in _SIZE_LIMITS[name].items() if json_type in json_types]
    else:
        found = ["pattern"] if name == "pattern" and "string" in json_types and compile_pattern(value) else []
    if not found:
        raise TypeError(f"{item!r} cannot be expressed in the JSON schema of the type that it annotates")
    return found


def is_pydantic(type_: Any) -> bool:
    """Return whether a type is a pydantic model, a pydantic dataclass, or another type that only pydantic supports."""
    if not isinstance(type_, type):
        return False
    if "__pydantic_core_schema__" in vars(type_) or hasattr(type_, "model_json_schema"):
        return True
    foreign = attrs.has(type_) or dataclasses.is_dataclass(type_)
    return hasattr(type_, "__get_pydantic_core_schema__") and not foreign


class PydanticType:
    """The JSON schema and the decoder that pydantic creates for a type.

    Raises:
        TypeError: pydantic cannot create a JSON schema for the type.
    """

    def __init__(self, type_: Any) -> None:
        from pydantic import TypeAdapter

        try:
            self._adapter = TypeAdapter(type_)
            self.schema: dict[str, Any] = self._adapter.json_schema()
        except (TypeError, RuntimeError, AttributeError, ValueError) as error:
            raise TypeError(f"pydantic cannot create a JSON schema for {type_!r}: {error}") from error

    def decode(self, value: Any) -> Any:
        """Return `value`, which is JSON, as a value of the type.

        Raises:
            ValueError: It is invalid.
        """
        # Validate JSON text, not Python objects: a strict model accepts a string as a date only in JSON.
        try:
            return self._adapter.validate_json(json.dumps(value))
        except TypeError as error:  # From a validator of the user.
            raise ValueError(str(error)) from error


def annotated_by_pydantic(inner: Any, metadata: Iterable[Any]) -> PydanticType:
    """Return a type whose metadata pydantic applies. Raise TypeError if it cannot."""
    from pydantic import Field

    passed: list[Any] = []
    for item in metadata:
        if is_field_info(item):
            passed += item.metadata
            if item.discriminator:
                passed.append(Field(discriminator=item.discriminator))
        elif needs_pydantic(item):
            passed.append(item)
        elif limits := _field_arguments(item):
            passed.append(Field(**limits))
    hint = inner
    for item in passed:
        hint = Annotated[hint, item]
    return PydanticType(hint)
