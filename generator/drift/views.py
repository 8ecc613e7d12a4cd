"""Schemas of either dialect, 3.0 or 3.1, in one form that says what values are meant and not how it was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.drift.documents import Documents, Node, Pointer

LIMITS = (
    *(
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
    ),
    *("format", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
)
KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}


@dataclass(frozen=True)
class Atom:
    """A schema of one JSON type."""

    kind: str
    """`string`, `integer`, `number`, `boolean`, `array`, `object` or `any`."""
    node: Node
    """With everything that belongs to it merged: references, `allOf`, what stands beside a reference."""
    site: Pointer
    """Where it is used, before references."""

    @property
    def values(self) -> tuple[Any, ...] | None:
        """The values it is limited to, if it is."""
        if "const" in self.node.mapping:
            return (self.node.mapping["const"],)
        found = self.node.mapping.get("enum")
        return tuple(v for v in found if v is not None) if isinstance(found, list) else None


@dataclass
class Shape:
    """All that may stand in one place."""

    at: Pointer
    site: Pointer
    nullable: bool = False
    atoms: list[Atom] = field(default_factory=list)
    default: Any = None
    deprecated: bool = False

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(atom.kind for atom in self.atoms)

    def of(self, kind: str) -> list[Atom]:
        return [atom for atom in self.atoms if atom.kind == kind]

    @property
    def identity(self) -> tuple[Any, ...]:
        return tuple(sorted({(atom.node.identity, atom.kind) for atom in self.atoms}))


@dataclass
class ObjectShape:
    """The object or objects that may stand in one place, as one."""

    at: Pointer
    properties: dict[str, list[Node]]
    required: frozenset[str]
    additional: Any
    additional_nodes: list[Node]


class Views:
    """Makes shapes from the nodes of one set of documents."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents

    def shape(self, nodes: Iterable[Node]) -> Shape:
        """The shape of a place; of several alternatives where there are several nodes."""
        listed = list(nodes)
        first = self.documents.follow(listed[0])
        shape = Shape(first.at, listed[0].at)
        for node in listed:
            self._collect(node, shape, node.at)
        return shape

    def _collect(self, node: Node, shape: Shape, site: Pointer) -> None:
        full = self.merged(node)
        value = full.mapping
        shape.nullable = shape.nullable or _nullable(value)
        if value.get("default") is not None and shape.default is None:
            shape.default = value["default"]
        shape.deprecated = shape.deprecated or value.get("deprecated") is True
        for key in ("oneOf", "anyOf"):
            members = value.get(key)
            if isinstance(members, list):
                for index in range(len(members)):
                    if not _is_null(members[index]):
                        self._collect(full.child(key, index), shape, site)
                    else:
                        shape.nullable = True
                return
        for kind in _kinds(value):
            shape.atoms.append(Atom(kind, full, site))

    def merged(self, node: Node) -> Node:
        """The node with its references followed and its `allOf` parts merged. Its place is that of the target."""
        target = self.documents.follow(node)
        value = target.mapping
        if target is not node:
            beside = {k: v for k, v in node.mapping.items() if k not in ("$ref", "description")}
            value = {**value, **beside}
        if isinstance(value.get("allOf"), list):
            value = self._all_of(Node(value, target.base, target.at))
        return Node(value, target.base, target.at) if value is not target.value else target

    def _all_of(self, node: Node) -> dict[str, Any]:
        own = {key: value for key, value in node.mapping.items() if key != "allOf"}
        merged: dict[str, Any] = {}
        parts = [self.merged(node.child("allOf", index)) for index in range(len(node.mapping["allOf"]))]
        for part in [*parts, Node(own, node.base, node.at)]:
            mine = part.mapping
            properties = {name: _anchored(child) for name, child in part.child("properties").items()}
            merged["properties"] = {**merged.get("properties", {}), **properties}
            merged["required"] = [*merged.get("required", []), *mine.get("required", [])]
            merged.update({k: v for k, v in mine.items() if k not in ("properties", "required")})
        if not merged["properties"]:
            del merged["properties"], merged["required"]
        return merged

    def object(self, atoms: list[Atom]) -> ObjectShape:
        """One object that stands for all of them: what any may have, and what all must."""
        properties: dict[str, list[Node]] = {}
        for atom in atoms:
            for name, child in atom.node.child("properties").items():
                properties.setdefault(name, []).append(_released(child))
        musts = [frozenset(map(str, atom.node.mapping.get("required", []))) for atom in atoms]
        closed = [atom.node.mapping.get("additionalProperties", True) for atom in atoms]
        nodes = [
            a.node.child("additionalProperties")
            for a, c in zip(atoms, closed, strict=True)
            if isinstance(c, Mapping) and c
        ]
        open_ = all(value is False for value in closed)
        return ObjectShape(atoms[0].node.at, properties, frozenset.intersection(*musts), not open_, nodes)


class _Anchored(dict[str, Any]):
    """A schema that keeps its own place although it was merged into another."""

    node: Node


def _anchored(node: Node) -> Any:
    if not isinstance(node.value, Mapping):
        return node.value
    kept = _Anchored(node.value)
    kept.node = _released(node)
    return kept


def _released(node: Node) -> Node:
    return node.value.node if isinstance(node.value, _Anchored) else node


def _nullable(value: Mapping[str, Any]) -> bool:
    types = value.get("type")
    enum = value.get("enum")
    return (
        value.get("nullable") is True
        or types == "null"
        or (isinstance(types, list) and "null" in types)
        or (isinstance(enum, list) and None in enum)
    )


def _is_null(value: Any) -> bool:
    return isinstance(value, Mapping) and (
        value.get("type") in ("null", ["null"]) or value.get("enum") == [None]
    )


def _kinds(value: Mapping[str, Any]) -> list[str]:
    types = value.get("type")
    if isinstance(types, str):
        types = [types]
    if isinstance(types, list):
        return [kind for kind in types if kind != "null"]
    if "properties" in value or isinstance(value.get("additionalProperties"), Mapping):
        return ["object"]
    if "items" in value:
        return ["array"]
    known = (
        value.get("enum")
        if isinstance(value.get("enum"), list)
        else [value["const"]]
        if "const" in value
        else []
    )
    found = {KINDS.get(type(item), "any") for item in known or [] if item is not None}
    return sorted(found) or ["any"]


def limits(value: Mapping[str, Any]) -> dict[str, Any]:
    """The limits of a schema; the flags of OpenAPI 3.0 as the numbers of 3.1."""
    found = {key: value[key] for key in LIMITS if key in value}
    for flag, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(found.get(flag), bool) and found.pop(flag) and bound in found:
            found[flag] = found.pop(bound)
    if found.get("uniqueItems") is False:
        del found["uniqueItems"]
    for key in ("minLength", "minItems", "minProperties"):
        if found.get(key) == 0:
            del found[key]
    return found
