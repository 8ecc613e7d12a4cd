"""What a JSON schema uses that the base package cannot check, and what no package can."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ._checking import TYPES, resolve
from ._formats import needs_extra
from ._patterns import compiled

SINGLE: Final = frozenset(
    [
        "additionalProperties",
        "contains",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    ]
)
"""Keywords whose value is a schema."""
SEVERAL: Final = frozenset(["allOf", "anyOf", "oneOf", "prefixItems"])
"""Keywords whose value is a list of schemas."""
NAMED: Final = frozenset(["$defs", "definitions", "dependentSchemas", "patternProperties", "properties"])
"""Keywords whose value has schemas by name."""
ANNOTATIONS: Final = frozenset(
    [
        "$comment",
        "$schema",
        "$vocabulary",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "default",
        "deprecated",
        "description",
        "discriminator",
        "example",
        "examples",
        "externalDocs",
        "nullable",
        "readOnly",
        "title",
        "writeOnly",
        "xml",
    ]
)
"""Keywords that restrict no value."""
_LEGACY: Final = frozenset(["additionalItems", "dependencies", "disallow", "divisibleBy", "extends"])
_BY_THE_EXTRA: Final = frozenset(
    [
        "$anchor",
        "$dynamicAnchor",
        "$dynamicRef",
        "$recursiveAnchor",
        "$recursiveRef",
        "unevaluatedItems",
        "unevaluatedProperties",
    ]
)
_CURRENT: Final = "2020-12"
_NEAR: Final = ("2019-09", "draft-07", "draft-06")
"""Drafts with the same meaning for all that the base package checks, apart from what `_legacy` finds."""


def _is_number(value: Any) -> bool:
    return TYPES["number"](value) and math.isfinite(value)


def _is_count(value: Any) -> bool:
    return TYPES["integer"](value) and value >= 0


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_type(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) and name in TYPES for name in names)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_schemas(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(inner, dict | bool) for inner in value)


def _are_named_schemas(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(inner, dict | bool) for inner in value.values())


_VALUES: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    **dict.fromkeys(
        ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], (_is_number, "must be a number")
    ),
    **dict.fromkeys(
        [
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minContains",
            "maxContains",
        ],
        (_is_count, "must be an integer of at least 0"),
    ),
    **dict.fromkeys(["$id", "$ref", "format", "pattern"], (_is_text, "must be a string")),
    "multipleOf": (lambda value: _is_number(value) and value > 0, "must be a number above 0"),
    "uniqueItems": (lambda value: isinstance(value, bool), "must be true or false"),
    "enum": (lambda value: isinstance(value, list), "must be a list"),
    "const": (lambda value: True, ""),
    "required": (_are_names, "must be a list of names"),
    "type": (_is_type, f"must be one or several of {', '.join(TYPES)}"),
    "dependentRequired": (
        lambda value: isinstance(value, dict) and all(map(_are_names, value.values())),
        "must have lists of names",
    ),
    **dict.fromkeys(SINGLE, (lambda value: isinstance(value, dict | bool), "must be a schema")),
    **dict.fromkeys(SEVERAL, (_are_schemas, "must be a list of schemas")),
    **dict.fromkeys(NAMED, (_are_named_schemas, "must have schemas by name")),
}
_KNOWN: Final = {name.lower(): name for name in (*_VALUES, *_LEGACY, *_BY_THE_EXTRA)}


def with_subschemas(schema: Any, change: Callable[[Any], Any]) -> Any:
    """The schema with other schemas directly within it."""
    if not isinstance(schema, Mapping):
        return schema
    made = dict(schema)
    for keyword, value in schema.items():
        if keyword in SINGLE:
            made[keyword] = change(value)
        elif keyword in SEVERAL:
            made[keyword] = [change(inner) for inner in value]
        elif keyword in NAMED:
            made[keyword] = {name: change(inner) for name, inner in value.items()}
    return made


class Problem(NamedTuple):
    """A keyword that the base package does not check."""

    pointer: str
    """The JSON pointer to it."""
    reason: str
    extra: bool
    """Whether the extra checks it. If not, the schema is wrong."""


def survey(schema: Mapping[str, Any]) -> Iterator[Problem]:
    """All that keeps the base package from checking a schema exactly."""
    dialect = str(schema.get("$schema", _CURRENT))
    older = _CURRENT not in dialect
    if older and not any(name in dialect for name in _NEAR):
        yield Problem("/$schema", f"the dialect {dialect} is another one", extra=True)
        return
    for pointer, node in nodes(schema, ""):
        for keyword, value in node.items():
            found = _legacy(keyword, value, node, older=older) or _problem(keyword, value, schema, pointer)
            if found is not None:
                yield Problem(f"{pointer}/{_escaped(keyword)}", *found)


def nodes(schema: Any, pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each schema in a schema, with its JSON pointer."""
    if not isinstance(schema, Mapping):
        return
    yield pointer, schema
    for keyword, value in schema.items():
        at = f"{pointer}/{_escaped(keyword)}"
        if keyword in SINGLE:
            yield from nodes(value, at)
        elif keyword in SEVERAL and isinstance(value, list):
            for index, inner in enumerate(value):
                yield from nodes(inner, f"{at}/{index}")
        elif keyword in NAMED and isinstance(value, Mapping):
            for name, inner in value.items():
                yield from nodes(inner, f"{at}/{_escaped(name)}")


def _legacy(keyword: str, value: Any, node: Mapping[str, Any], *, older: bool) -> tuple[str, bool] | None:
    """What means something in older drafts only, or something else."""
    if (
        keyword in _LEGACY
        or (keyword == "items" and isinstance(value, list))
        or (keyword in ("exclusiveMinimum", "exclusiveMaximum") and isinstance(value, bool))
    ):
        if older:
            return f"{keyword!r} has the meaning of an older draft", True
        return f"{keyword!r} has this meaning in an older draft only: name the draft in '$schema'", False
    if older and keyword == "$ref" and not node.keys() <= ANNOTATIONS | {"$ref", "$defs", "definitions"}:
        return "older drafts ignore the keywords beside '$ref'", True
    return None


def _problem(keyword: str, value: Any, document: Any, pointer: str) -> tuple[str, bool] | None:
    if keyword in _VALUES and not _VALUES[keyword][0](value):
        return f"{keyword!r} {_VALUES[keyword][1]}", False
    if keyword in _BY_THE_EXTRA or (keyword == "$id" and pointer):
        return f"{keyword!r} cannot be checked", True
    if keyword == "$ref":
        return _problem_of_reference(value, document)
    if keyword == "format" and needs_extra(value):
        return f"the format {value!r} cannot be checked", True
    patterns = [value] if keyword == "pattern" else value if keyword == "patternProperties" else ()
    for pattern in patterns:
        if compiled(pattern) is None:
            return f"the pattern {pattern!r} cannot be checked", True
    if keyword not in _VALUES and keyword not in ANNOTATIONS:
        return _misspelt(keyword)
    return None


def _problem_of_reference(reference: str, document: Any) -> tuple[str, bool] | None:
    try:
        resolve(document, reference)
    except LookupError:
        if reference.startswith("#/"):
            return f"the reference {reference!r} leads nowhere", False
        return f"the reference {reference!r} cannot be followed", True
    return None


def _misspelt(keyword: str) -> tuple[str, bool] | None:
    """The standard ignores unknown keywords; one that is nearly a known one is a limit that would be lost."""
    plain = keyword.replace("_", "").replace("-", "").lower()
    near = difflib.get_close_matches(plain, _KNOWN, n=1, cutoff=0.88)
    if keyword.startswith("x-") or not near:
        return None
    return f"{keyword!r} is not a keyword; did you mean {_KNOWN[near[0]]!r}?", False


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
