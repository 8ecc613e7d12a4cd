"""JSON Schemas in requests: sample values for them, and the subset that `strict: true` permits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs

from do_inference.emulator._errors import ErrorReply, Issue
from do_inference.emulator._sample_data import SampleBuilder

if TYPE_CHECKING:
    import random

    from do_inference.emulator._description import Schema

Path = tuple[str | int, ...]
Violation = tuple[Path, str]
"""A place in a schema and a message."""

# The subset of JSON Schema that OpenAI documents for structured outputs. The code is independent of the client's
# normaliser, so that tests of the client against the emulator can fail.
_KEYWORDS: Final = frozenset([
    "$ref", "type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "const", "title",
    "description", "pattern", "format", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "minItems", "maxItems",
])  # fmt: skip
_ROOT_KEYWORDS: Final = frozenset(["$schema", "$id", "$defs", "definitions"])
_TYPE_KEYWORDS: Final = frozenset(["$ref", "type", "anyOf", "enum", "const"])
"""A schema without any of them permits every value, which the subset excludes."""
_FORMATS: Final = frozenset(
    ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"]
)
_INCOMPLETE_REQUIRED: Final = (
    "'required' is required to be supplied and to be an array including every key in properties."
)


def sample_for(schema: Schema, rng: random.Random, field: str) -> Any:
    """Return a value that matches a schema of a request.

    Raises ErrorReply with status 400 if the schema is invalid. `field` is the field of the body that contains it.
    """
    try:
        jsonschema_rs.Draft202012Validator(dict(schema), retriever=_reject_reference)
        return SampleBuilder.for_schema(schema).build(schema, rng)
    except (
        jsonschema_rs.ValidationError,
        jsonschema_rs.ReferencingError,
        ValueError,
        TypeError,
        KeyError,
    ) as error:
        text = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise ErrorReply(
            400, issues=(Issue(("body", field), f"is not a valid JSON Schema: {text}"),)
        ) from None


def _reject_reference(uri: str) -> Any:
    """Raise ValueError: a request must not make the emulator fetch a URL."""
    raise ValueError(f"{uri} is outside the schema, and is not fetched")


def check_strict(definition: Any, keyword: str, place: Path) -> None:
    """Raise ErrorReply with status 400 if a strict tool or format has a schema that is not in the subset.

    `definition` is the tool or format, which the body has at `place`; its schema is under `keyword`.
    """
    if not isinstance(definition, Mapping) or definition.get("strict") is not True:
        return
    violation = next(_violations(definition.get(keyword)), None)
    if violation is not None:
        path, message = violation
        what = "response_format" if keyword == "schema" else "function"
        text = f"Invalid schema for {what} {definition.get('name')!r}: {message}"
        raise ErrorReply(400, issues=(Issue(("body", *place, keyword, *path), text),))


def _violations(schema: Any) -> Iterator[Violation]:
    if not isinstance(schema, Mapping) or schema.get("type") != "object" or "anyOf" in schema:
        yield (), "the schema must be an object at its top: 'type' must be 'object', without 'anyOf'."
        return
    yield from _node_violations(schema, schema, ())
    for keyword in ("$defs", "definitions"):
        for name, inner in schema.get(keyword, {}).items():
            yield from _node_violations(inner, schema, (keyword, name))


def _node_violations(node: Any, root: Mapping[str, Any], path: Path) -> Iterator[Violation]:
    if not isinstance(node, Mapping) or not node.keys() & _TYPE_KEYWORDS:
        yield path, "schema must have a 'type' key."
        return
    for keyword in node.keys() - _KEYWORDS - (frozenset() if path else _ROOT_KEYWORDS):
        yield (*path, keyword), f"{keyword!r} is not permitted."
    if "$ref" in node:
        yield from _reference_violations(node, root, path)
        return
    if node.get("format", "date") not in _FORMATS:
        yield (*path, "format"), f"the format {node['format']!r} is not permitted."
    for index, member in enumerate(node.get("anyOf", ())):
        yield from _node_violations(member, root, (*path, "anyOf", index))
    types = node.get("type", ())
    types = [types] if isinstance(types, str) else types
    if "object" in types or "properties" in node:
        yield from _object_violations(node, root, path)
    if "array" in types:
        if "items" not in node:
            yield path, "array schema missing items."
        else:
            yield from _node_violations(node["items"], root, (*path, "items"))


def _object_violations(node: Mapping[str, Any], root: Mapping[str, Any], path: Path) -> Iterator[Violation]:
    if node.get("additionalProperties") is not False:
        yield path, "'additionalProperties' is required to be supplied and to be false."
    properties, required = node.get("properties", {}), node.get("required", [])
    for name in properties:
        if name not in required:
            yield path, f"{_INCOMPLETE_REQUIRED} Missing {name!r}."
    for name in required:
        if name not in properties:
            yield path, f"Extra required key {name!r} supplied."
    for name, inner in properties.items():
        yield from _node_violations(inner, root, (*path, "properties", name))


def _reference_violations(
    node: Mapping[str, Any], root: Mapping[str, Any], path: Path
) -> Iterator[Violation]:
    siblings = sorted(node.keys() - {"$ref"})
    if siblings:
        yield path, f"$ref cannot have keywords {siblings}."
    steps = str(node["$ref"]).split("/")
    if steps != ["#"] and not (
        len(steps) == 3
        and steps[0] == "#"
        and steps[2].replace("~1", "/").replace("~0", "~") in root.get(steps[1], {})
    ):
        yield path, f"the reference {node['$ref']!r} leads to no definition."
