"""Answers to a strict schema as answers to the schema that it was made of."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from ._checking import Checker, comparable, resolve


class Absent:
    """Takes null for an absent property where the original schema neither requires the property nor allows null.

    Args:
        document: The original schema.
        defaults: Whether a `default` in the schema takes the place of the null. Classes have their own defaults.
    """

    def __init__(self, document: Mapping[str, Any], *, defaults: bool) -> None:
        self._document = document
        self._defaults = defaults

    def restored(self, value: Any) -> Any:
        """The value as the original schema has it. `value` itself is not changed."""
        try:
            return _Restoring(self._document, defaults=self._defaults).restored(value, self._document)
        except RecursionError:
            return value


class _Restoring:
    """One value on its way. It remembers what became of each part, as unions may try a part several times."""

    def __init__(self, document: Mapping[str, Any], *, defaults: bool) -> None:
        self._document = document
        self._checker = Checker(document)
        self._plain = self._defaults = defaults
        self._known: dict[tuple[int, int, bool], tuple[Any, Any]] = {}

    def restored(self, value: Any, schema: Any) -> Any:
        if not isinstance(schema, Mapping) or not isinstance(value, dict | list):
            return value
        key = id(value), id(schema), self._defaults
        if key not in self._known:
            self._known[key] = self._made(value, schema), value  # Held, so that its identity stays its own.
        return self._known[key][0]

    def _made(self, value: Any, schema: Mapping[str, Any]) -> Any:
        if "$ref" in schema:
            value = self.restored(value, resolve(self._document, schema["$ref"]))
        for part in schema.get("allOf", ()):
            value = self.restored(value, part)
        if isinstance(value, dict) and "properties" in schema:
            value = self._of_object(value, schema)
        if isinstance(value, list) and "items" in schema:
            value = [self.restored(item, schema["items"]) for item in value]
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                value = self._of_choice(value, schema[keyword])
        return value

    def _of_object(self, value: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        required = schema.get("required", ())
        for name, item in value.items():
            inner = schema["properties"].get(name, True)
            if item is not None or name in required or self._checker.fits(None, inner):
                made[name] = self.restored(item, inner)
            elif self._may_take_default(inner):
                made[name] = copy.deepcopy(inner["default"])
        return made

    def _may_take_default(self, schema: Mapping[str, Any]) -> bool:
        # pydantic writes stars in place of the default of a secret.
        if not self._defaults or "default" not in schema:
            return False
        secret = schema.get("format") == "password" and not self._plain
        return not secret and self._checker.fits(schema["default"], schema)

    def _of_choice(self, value: Any, members: list[Any]) -> Any:
        """The value as the first member has it that it fits; if it fits none, as the first that it may be meant for."""
        meant: list[Any] = []
        for member in members:
            if self._may_be(value, member):
                made = self.restored(value, member)
                if self._checker.fits(made, member):
                    return self._tagged(self._distinct(value, made, member, members), member)
                meant.append(made)
        return meant[0] if meant else value

    def _distinct(self, value: Any, made: Any, member: Any, members: list[Any]) -> Any:
        """The value with its defaults, if another member fits without them: the names of its properties told which."""
        others = [other for other in members if other is not member and self._checker.fits(made, other)]
        if self._defaults or not others:
            return made
        self._defaults = True
        whole = self.restored(value, member)
        self._defaults = False
        return whole if self._checker.fits(whole, member) else made

    def _tagged(self, value: Any, member: Any) -> Any:
        """The value with the defaults that tell the members apart: the parsers of unions need a tag to be present."""
        member = self._resolved(member)
        if not isinstance(value, dict) or not isinstance(member, Mapping):
            return value
        tags = {
            name: inner["default"]
            for name, inner in member.get("properties", {}).items()
            if isinstance(inner, Mapping)
            and inner.keys() & {"const", "enum"}
            and "default" in inner
            and self._checker.fits(inner["default"], inner)
        }
        return {**tags, **value}

    def _resolved(self, schema: Any) -> Any:
        seen: set[str] = set()
        while isinstance(schema, Mapping) and "$ref" in schema and schema["$ref"] not in seen:
            seen.add(schema["$ref"])
            schema = resolve(self._document, schema["$ref"])
        return schema

    def _may_be(self, value: Any, member: Any) -> bool:
        """A quick look: whether type, constants and required properties fit."""
        member = self._resolved(member)
        if not isinstance(member, Mapping):
            return member is True
        if not self._checker.fits(value, {"type": member["type"]} if "type" in member else True):
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
                if comparable(value[name]) not in map(comparable, allowed):
                    return False
        return all(name in value for name in member.get("required", ()))
