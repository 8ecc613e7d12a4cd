"""Conversion of JSON schemas to the subset that servers enforce ("strict" schemas).

In the subset every object lists its properties, requires all of them and allows no others. There are no `allOf`,
`oneOf`, `not`, conditions, defaults or open maps, a reference has no keywords next to it, and the top is an object. A
property that the original schema does not require may be null in the strict schema. The null then means that the
property is absent or has its default: see `_strict_nulls`. A property whose only value is its default never becomes
nullable, because it may be the tag that distinguishes the members of a union.

Limits that the subset lacks (`minLength`, `uniqueItems`, ...) become part of the description. They still apply: the
response is validated against the original schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from ._annotations import STRICTER_LIMIT
from ._json_schema import SCHEMA_KEYWORDS, SCHEMA_MAP_KEYWORDS, escape_pointer, iterate_schemas
from ._validation import JSON_TYPES, equality_key, resolve_reference

Json = dict[str, Any]

_ANNOTATIONS: Final[tuple[str, ...]] = ("title", "description")
_SUPPORTED: Final[Mapping[str, frozenset[str]]] = {
    "string": frozenset(["pattern", "format"]),
    **dict.fromkeys(
        ["integer", "number"],
        frozenset(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ),
    "array": frozenset(["minItems", "maxItems"]),
}
_SUPPORTED_FORMATS: Final = frozenset(
    ["date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uuid"]
)
_DESCRIBED_LIMITS: Final[Mapping[str, str]] = {
    "minLength": "string",
    "maxLength": "string",
    "contentEncoding": "string",
    "contentMediaType": "string",
    "format": "string",
    "uniqueItems": "array",
    "minProperties": "object",
    "maxProperties": "object",
}
"""Limits that move to the description, and the JSON type that each one restricts."""
_UNSUPPORTED: Final = (
    SCHEMA_KEYWORDS
    | SCHEMA_MAP_KEYWORDS
    | {"$dynamicRef", "$recursiveRef", "dependencies", "dependentRequired", "prefixItems"}
) - {"$defs", "additionalProperties", "definitions", "items", "properties"}
_OBJECT_KEYWORDS: Final = frozenset(["properties", "required", "additionalProperties"])
_MEANINGFUL: Final = (
    frozenset().union(*_SUPPORTED.values()) | _DESCRIBED_LIMITS.keys() | _UNSUPPORTED | _OBJECT_KEYWORDS
    | frozenset(["anyOf", "oneOf", "allOf", "$ref", "enum", "const", "type", "items"])
)  # fmt: skip
"""Keywords that affect the meaning of a schema. The others are dropped."""
_EXCLUSIVE: Final = ("exclusiveMinimum", "exclusiveMaximum")
"""Keywords that are numbers in current drafts, and booleans in draft 4."""


class UnmergeableError(ValueError):
    """Two schemas contradict each other, or no single schema without `allOf` expresses both."""


class NotStrictError(ValueError):
    """A schema has no equivalent in the strict subset."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"at {pointer or '/'}: {reason}")


class StrictSchema:
    """A schema in the strict subset, converted from another schema.

    Args:
        original: The schema that the final value must follow.

    Raises:
        NotStrictError: The schema has no equivalent in the subset.
    """

    def __init__(self, original: Mapping[str, Any]) -> None:
        self._document = original
        self._names: dict[str, str] = {}
        self._definitions: Json = {}
        try:
            self.schema: Json = self._convert_top(original)
        except RecursionError:
            raise NotStrictError("", "the schema is nested too deeply, or refers to itself") from None

    def _convert_top(self, original: Mapping[str, Any]) -> Json:
        top = self._flatten(original, "", inline=True)
        if "anyOf" in top or "oneOf" in top or self._types(top, "") != ["object"]:
            raise NotStrictError("", "the top level must be an object: make this schema a property of one")
        result = self._convert(top, "")
        return {**result, "$defs": self._definitions} if self._definitions else result

    def _convert(self, schema: Any, at: str) -> Json:
        node = self._flatten(schema, at)
        if "$ref" in node:
            reference = {"$ref": self._reference(node.pop("$ref"), at)}
            return {**node, "anyOf": [reference]} if node else reference
        unsupported = sorted(
            key for key in node if key in _UNSUPPORTED or (key in _EXCLUSIVE and isinstance(node[key], bool))
        )
        if unsupported:
            raise NotStrictError(
                f"{at}/{unsupported[0]}", f"strict schemas do not support {unsupported[0]!r}"
            )
        if "anyOf" in node or "oneOf" in node:
            return self._convert_union(node, at)
        types = self._types(node, at)
        result = {key: node[key] for key in _ANNOTATIONS if key in node}
        result["type"] = types[0] if len(types) == 1 else types
        result |= {key: node[key] for key in ("enum", "const") if key in node}
        for type_ in types:
            result |= {
                key: node[key]
                for key in _SUPPORTED.get(type_, ())
                if key in node and not _is_described(key, node)
            }
        if "object" in types:
            result |= self._convert_object(node, at)
        if "array" in types:
            if "items" not in node:
                raise NotStrictError(at, "the array allows any items")
            result["items"] = self._convert(node["items"], f"{at}/items")
        limits = [
            f"{key}: {json.dumps(node[key])}" for key in _DESCRIBED_LIMITS if _is_described(key, node, types)
        ]
        return _with_description(result, f"({', '.join(limits)})") if limits else result

    def _flatten(
        self, schema: Any, at: str, *, inline: bool = False, within: frozenset[str] = frozenset()
    ) -> Json:
        """Return the schema without `allOf`.

        A reference remains only if it stands alone, or next to a title or description if it is recursive. With
        `inline` no reference remains.
        """
        if not isinstance(schema, Mapping):
            raise NotStrictError(
                at, "the schema allows no value" if schema is False else "the schema allows any value"
            )
        if "$id" in schema and at:
            raise NotStrictError(at, "strict schemas do not support a nested schema with its own '$id'")
        node = {key: value for key, value in schema.items() if key in _MEANINGFUL or key in _ANNOTATIONS}
        parts = [*([{"$ref": node.pop("$ref")}] if "$ref" in node else []), *node.pop("allOf", [])]
        if (
            len(parts) == 1
            and isinstance(parts[0], Mapping)
            and node.keys() <= set(_ANNOTATIONS)
            and not inline
        ):
            reference = parts[0].get("$ref") if len(parts[0]) == 1 else None
            if reference is not None and (not node or self._is_recursive(reference)):
                return {**node, "$ref": reference}
            if reference is None and not node:
                return self._flatten(parts[0], at, within=within)
        for part in parts:
            try:
                node = merge_schemas(node, self._inlined(part, at, within))
            except UnmergeableError as error:
                raise NotStrictError(at, str(error)) from error
        return node

    def _inlined(self, part: Any, at: str, within: frozenset[str]) -> Json:
        reference = part.get("$ref") if isinstance(part, Mapping) else None
        if reference is None:
            return self._flatten(part, at, inline=True, within=within)
        if reference in within:
            raise NotStrictError(at, f"{reference!r} refers to itself")
        rest = {key: value for key, value in part.items() if key != "$ref"}
        combined = {**rest, "allOf": [self._resolved(reference, at), *part.get("allOf", ())]}
        return self._flatten(combined, at, inline=True, within=within | {reference})

    def _resolved(self, reference: str, at: str) -> Any:
        try:
            return resolve_reference(self._document, reference)
        except LookupError:
            raise NotStrictError(
                at, f"the reference {reference!r} is not a JSON pointer within the schema"
            ) from None

    def _types(self, node: Json, at: str) -> list[str]:
        """Return the JSON types that a schema allows: its `type`, or else the types that its other keywords imply."""
        if "type" in node:
            return [node["type"]] if isinstance(node["type"], str) else list(node["type"])
        if "enum" in node or "const" in node:
            values = node.get("enum", [node.get("const")])
            is_integral = all(JSON_TYPES["integer"](value) for value in values if JSON_TYPES["number"](value))
            redundant = "number" if is_integral else "integer"
            types = [
                type_ for type_, fits in JSON_TYPES.items() if type_ != redundant and any(map(fits, values))
            ]
            if types:
                return types
            raise NotStrictError(at, "the schema allows no value")
        if node.keys() & _OBJECT_KEYWORDS:
            return ["object"]
        if "items" in node:
            return ["array"]
        raise NotStrictError(at, "the schema allows any value")

    def _convert_object(self, node: Json, at: str) -> Json:
        if node.get("additionalProperties", False) is not False or not node.keys() & {
            "properties",
            "additionalProperties",
        }:
            raise NotStrictError(at, "strict schemas do not support objects with arbitrary properties (maps)")
        properties = node.get("properties", {})
        required = node.get("required", [])
        unknown = sorted(set(required) - properties.keys())
        if unknown:
            raise NotStrictError(at, f"the property {unknown[0]!r} is required but not defined")
        result: Json = {}
        for name, inner in properties.items():
            result[name] = self._convert(inner, f"{at}/properties/{escape_pointer(name)}")
            if not (name in required or _allows_null(result[name]) or _is_constant(inner)):
                result[name] = _nullable(result[name], inner)
        return {"properties": result, "required": list(result), "additionalProperties": False}

    def _convert_union(self, node: Json, at: str) -> Json:
        if "anyOf" in node and "oneOf" in node:
            raise NotStrictError(at, "strict schemas do not support `anyOf` next to `oneOf`")
        keyword = "anyOf" if "anyOf" in node else "oneOf"
        rest = {key: value for key, value in node.items() if key not in (keyword, *_ANNOTATIONS)}
        members: list[Json] = []
        for index, member in enumerate(node[keyword]):
            place = f"{at}/{keyword}/{index}"
            if rest and not self._are_compatible(member, rest, place):
                continue
            members.append(self._convert({"allOf": [member, rest]} if rest else member, place))
        if not members:
            raise NotStrictError(at, "the schema allows no value")
        return {**{key: node[key] for key in _ANNOTATIONS if key in node}, "anyOf": members}

    def _are_compatible(self, member: Any, rest: Json, at: str) -> bool:
        """Return whether a member of a union and the keywords next to the union have a type in common."""
        types = self._flatten(member, at, inline=True).get("type")
        try:
            merge_schemas(
                {} if types is None else {"type": types}, {"type": rest["type"]} if "type" in rest else {}
            )
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
            self._definitions[name] = {}  # Registered before the conversion, because it may refer to itself.
            self._definitions[name] = self._convert(self._resolved(reference, at), reference[1:])
        return f"#/$defs/{self._names[reference]}"

    def _check_chain(self, reference: str, at: str) -> None:
        """Raise NotStrictError if a chain of references is circular."""
        seen = {reference}
        target = self._resolved(reference, at)
        while isinstance(target, Mapping) and isinstance(target.get("$ref"), str):
            if target["$ref"] in seen:
                raise NotStrictError(at, f"{reference!r} refers to itself")
            seen.add(target["$ref"])
            target = self._resolved(target["$ref"], at)

    def _is_recursive(self, reference: str) -> bool:
        """Return whether the target of a reference contains the same reference."""
        seen: set[str] = set()
        pending = [reference]
        while pending:
            for _, node in iterate_schemas(self._resolved(pending.pop(), ""), ""):
                found = node.get("$ref")
                if found == reference:
                    return True
                if isinstance(found, str) and found not in seen:
                    seen.add(found)
                    pending.append(found)
        return False


def merge_schemas(first: Mapping[str, Any], second: Mapping[str, Any]) -> Json:
    """Return one schema that is equivalent to `allOf` with both. Titles and descriptions of the first take precedence.

    Raises:
        UnmergeableError: There is no such schema without `allOf`.
    """
    _check_closed(first, second)
    _check_closed(second, first)
    together = dict(first)
    for keyword, value in second.items():
        if keyword not in together or together[keyword] == value:
            together[keyword] = value
        elif keyword not in _ANNOTATIONS:
            together[keyword] = _merge_values(keyword, together[keyword], value)
    return together


def _check_closed(closed: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    if closed.get("additionalProperties") is False:
        unknown = other.get("properties", {}).keys() - closed.get("properties", {}).keys()
        if unknown:
            raise UnmergeableError(
                f"the property {min(unknown)!r} is allowed by one member of `allOf` and forbidden by another"
            )


def _merge_values(keyword: str, first: Any, second: Any) -> Any:
    if keyword == "properties":
        shared = {name: {"allOf": [first[name], second[name]]} for name in first.keys() & second.keys()}
        return {**first, **second, **shared}
    if keyword == "required":
        return list(dict.fromkeys([*first, *second]))
    if keyword in STRICTER_LIMIT:
        return STRICTER_LIMIT[keyword](first, second)
    if keyword == "type":
        return _merge_types(first, second)
    if keyword == "enum":
        allowed = set(map(equality_key, second))
        return [value for value in first if equality_key(value) in allowed]
    if keyword == "additionalProperties" and False in (first, second):
        return False
    if keyword in ("items", "additionalProperties"):
        return {"allOf": [first, second]}
    raise UnmergeableError(f"there are two different values for {keyword!r}")


def _merge_types(first: Any, second: Any) -> Any:
    types, others = ([name] if isinstance(name, str) else list(name) for name in (first, second))
    shared = [name for name in types if name in others or (name == "integer" and "number" in others)]
    shared += [name for name in others if name == "integer" and "number" in types and name not in shared]
    if not shared:
        raise UnmergeableError(f"no value has both types, {first!r} and {second!r}")
    return shared[0] if len(shared) == 1 else shared


def _is_described(keyword: str, node: Json, types: list[str] | None = None) -> bool:
    if keyword not in node or (types is not None and _DESCRIBED_LIMITS[keyword] not in types):
        return False
    if keyword == "format":
        return node[keyword] not in _SUPPORTED_FORMATS
    return keyword in _DESCRIBED_LIMITS and node[keyword] is not False


def _allows_null(schema: Json) -> bool:
    types = schema.get("type", ())
    return "null" in ([types] if isinstance(types, str) else types) or any(
        map(_allows_null, schema.get("anyOf", ()))
    )


def _is_constant(schema: Any) -> bool:
    """Return whether a property is a tag: its only value is also its default."""
    if not isinstance(schema, Mapping) or "default" not in schema:
        return False
    values = [schema["const"]] if "const" in schema else schema.get("enum", [])
    return len(values) == 1 and equality_key(values[0]) == equality_key(schema["default"])


def _nullable(schema: Json, original: Any) -> Json:
    """Return the schema with null as an additional value, which represents an absent property."""
    if isinstance(original, Mapping) and original.get("default") is not None:
        schema = _with_description(schema, f"Null stands for the default, {json.dumps(original['default'])}.")
    annotations = {key: schema[key] for key in _ANNOTATIONS if key in schema}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    types = schema.get("type")
    if types in ("string", "integer", "number", "boolean") and not schema.keys() & {"enum", "const"}:
        return {**schema, "type": [types, "null"]}
    return {
        **annotations,
        "anyOf": [{key: schema[key] for key in schema if key not in annotations}, {"type": "null"}],
    }


def _with_description(schema: Json, more: str) -> Json:
    if "$ref" in schema:
        return {"description": more, "anyOf": [schema]}
    return {**schema, "description": f"{schema.get('description', '')} {more}".strip()}
