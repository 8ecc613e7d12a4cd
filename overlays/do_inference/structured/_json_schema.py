"""JSON schemas that users pass: their keywords, the problems that they contain, and the validation of responses."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from do_inference.errors import ConfigurationError

from ._ecma_regex import compile_pattern
from ._validation import JSON_TYPES, Validator, resolve_reference

ErrorFinder = Callable[[Any], str | None]
"""Returns the first violation of a schema by a value, or None if the value is valid."""

SCHEMA_KEYWORDS: Final = frozenset(
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
SCHEMA_LIST_KEYWORDS: Final = frozenset(["allOf", "anyOf", "oneOf", "prefixItems"])
"""Keywords whose value is a list of schemas."""
SCHEMA_MAP_KEYWORDS: Final = frozenset(
    ["$defs", "definitions", "dependentSchemas", "patternProperties", "properties"]
)
"""Keywords whose value maps names to schemas."""
_ANNOTATIONS: Final = frozenset(
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
_LEGACY_KEYWORDS: Final = frozenset(["additionalItems", "dependencies", "disallow", "divisibleBy", "extends"])
_EXTRA_KEYWORDS: Final = frozenset(
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
"""Keywords that only the extra `schemas` (jsonschema-rs) validates."""
_EXTRA_FORMATS: Final = frozenset(
    [
        "duration",
        "email",
        "hostname",
        "idn-email",
        "idn-hostname",
        "iri",
        "iri-reference",
        "json-pointer",
        "regex",
        "relative-json-pointer",
        "uri",
        "uri-reference",
        "uri-template",
    ]
)
"""Formats of JSON Schema that only the extra `schemas` validates. Formats that JSON Schema does not define, such as
`int32`, are annotations.
"""
_CURRENT_DRAFT: Final = "2020-12"
_COMPATIBLE_DRAFTS: Final = ("2019-09", "draft-07", "draft-06")
"""Drafts in which all keywords that the base package validates have the same meaning, except those that
`_legacy_problem` finds.
"""


class JsonSchema:
    """A JSON schema that responses must follow.

    The base package validates nearly all of JSON Schema 2020-12. For the rest (`unevaluatedProperties`, `$dynamicRef`,
    formats such as `email`, patterns that Python cannot express) it needs jsonschema-rs.

    Raises:
        ConfigurationError: The schema is malformed, or contains something that cannot be validated here. The message
            contains the JSON pointer of the location.
        TypeError: The schema is not JSON.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        # A copy, because the caller may change the schema after this check of it.
        try:
            self.schema: dict[str, Any] = json.loads(json.dumps(dict(schema)))
            self._first_error = _error_finder(self.schema)
        except RecursionError:
            raise ConfigurationError("the schema is nested too deeply") from None

    def decode(self, value: Any) -> Any:
        """Return `value`, which is JSON, unchanged.

        Raises:
            ValueError: It violates the schema. The message contains the location.
        """
        error = self._first_error(value)
        if error is not None:
            raise ValueError(error)
        return value


def _error_finder(schema: dict[str, Any]) -> ErrorFinder:
    unsupported = list(unsupported_keywords(schema))
    invalid = next((keyword for keyword in unsupported if not keyword.supported_by_extra), None)
    if invalid is not None:
        raise ConfigurationError(f"the schema is invalid at {invalid.pointer}: {invalid.reason}")
    if not unsupported:
        return Validator(schema).first_error
    try:
        import jsonschema_rs  # noqa: F401 - an extra
    except ImportError:
        first = unsupported[0]
        raise ConfigurationError(
            f"the base package cannot validate the schema at {first.pointer}: {first.reason} without jsonschema-rs: "
            "pip install 'do-inference[schemas]'"
        ) from None
    return _extra_error_finder(schema)


def _extra_error_finder(schema: dict[str, Any]) -> ErrorFinder:
    import jsonschema_rs

    try:
        validator = jsonschema_rs.validator_for(schema, validate_formats=True, retriever=_reject_reference)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        raise ConfigurationError(f"the schema is invalid: {str(error).splitlines()[0][:300]}") from error

    def first_error(value: Any) -> str | None:
        try:
            error = next(validator.iter_errors(value), None)
        except (RecursionError, ValueError) as failure:
            return f"the value cannot be validated: {failure}"
        if error is None:
            return None
        steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path]
        return f"{error.message} at ${''.join(steps)}"

    return first_error


def _reject_reference(uri: str) -> Any:
    raise ValueError(f"{uri} is outside of the schema, and is not fetched")


def map_subschemas(schema: Any, function: Callable[[Any], Any]) -> Any:
    """Return a copy of a schema in which `function` has replaced each direct subschema."""
    if not isinstance(schema, Mapping):
        return schema
    result = dict(schema)
    for keyword, value in schema.items():
        if keyword in SCHEMA_KEYWORDS:
            result[keyword] = function(value)
        elif keyword in SCHEMA_LIST_KEYWORDS:
            result[keyword] = [function(inner) for inner in value]
        elif keyword in SCHEMA_MAP_KEYWORDS:
            result[keyword] = {name: function(inner) for name, inner in value.items()}
    return result


def iterate_schemas(schema: Any, pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a schema and all schemas within it, each with its JSON pointer."""
    if not isinstance(schema, Mapping):
        return
    yield pointer, schema
    for keyword, value in schema.items():
        at = f"{pointer}/{escape_pointer(keyword)}"
        if keyword in SCHEMA_KEYWORDS:
            yield from iterate_schemas(value, at)
        elif keyword in SCHEMA_LIST_KEYWORDS and isinstance(value, list):
            for index, inner in enumerate(value):
                yield from iterate_schemas(inner, f"{at}/{index}")
        elif keyword in SCHEMA_MAP_KEYWORDS and isinstance(value, Mapping):
            for name, inner in value.items():
                yield from iterate_schemas(inner, f"{at}/{escape_pointer(name)}")


def escape_pointer(name: str) -> str:
    """Escape a name for use in a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


class UnsupportedKeyword(NamedTuple):
    """A keyword that the base package does not validate."""

    pointer: str
    """The JSON pointer to it."""
    reason: str
    supported_by_extra: bool
    """Whether the extra validates it. If not, the schema is invalid."""


def unsupported_keywords(schema: Mapping[str, Any]) -> Iterator[UnsupportedKeyword]:
    """Yield every keyword that prevents the base package from validating exactly what the schema states."""
    dialect = str(schema.get("$schema", _CURRENT_DRAFT))
    is_older = _CURRENT_DRAFT not in dialect
    if is_older and not any(name in dialect for name in _COMPATIBLE_DRAFTS):
        yield UnsupportedKeyword(
            "/$schema", f"the dialect {dialect} is not supported", supported_by_extra=True
        )
        return
    for pointer, node in iterate_schemas(schema, ""):
        for keyword, value in node.items():
            found = _legacy_problem(keyword, value, node, is_older=is_older) or _problem(
                keyword, value, schema, pointer
            )
            if found is not None:
                yield UnsupportedKeyword(f"{pointer}/{escape_pointer(keyword)}", *found)


def _legacy_problem(
    keyword: str, value: Any, node: Mapping[str, Any], *, is_older: bool
) -> tuple[str, bool] | None:
    """Find keywords that exist only in older drafts, or have another meaning there."""
    if (
        keyword in _LEGACY_KEYWORDS
        or (keyword == "items" and isinstance(value, list))
        or (keyword in ("exclusiveMinimum", "exclusiveMaximum") and isinstance(value, bool))
    ):
        if is_older:
            return f"{keyword!r} has the meaning of an older draft", True
        return f"{keyword!r} has this meaning only in an older draft: name the draft in '$schema'", False
    if is_older and keyword == "$ref" and not node.keys() <= _ANNOTATIONS | {"$ref", "$defs", "definitions"}:
        return "older drafts ignore the keywords next to '$ref'", True
    return None


def _problem(keyword: str, value: Any, document: Any, pointer: str) -> tuple[str, bool] | None:
    if keyword in _VALUE_CHECKS and not _VALUE_CHECKS[keyword][0](value):
        return f"{keyword!r} {_VALUE_CHECKS[keyword][1]}", False
    if keyword in _EXTRA_KEYWORDS or (keyword == "$id" and pointer):
        return f"{keyword!r} cannot be validated", True
    if keyword == "$ref":
        return _reference_problem(value, document)
    if keyword == "format" and value in _EXTRA_FORMATS:
        return f"the format {value!r} cannot be validated", True
    patterns = [value] if keyword == "pattern" else value if keyword == "patternProperties" else ()
    for pattern in patterns:
        if compile_pattern(pattern) is None:
            return f"the pattern {pattern!r} cannot be validated", True
    if keyword not in _VALUE_CHECKS and keyword not in _ANNOTATIONS:
        return _misspelling(keyword)
    return None


def _reference_problem(reference: str, document: Any) -> tuple[str, bool] | None:
    try:
        resolve_reference(document, reference)
    except LookupError:
        if reference.startswith("#/"):
            return f"the reference {reference!r} has no target", False
        return f"the reference {reference!r} cannot be resolved", True
    return None


def _misspelling(keyword: str) -> tuple[str, bool] | None:
    """Find a keyword that is nearly a known one.

    The standard ignores unknown keywords, so the limit that a misspelt one states would have no effect.
    """
    normalized = keyword.replace("_", "").replace("-", "").lower()
    matches = difflib.get_close_matches(normalized, _KEYWORDS_BY_LOWER_NAME, n=1, cutoff=0.88)
    if keyword.startswith("x-") or not matches:
        return None
    return f"{keyword!r} is not a keyword; did you mean {_KEYWORDS_BY_LOWER_NAME[matches[0]]!r}?", False


def _is_number(value: Any) -> bool:
    return JSON_TYPES["number"](value) and math.isfinite(value)


def _is_count(value: Any) -> bool:
    return JSON_TYPES["integer"](value) and value >= 0


def _is_name_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_type(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) and name in JSON_TYPES for name in names)


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_schema_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(inner, dict | bool) for inner in value)


def _is_schema_map(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(inner, dict | bool) for inner in value.values())


_VALUE_CHECKS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
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
        (_is_count, "must be a non-negative integer"),
    ),
    **dict.fromkeys(["$id", "$ref", "format", "pattern"], (_is_string, "must be a string")),
    "multipleOf": (lambda value: _is_number(value) and value > 0, "must be a positive number"),
    "uniqueItems": (lambda value: isinstance(value, bool), "must be true or false"),
    "enum": (lambda value: isinstance(value, list), "must be a list"),
    "const": (lambda value: True, ""),
    "required": (_is_name_list, "must be a list of names"),
    "type": (_is_type, f"must be one or several of {', '.join(JSON_TYPES)}"),
    "dependentRequired": (
        lambda value: isinstance(value, dict) and all(map(_is_name_list, value.values())),
        "must map names to lists of names",
    ),
    **dict.fromkeys(SCHEMA_KEYWORDS, (lambda value: isinstance(value, dict | bool), "must be a schema")),
    **dict.fromkeys(SCHEMA_LIST_KEYWORDS, (_is_schema_list, "must be a list of schemas")),
    **dict.fromkeys(SCHEMA_MAP_KEYWORDS, (_is_schema_map, "must map names to schemas")),
}
"""For each keyword that the base package validates: the check of its value, and the error message of the check."""
_KEYWORDS_BY_LOWER_NAME: Final = {
    name.lower(): name for name in (*_VALUE_CHECKS, *_LEGACY_KEYWORDS, *_EXTRA_KEYWORDS)
}
