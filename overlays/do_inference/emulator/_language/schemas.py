"""JSON Schemas in requests: sample values for them, and the subset that `strict: true` permits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs

from do_inference.emulator._errors import Issue, Refusal
from do_inference.emulator._sample_data import Maker

if TYPE_CHECKING:
    import random

    from do_inference.emulator._description import Schema


def value_for(schema: Schema, rng: random.Random, field: str) -> Any:
    """A value that fits a caller's schema. Raises Refusal 400 naming `field` where it is no schema."""
    try:
        jsonschema_rs.Draft202012Validator(dict(schema), retriever=_refuse)
        return Maker.for_schema(schema).make(schema, rng)
    except (
        jsonschema_rs.ValidationError,
        jsonschema_rs.ReferencingError,
        ValueError,
        TypeError,
        KeyError,
    ) as error:
        text = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise Refusal(400, issues=(Issue(("body", field), f"is no valid JSON Schema: {text}"),)) from None


def _refuse(uri: str) -> Any:
    raise ValueError(f"{uri} is outside the schema, and is not fetched")


Path = tuple[str | int, ...]

_AT_THE_TOP: Final = frozenset(["$schema", "$id", "$defs", "definitions"])
_PERMITTED: Final = frozenset(
    [
        "$ref",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "anyOf",
        "enum",
        "const",
        "title",
        "description",
        "pattern",
        "format",
        "multipleOf",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minItems",
        "maxItems",
    ]
)
_FORMATS: Final = frozenset(
    ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"]
)
_EVERY_KEY: Final = (
    "'required' is required to be supplied and to be an array including every key in properties."
)
_SHAPED: Final = frozenset(["$ref", "type", "anyOf", "enum", "const"])


def check_strict(asked: Any, keyword: str, place: Path) -> None:
    """Raises Refusal 400 if `asked`, which the request has at `place`, is strict and its schema is not in the subset.

    `keyword` is where `asked` has its schema.
    """
    if not isinstance(asked, Mapping) or asked.get("strict") is not True:
        return
    schema = asked.get(keyword)
    found = next(_faults(schema), None)
    if found is not None:
        path, message = found
        name = asked.get("name")
        text = f"Invalid schema for {'response_format' if keyword == 'schema' else 'function'} {name!r}: {message}"
        raise Refusal(400, issues=(Issue(("body", *place, keyword, *path), text),))


def _faults(schema: Any) -> Iterator[tuple[Path, str]]:
    if not isinstance(schema, Mapping) or schema.get("type") != "object" or "anyOf" in schema:
        yield (), "the schema must be an object at its top: 'type' must be 'object', without 'anyOf'."
        return
    yield from _faults_of(schema, schema, ())
    for keyword in ("$defs", "definitions"):
        for name, inner in schema.get(keyword, {}).items():
            yield from _faults_of(inner, schema, (keyword, name))


def _faults_of(node: Any, top: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(node, Mapping) or not node.keys() & _SHAPED:
        yield path, "schema must have a 'type' key."
        return
    for keyword in node.keys() - _PERMITTED - (frozenset() if path else _AT_THE_TOP):
        yield (*path, keyword), f"{keyword!r} is not permitted."
    if "$ref" in node:
        yield from _faults_of_reference(node, top, path)
        return
    if node.get("format", "date") not in _FORMATS:
        yield (*path, "format"), f"the format {node['format']!r} is not permitted."
    for index, member in enumerate(node.get("anyOf", ())):
        yield from _faults_of(member, top, (*path, "anyOf", index))
    kinds = node.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "object" in kinds or "properties" in node:
        yield from _faults_of_object(node, top, path)
    if "array" in kinds:
        if "items" not in node:
            yield path, "array schema missing items."
        else:
            yield from _faults_of(node["items"], top, (*path, "items"))


def _faults_of_object(
    node: Mapping[str, Any], top: Mapping[str, Any], path: Path
) -> Iterator[tuple[Path, str]]:
    if node.get("additionalProperties") is not False:
        yield path, "'additionalProperties' is required to be supplied and to be false."
    properties, required = node.get("properties", {}), node.get("required", [])
    for name in properties:
        if name not in required:
            yield path, f"{_EVERY_KEY} Missing {name!r}."
    for name in required:
        if name not in properties:
            yield path, f"Extra required key {name!r} supplied."
    for name, inner in properties.items():
        yield from _faults_of(inner, top, (*path, "properties", name))


def _faults_of_reference(
    node: Mapping[str, Any], top: Mapping[str, Any], path: Path
) -> Iterator[tuple[Path, str]]:
    more = sorted(node.keys() - {"$ref"})
    if more:
        yield path, f"$ref cannot have keywords {more}."
    steps = str(node["$ref"]).split("/")
    if steps != ["#"] and not (
        len(steps) == 3
        and steps[0] == "#"
        and steps[2].replace("~1", "/").replace("~0", "~") in top.get(steps[1], {})
    ):
        yield path, f"the reference {node['$ref']!r} leads to no definition."
