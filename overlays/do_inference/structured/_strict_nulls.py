"""Conversion of values that follow a strict schema to values that follow the original schema."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from ._validation import Validator, equality_key, resolve_reference


class NullResolver:
    """Removes the nulls that represent absent properties: those that the original schema neither requires nor allows
    to be null.

    Args:
        document: The original schema.
        defaults: Whether to replace such a null by the `default` of the schema. Not needed for classes, which have
            their own defaults.
    """

    def __init__(self, document: Mapping[str, Any], *, defaults: bool) -> None:
        self._document = document
        self._defaults = defaults

    def resolve(self, value: Any) -> Any:
        """Return a value that follows the original schema. Does not modify `value`."""
        try:
            return _Resolution(self._document, defaults=self._defaults).resolve(value, self._document)
        except RecursionError:
            return value


class _Resolution:
    """The conversion of one value. It caches the result for each part, because unions may try a part several times."""

    def __init__(self, document: Mapping[str, Any], *, defaults: bool) -> None:
        self._document = document
        self._validator = Validator(document)
        self._is_json_schema = self._fills_defaults = defaults
        self._cache: dict[tuple[int, int, bool], tuple[Any, Any]] = {}

    def resolve(self, value: Any, schema: Any) -> Any:
        if not isinstance(schema, Mapping) or not isinstance(value, dict | list):
            return value
        key = id(value), id(schema), self._fills_defaults
        if key not in self._cache:
            self._cache[key] = self._convert(value, schema), value  # Holding the value keeps its id unique.
        return self._cache[key][0]

    def _convert(self, value: Any, schema: Mapping[str, Any]) -> Any:
        if "$ref" in schema:
            value = self.resolve(value, resolve_reference(self._document, schema["$ref"]))
        for part in schema.get("allOf", ()):
            value = self.resolve(value, part)
        if isinstance(value, dict) and "properties" in schema:
            value = self._convert_object(value, schema)
        if isinstance(value, list) and "items" in schema:
            value = [self.resolve(item, schema["items"]) for item in value]
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                value = self._convert_union(value, schema[keyword])
        return value

    def _convert_object(self, value: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        required = schema.get("required", ())
        for name, item in value.items():
            inner = schema["properties"].get(name, True)
            if item is not None or name in required or self._validator.is_valid(None, inner):
                made[name] = self.resolve(item, inner)
            elif self._may_take_default(inner):
                made[name] = copy.deepcopy(inner["default"])
        return made

    def _may_take_default(self, schema: Mapping[str, Any]) -> bool:
        # pydantic replaces the default of a secret by asterisks in the schema.
        if not self._fills_defaults or "default" not in schema:
            return False
        is_secret = schema.get("format") == "password" and not self._is_json_schema
        return not is_secret and self._validator.is_valid(schema["default"], schema)

    def _convert_union(self, value: Any, members: list[Any]) -> Any:
        """Return the value converted by the first member that it is valid against.

        If there is none, use the first member that the value may be intended for: the error then names its violation.
        """
        candidates: list[Any] = []
        for member in members:
            if self._may_match(value, member):
                made = self.resolve(value, member)
                if self._validator.is_valid(made, member):
                    return self._with_tags(self._disambiguated(value, made, member, members), member)
                candidates.append(made)
        return candidates[0] if candidates else value

    def _disambiguated(self, value: Any, made: Any, member: Any, members: list[Any]) -> Any:
        """Return the value with its defaults if it is valid against another member without them.

        The names of the properties identified the member; without the defaults the value would be ambiguous.
        """
        others = [other for other in members if other is not member and self._validator.is_valid(made, other)]
        if self._fills_defaults or not others:
            return made
        self._fills_defaults = True
        complete = self.resolve(value, member)
        self._fills_defaults = False
        return complete if self._validator.is_valid(complete, member) else made

    def _with_tags(self, value: Any, member: Any) -> Any:
        """Return the value with the defaults that distinguish the members: parsers of unions need the tag."""
        member = self._dereferenced(member)
        if not isinstance(value, dict) or not isinstance(member, Mapping):
            return value
        tags = {
            name: inner["default"]
            for name, inner in member.get("properties", {}).items()
            if isinstance(inner, Mapping)
            and inner.keys() & {"const", "enum"}
            and "default" in inner
            and self._validator.is_valid(inner["default"], inner)
        }
        return {**tags, **value}

    def _dereferenced(self, schema: Any) -> Any:
        seen: set[str] = set()
        while isinstance(schema, Mapping) and "$ref" in schema and schema["$ref"] not in seen:
            seen.add(schema["$ref"])
            schema = resolve_reference(self._document, schema["$ref"])
        return schema

    def _may_match(self, value: Any, member: Any) -> bool:
        """Return whether type, constants and required properties match, without a validation of the complete value."""
        member = self._dereferenced(member)
        if not isinstance(member, Mapping):
            return member is True
        if not self._validator.is_valid(value, {"type": member["type"]} if "type" in member else True):
            return False
        if not isinstance(value, dict):
            return True
        for name, inner in member.get("properties", {}).items():
            if (
                isinstance(inner, Mapping)
                and ("const" in inner or "enum" in inner)
                and value.get(name) is not None
            ):
                allowed = [inner["const"]] if "const" in inner else inner["enum"]
                if equality_key(value[name]) not in map(equality_key, allowed):
                    return False
        return all(name in value for name in member.get("required", ()))
