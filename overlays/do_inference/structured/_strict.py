"""Schemas in the subset that servers follow strictly.

In the subset every object lists its properties, requires all of them and allows no others. There are no `allOf`,
`oneOf`, `not`, conditions, defaults or open maps, a reference has no keywords next to it, and the top is an object. A
property that the original schema does not require may be null in the strict one. Null then means that the property is
absent, or has its default: see `absent`. A property with a default and no other value has no null: it may be the tag
that tells the members of a union apart.

Limits that the subset does not know (`minLength`, `uniqueItems`, ...) become part of the description. They are not
lost: answers are checked against the original schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from ._checking import TYPES, comparable, resolve
from ._keywords import NAMED, SINGLE, nodes
from ._merging import UnmergeableError, merged

Json = dict[str, Any]

_NOTES: Final[tuple[str, ...]] = ("title", "description")
_KEPT: Final[Mapping[str, frozenset[str]]] = {
    "string": frozenset(["pattern", "format"]),
    **dict.fromkeys(
        ["integer", "number"],
        frozenset(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ),
    "array": frozenset(["minItems", "maxItems"]),
}
_FORMATS: Final = frozenset(
    ["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uuid"]
)
_DESCRIBED: Final[Mapping[str, str]] = {
    "minLength": "string",
    "maxLength": "string",
    "contentEncoding": "string",
    "contentMediaType": "string",
    "format": "string",
    "uniqueItems": "array",
    "minProperties": "object",
    "maxProperties": "object",
}
"""Limits that the model can only read of, and the type that each restricts."""
_REFUSED: Final = (
    SINGLE | NAMED | {"$dynamicRef", "$recursiveRef", "dependencies", "dependentRequired", "prefixItems"}
) - {"$defs", "additionalProperties", "definitions", "items", "properties"}
_OF_OBJECTS: Final = frozenset(["properties", "required", "additionalProperties"])
_MEANINGFUL: Final = (
    frozenset().union(*_KEPT.values()) | _DESCRIBED.keys() | _REFUSED | _OF_OBJECTS
    | frozenset(["anyOf", "oneOf", "allOf", "$ref", "enum", "const", "type", "items"])
)  # fmt: skip


_EXCLUSIVE: Final = ("exclusiveMinimum", "exclusiveMaximum")
"""Numbers here, and booleans in an old draft."""


class NotStrictError(ValueError):
    """A schema has no equal in the strict subset."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"at {pointer or '/'}: {reason}")


class StrictSchema:
    """A schema in the strict subset, made of another one.

    Args:
        original: The schema that answers must follow in the end.

    Raises:
        NotStrictError: It has no equal in the subset.
    """

    def __init__(self, original: Mapping[str, Any]) -> None:
        self._document = original
        self._names: dict[str, str] = {}
        self._definitions: Json = {}
        try:
            self.schema: Json = self._top(original)
        except RecursionError:
            raise NotStrictError("", "it is nested too deeply, or refers to itself") from None

    def _top(self, original: Mapping[str, Any]) -> Json:
        top = self._flat(original, "", inline=True)
        if "anyOf" in top or "oneOf" in top or self._kinds(top, "") != ["object"]:
            raise NotStrictError("", "the top must be an object: make this the field of one")
        made = self._node(top, "")
        return {**made, "$defs": self._definitions} if self._definitions else made

    def _node(self, schema: Any, at: str) -> Json:
        node = self._flat(schema, at)
        if "$ref" in node:
            reference = {"$ref": self._reference(node.pop("$ref"), at)}
            return {**node, "anyOf": [reference]} if node else reference
        refused = sorted(
            key for key in node if key in _REFUSED or (key in _EXCLUSIVE and isinstance(node[key], bool))
        )
        if refused:
            raise NotStrictError(f"{at}/{refused[0]}", f"strict schemas do not know {refused[0]!r}")
        if "anyOf" in node or "oneOf" in node:
            return self._choice(node, at)
        kinds = self._kinds(node, at)
        made = {key: node[key] for key in _NOTES if key in node}
        made["type"] = kinds[0] if len(kinds) == 1 else kinds
        made |= {key: node[key] for key in ("enum", "const") if key in node}
        for kind in kinds:
            made |= {
                key: node[key] for key in _KEPT.get(kind, ()) if key in node and not _is_described(key, node)
            }
        if "object" in kinds:
            made |= self._object(node, at)
        if "array" in kinds:
            if "items" not in node:
                raise NotStrictError(at, "the array may hold anything")
            made["items"] = self._node(node["items"], f"{at}/items")
        limits = [f"{key}: {json.dumps(node[key])}" for key in _DESCRIBED if _is_described(key, node, kinds)]
        return _described(made, f"({', '.join(limits)})") if limits else made

    def _flat(
        self, schema: Any, at: str, *, inline: bool = False, within: frozenset[str] = frozenset()
    ) -> Json:
        """The schema without `allOf`. It has a reference only alone, or with notes if it cannot be inlined.

        With `inline` it has none.
        """
        if not isinstance(schema, Mapping):
            raise NotStrictError(at, "nothing is allowed" if schema is False else "anything is allowed")
        if "$id" in schema and at:
            raise NotStrictError(at, "a schema with an '$id' of its own is not possible in a strict schema")
        node = {key: value for key, value in schema.items() if key in _MEANINGFUL or key in _NOTES}
        parts = [*([{"$ref": node.pop("$ref")}] if "$ref" in node else []), *node.pop("allOf", [])]
        if len(parts) == 1 and isinstance(parts[0], Mapping) and node.keys() <= set(_NOTES) and not inline:
            reference = parts[0].get("$ref") if len(parts[0]) == 1 else None
            if reference is not None and (not node or self._is_recursive(reference)):
                return {**node, "$ref": reference}
            if reference is None and not node:
                return self._flat(parts[0], at, within=within)
        for part in parts:
            try:
                node = merged(node, self._inlined(part, at, within))
            except UnmergeableError as error:
                raise NotStrictError(at, str(error)) from error
        return node

    def _inlined(self, part: Any, at: str, within: frozenset[str]) -> Json:
        reference = part.get("$ref") if isinstance(part, Mapping) else None
        if reference is None:
            return self._flat(part, at, inline=True, within=within)
        if reference in within:
            raise NotStrictError(at, f"{reference!r} refers to itself")
        rest = {key: value for key, value in part.items() if key != "$ref"}
        whole = {**rest, "allOf": [self._resolved(reference, at), *part.get("allOf", ())]}
        return self._flat(whole, at, inline=True, within=within | {reference})

    def _resolved(self, reference: str, at: str) -> Any:
        try:
            return resolve(self._document, reference)
        except LookupError:
            raise NotStrictError(
                at, f"the reference {reference!r} is not a JSON pointer within the schema"
            ) from None

    def _kinds(self, node: Json, at: str) -> list[str]:
        """The types of JSON that a schema allows, as it says or as its keywords show."""
        if "type" in node:
            return [node["type"]] if isinstance(node["type"], str) else list(node["type"])
        if "enum" in node or "const" in node:
            values = node.get("enum", [node.get("const")])
            whole = all(TYPES["integer"](value) for value in values if TYPES["number"](value))
            unused = "number" if whole else "integer"
            kinds = [kind for kind, fits in TYPES.items() if kind != unused and any(map(fits, values))]
            if kinds:
                return kinds
            raise NotStrictError(at, "nothing is allowed")
        if node.keys() & _OF_OBJECTS:
            return ["object"]
        if "items" in node:
            return ["array"]
        raise NotStrictError(at, "anything is allowed")

    def _object(self, node: Json, at: str) -> Json:
        if node.get("additionalProperties", False) is not False or not node.keys() & {
            "properties",
            "additionalProperties",
        }:
            raise NotStrictError(
                at, "an object with any properties (a map) is not possible in a strict schema"
            )
        properties = node.get("properties", {})
        required = node.get("required", [])
        unknown = sorted(set(required) - properties.keys())
        if unknown:
            raise NotStrictError(at, f"the property {unknown[0]!r} is required and not described")
        made: Json = {}
        for name, inner in properties.items():
            made[name] = self._node(inner, f"{at}/properties/{name.replace('~', '~0').replace('/', '~1')}")
            if not (name in required or _allows_null(made[name]) or _is_constant(inner)):
                made[name] = _nullable(made[name], inner)
        return {"properties": made, "required": list(made), "additionalProperties": False}

    def _choice(self, node: Json, at: str) -> Json:
        if "anyOf" in node and "oneOf" in node:
            raise NotStrictError(at, "strict schemas do not know two unions in one place")
        keyword = "anyOf" if "anyOf" in node else "oneOf"
        rest = {key: value for key, value in node.items() if key not in (keyword, *_NOTES)}
        members: list[Json] = []
        for index, member in enumerate(node[keyword]):
            place = f"{at}/{keyword}/{index}"
            if rest and not self._are_compatible(member, rest, place):
                continue
            members.append(self._node({"allOf": [member, rest]} if rest else member, place))
        if not members:
            raise NotStrictError(at, "nothing is allowed")
        return {**{key: node[key] for key in _NOTES if key in node}, "anyOf": members}

    def _are_compatible(self, member: Any, rest: Json, at: str) -> bool:
        """Whether a member of a union and the keywords beside the union have a type in common."""
        kinds = self._flat(member, at, inline=True).get("type")
        try:
            merged({} if kinds is None else {"type": kinds}, {"type": rest["type"]} if "type" in rest else {})
        except UnmergeableError:
            return False
        return True

    def _reference(self, reference: str, at: str) -> str:
        if reference == "#":
            return reference
        if reference not in self._names:
            name = base = re.sub(r"[^A-Za-z0-9_.-]", "_", reference.rpartition("/")[2])
            while name in self._definitions:
                name = f"{base}_{len(self._definitions)}"
            self._check_chain(reference, at)
            self._names[reference] = name
            self._definitions[name] = {}  # Known from here on, since it may refer to itself.
            self._definitions[name] = self._node(self._resolved(reference, at), reference[1:])
        return f"#/$defs/{self._names[reference]}"

    def _check_chain(self, reference: str, at: str) -> None:
        """Raises NotStrictError if references lead to references in a circle."""
        seen = {reference}
        target = self._resolved(reference, at)
        while isinstance(target, Mapping) and isinstance(target.get("$ref"), str):
            if target["$ref"] in seen:
                raise NotStrictError(at, f"{reference!r} refers to itself")
            seen.add(target["$ref"])
            target = self._resolved(target["$ref"], at)

    def _is_recursive(self, reference: str) -> bool:
        """Whether what a reference leads to has the same reference within it."""
        seen: set[str] = set()
        waiting = [reference]
        while waiting:
            for _, node in nodes(self._resolved(waiting.pop(), ""), ""):
                found = node.get("$ref")
                if found == reference:
                    return True
                if isinstance(found, str) and found not in seen:
                    seen.add(found)
                    waiting.append(found)
        return False


def _is_described(keyword: str, node: Json, kinds: list[str] | None = None) -> bool:
    if keyword not in node or (kinds is not None and _DESCRIBED[keyword] not in kinds):
        return False
    if keyword == "format":
        return node[keyword] not in _FORMATS
    return keyword in _DESCRIBED and node[keyword] is not False


def _allows_null(schema: Json) -> bool:
    kinds = schema.get("type", ())
    return "null" in ([kinds] if isinstance(kinds, str) else kinds) or any(
        map(_allows_null, schema.get("anyOf", ()))
    )


def _is_constant(schema: Any) -> bool:
    """Whether a property has one value only, which it also has by default: a tag."""
    if not isinstance(schema, Mapping) or "default" not in schema:
        return False
    values = [schema["const"]] if "const" in schema else schema.get("enum", [])
    return len(values) == 1 and comparable(values[0]) == comparable(schema["default"])


def _nullable(schema: Json, original: Any) -> Json:
    """The schema with null, which stands for what the property is without a value."""
    if isinstance(original, Mapping) and original.get("default") is not None:
        schema = _described(schema, f"Null stands for the default, {json.dumps(original['default'])}.")
    notes = {key: schema[key] for key in _NOTES if key in schema}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    kinds = schema.get("type")
    if kinds in ("string", "integer", "number", "boolean") and not schema.keys() & {"enum", "const"}:
        return {**schema, "type": [kinds, "null"]}
    return {**notes, "anyOf": [{key: schema[key] for key in schema if key not in notes}, {"type": "null"}]}


def _described(schema: Json, more: str) -> Json:
    if "$ref" in schema:
        return {"description": more, "anyOf": [schema]}
    return {**schema, "description": f"{schema.get('description', '')} {more}".strip()}
