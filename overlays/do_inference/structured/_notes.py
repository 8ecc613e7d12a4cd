"""What `Annotated` says of a type, as keywords of a JSON schema.

Known are strings and `Doc` (descriptions), `msgspec.Meta`, everything with the attributes of `annotated_types` (`Ge`,
`Interval`, `Len`, ...), and pydantic's `Field`. pydantic is not imported: its objects are recognised by their class.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, get_args, get_origin

import msgspec

from ._patterns import compiled

Json = dict[str, Any]

_NUMBERS: Final = frozenset(["integer", "number"])
STRICTER: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
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
_ON_NUMBERS: Final = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
}
_ON_SIZES: Final[Mapping[str, Mapping[str, str]]] = {
    "min_length": {"string": "minLength", "array": "minItems", "object": "minProperties"},
    "max_length": {"string": "maxLength", "array": "maxItems", "object": "maxProperties"},
}
_READ: Final = (*_ON_NUMBERS, *_ON_SIZES)
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


def notes_of(hint: Any) -> tuple[Any, ...]:
    """What a hint is annotated with."""
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def is_of_pydantic(note: Any) -> bool:
    """Whether pydantic has to apply an annotation."""
    kind = note if isinstance(note, type) else type(note)
    return any(
        base.__module__.partition(".")[0] in ("pydantic", "pydantic_core") for base in kind.__mro__
    ) or hasattr(kind, "__get_pydantic_core_schema__")


def is_field_info(note: Any) -> bool:
    """Whether an object is what pydantic's `Field()` returns."""
    return any(base.__qualname__ == "FieldInfo" and is_of_pydantic(base) for base in type(note).__mro__)


def field_info_of(hint: Any) -> Any:
    """The `Field()` of a hint; None if it has none."""
    return next(filter(is_field_info, reversed(notes_of(hint))), None)


def descriptions(notes: Iterable[Any]) -> Json:
    """The keywords that say something to the model and restrict nothing. The first note that has one counts."""
    found: Json = {}
    for note in notes:
        if isinstance(note, str):
            keywords: Json = {"description": note}
        elif isinstance(note, msgspec.Meta) or is_field_info(note):
            keywords = {name: getattr(note, name) for name in ("title", "description", "examples")}
            more = getattr(note, "extra_json_schema", None) or getattr(note, "json_schema_extra", None)
            keywords |= more if isinstance(more, dict) else {}
        else:
            keywords = {"description": getattr(note, "documentation", None)}
        found = {key: value for key, value in keywords.items() if value is not None} | found
    return found


def limits(notes: Iterable[Any], kinds: frozenset[str]) -> Json:
    """The keywords that restrict values of a type whose JSON is of these `kinds`.

    Raises:
        TypeError: One restricts values in a way that no JSON schema expresses.
    """
    notes = list(notes)
    if any(note.discriminator for note in notes if is_field_info(note)):
        raise TypeError("a discriminator cannot be expressed without pydantic")
    found: Json = {}
    for note in _flat(notes):
        for name in _names_of(note):
            value = getattr(note, name)
            for keyword in _keywords(name, value, kinds, note):
                found = stricter(found, {keyword: value})
    return found


def check_use(notes: Iterable[Any], kinds: frozenset[str]) -> None:
    """Raises TypeError if pydantic was given a limit that makes no sense for JSON of these `kinds`.

    pydantic finds that out from the first value only. Without `kinds` the value is a text with another meaning.
    """
    for note in _flat(notes):
        for name in [] if not kinds or is_of_pydantic(note) else _names_of(note):
            meant = _NUMBERS if name in _ON_NUMBERS else _ON_SIZES.get(name, kinds)
            if kinds.isdisjoint(meant):
                raise TypeError(f"{note!r} cannot restrict the type that it annotates")


def stricter(schema: Json, more: Json) -> Json:
    """The schema with further limits: of two limits of one kind, the stricter one."""
    together = dict(schema)
    for keyword, value in more.items():
        if keyword in together and together[keyword] != value:
            if keyword not in STRICTER:
                raise TypeError(f"there are two values for {keyword}: {together[keyword]!r} and {value!r}")
            together[keyword] = STRICTER[keyword](together[keyword], value)
        else:
            together[keyword] = value
    return together


def arguments_for_pydantic(note: Any) -> Json:
    """The limits of a note of another library as arguments of pydantic's `Field()`."""
    return {name: getattr(note, name) for name in _names_of(note)}


def _flat(notes: Iterable[Any]) -> Iterator[Any]:
    for note in notes:
        if is_field_info(note):
            yield from _flat(note.metadata)
        else:
            yield note


def _names_of(note: Any) -> list[str]:
    """The attributes of a note that restrict values.

    Raises:
        TypeError: It seems to restrict values, and how is unknown.
    """
    if note is None or isinstance(note, str):
        return []
    known = [name for name in _READ if hasattr(note, name)]
    if isinstance(note, msgspec.Meta):
        known += ["pattern", "tz"]
    if not known and looks_like_a_limit(note):
        raise TypeError(f"{note!r} cannot be expressed in a JSON schema")
    return [name for name in known if getattr(note, name) is not None]


def looks_like_a_limit(note: Any) -> bool:
    """Whether an unknown annotation may restrict values. Others are ignored, as `Annotated` is defined."""
    if isinstance(note, type):
        return is_of_pydantic(note)
    return (
        isinstance(note, _CONSTRAINT_TYPES)
        or callable(note)
        or is_of_pydantic(note)
        or any(hasattr(note, name) for name in _CONSTRAINT_NAMES)
    )


def _keywords(name: str, value: Any, kinds: frozenset[str], note: Any) -> list[str]:
    if name in _ON_NUMBERS:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and kinds & _NUMBERS
        found = [_ON_NUMBERS[name]] if fits else []
    elif name in _ON_SIZES:
        found = [keyword for kind, keyword in _ON_SIZES[name].items() if kind in kinds]
    else:
        found = ["pattern"] if name == "pattern" and "string" in kinds and compiled(value) else []
    if not found:
        raise TypeError(f"{note!r} cannot be expressed in the JSON schema of the type that it annotates")
    return found
