"""Validation of requests against the description. Errors name the field.

`jsonschema-rs` takes about a thousandth of the time of a validator written in Python, so that every request can be
validated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema_rs

from do_inference.emulator._errors import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from do_inference.emulator._description import DescribedOperation, Description, Parameter, Schema

MOST_ISSUES = 10
_KINDS = {
    "required": "value_error.missing",
    "type": "type_error",
    "enum": "value_error.enum",
    "additionalProperties": "value_error.extra",
}


class Validators:
    """The validators of a description, compiled on first use."""

    def __init__(self, description: Description, *, lenient: bool = False) -> None:
        """With `lenient`, unknown values of enums and unions are accepted, as the live service accepts many."""
        self._lenient = lenient
        schemas = description.document.get("components", {}).get("schemas", {})
        self._components = {"schemas": {name: self._by_tag(schema) for name, schema in schemas.items()}}
        self._compiled: dict[int, tuple[Schema, jsonschema_rs.Validator]] = {}

    def issues(self, schema: Schema, value: Any, place: str = "body") -> list[Issue]:
        """Return the validation errors of `value`, at most ten."""
        validator = self._validator(schema)
        if validator.is_valid(value):
            return []
        found = (self._issue(error, place) for error in validator.iter_errors(value))
        return [issue for _, issue in zip(range(MOST_ISSUES), found, strict=False)]

    def _by_tag(self, node: Any) -> Any:
        """Rewrite tagged unions as a choice by tag, so that errors concern only the intended member."""
        if isinstance(node, list):
            return [self._by_tag(inner) for inner in node]
        if not isinstance(node, dict):
            return node
        mapping = (
            node["discriminator"].get("mapping") if isinstance(node.get("discriminator"), dict) else None
        )
        members = node.get("oneOf") or node.get("anyOf")
        if mapping and members:
            forwarded = self._lenient or node.get("x-forwarded") is True
            return self._choice(str(node["discriminator"]["propertyName"]), mapping, members, forwarded)
        if node.get("x-forwarded") is True and "enum" not in node:
            return self._forwarded(
                {key: self._by_tag(value) for key, value in node.items() if key != "x-forwarded"}
            )
        unchecked = self._lenient or node.get("x-forwarded") is True
        dropped = ("enum",) if unchecked and isinstance(node.get("enum"), list) else ()
        return {key: self._by_tag(value) for key, value in node.items() if key not in dropped}

    def _choice(self, tag: str, mapping: Mapping[str, str], members: list[Any], forwarded: bool) -> Schema:
        untagged = [member for member in members if member.get("$ref") not in mapping.values()]
        known: Any = {"properties": {tag: {"enum": list(mapping)}}, "required": [tag]}
        anything: Any = {"properties": {tag: {"type": "string", "minLength": 1}}, "required": [tag]}
        other: Any = untagged[0] if untagged else anything if forwarded else known
        if untagged and forwarded:
            # A tag that is null counts as absent, as in the decoders of the client.
            given: Any = {"properties": {tag: {"not": {"type": "null"}}}, "required": [tag]}
            other = {"if": given, "then": anything, "else": untagged[0]}
        for value, reference in mapping.items():
            tagged = {"properties": {tag: {"const": value}}, "required": [tag]}
            other = {"if": tagged, "then": {"$ref": reference}, "else": other}
        return {"type": "object", **other}

    def _forwarded(self, schema: Schema) -> Schema:
        """Return the schema of an object that the service forwards. Unknown constants are left to the vendor."""
        constants = {
            name: {"type": "string", "minLength": 1, "not": {"const": inner["const"]}}
            for name, inner in schema.get("properties", {}).items()
            if "const" in inner
        }
        if not constants:
            return schema
        other = {"type": "object", "properties": constants, "required": list(constants)}
        return {"if": other, "else": schema}

    def _validator(self, schema: Schema) -> jsonschema_rs.Validator:
        held = self._compiled.get(id(schema))
        if held is None:
            whole = {**self._by_tag(dict(schema)), "components": self._components}
            held = (schema, jsonschema_rs.Draft202012Validator(whole, retriever=_refuse))
            self._compiled[id(schema)] = held
        return held[1]

    def _issue(self, error: jsonschema_rs.ValidationError, place: str) -> Issue:
        error = _most_telling(error)
        path: list[str | int] = list(error.instance_path)
        missing = getattr(error.kind, "property", None) if error.kind.name == "required" else None
        if isinstance(missing, str):
            return Issue((place, *path, missing), "field required", _KINDS["required"])
        if error.kind.name == "falseSchema":
            return Issue((place, *path), "must be left out", _KINDS["additionalProperties"])
        return Issue((place, *path), _shortened(error.message), _KINDS.get(error.kind.name, "value_error"))


def _refuse(uri: str) -> Any:
    raise ValueError(f"{uri} is not part of the description")


def _most_telling(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Return the error of the most likely union member: the one whose tag matches and whose error is deepest."""
    context = getattr(error.kind, "context", None)
    if not context:
        return error
    branches = [[_most_telling(inner) for inner in branch] for branch in context if branch]
    if not branches:
        return error
    here = len(error.instance_path)
    best = max(branches, key=lambda branch: _fit(branch, here))
    return best[0] if _fit(best, here) > (0, 0) else error


def _fit(branch: list[jsonschema_rs.ValidationError], here: int) -> tuple[int, int]:
    wrong_tag = any(
        error.kind.name in ("const", "constant") and len(error.instance_path) == here + 1 for error in branch
    )
    wrong_type = any(error.kind.name == "type" and len(error.instance_path) == here for error in branch)
    depth = max(len(error.instance_path) for error in branch) - here
    return (0 if wrong_tag or wrong_type else 1, depth)


def _shortened(message: str) -> str:
    return message if len(message) <= 300 else f"{message[:140]} ... {message[-140:]}"


def parameter_texts(
    operation: DescribedOperation,
    encoded: Mapping[str, str],
    queries: Mapping[str, Sequence[str]],
    headers: Mapping[str, str],
) -> Iterable[tuple[Parameter, Sequence[str] | None]]:
    """Return each parameter of an operation with its texts, several only for an array; None if it is absent.

    Queries repeat the name of an array. Headers and encoded paths separate the items by commas.
    """
    for parameter in operation.parameters:
        name, texts = parameter.name, None
        if parameter.place == "query":
            texts = queries.get(name)
        elif parameter.place == "path" and name in encoded:
            texts = [unquote(text) for text in _items(encoded[name], parameter)]
        elif parameter.place == "header" and name.lower() in headers:
            texts = [text.strip() for text in _items(headers[name.lower()], parameter)]
        yield parameter, texts


def _items(text: str, parameter: Parameter) -> list[str]:
    return text.split(",") if parameter.many else [text]


def parameter_issues(
    validators: Validators, parameter: Parameter, texts: Sequence[str] | None
) -> list[Issue]:
    """Return the validation errors of a parameter. The last text counts, unless the parameter is an array."""
    if not texts:
        missing = Issue((parameter.place, parameter.name), "field required", _KINDS["required"])
        return [missing] if parameter.required else []
    readings: list[Any] = []
    if parameter.many:
        readings = [[_readings(text)[0] for text in texts], list(texts)]
    if len(texts) == 1 or not parameter.many:
        readings += _readings(texts[-1])
    found = [validators.issues(parameter.schema, value, parameter.place) for value in readings]
    best = min(found, key=len)
    return [Issue((parameter.place, parameter.name), issue.message, issue.kind) for issue in best]


def _readings(text: str) -> list[Any]:
    """Return the possible values of a parameter's text: bool or null, a number, and the text itself."""
    readings: list[Any] = []
    words = {"true": True, "false": False, "null": None}
    if text.lower() in words:
        readings.append(words[text.lower()])
    try:
        number = float(text)
        readings.append(int(number) if number.is_integer() and "." not in text else number)
    except (ValueError, OverflowError):
        pass
    return [*readings, text]
