"""What users call the things of a description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.names import identifier, snake_case
from generator.openapi.reader import operations, resolve

if TYPE_CHECKING:
    from generator.changes.entry import Pointer


def method_of(operation: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """`client.chat.completions.create`; what belongs to an agent begins with `agent` instead."""
    tags = operation.get("tags")
    tag = str(tags[0]) if isinstance(tags, list) and tags else ""
    servers = operation.get("servers") or document.get("servers") or {}
    first: Any = next(iter(servers.values() if isinstance(servers, Mapping) else servers), {})
    api = first.get("x-api", "serverless") if isinstance(first, Mapping) else "serverless"
    name = str(operation.get("operationId", "")).removeprefix(tag.replace(".", "_") + "_")
    if api == "serverless":
        return ".".join(filter(None, ("client", tag, identifier(name) if name else "")))
    rest = tag.removeprefix(api).lstrip(".")
    return ".".join(filter(None, (api, rest, identifier(name) if name else "")))


def argument(wire: str) -> str:
    """The Python name of a parameter or body field."""
    return identifier(snake_case(wire.lower().removeprefix("x-")) if not wire.isidentifier() else wire)


@dataclass
class Naming:
    """The names of one document's operations, arguments and models, and which operation uses which schema."""

    document: Mapping[str, Any]
    """As bundled or canonical."""
    methods: dict[str, str] = field(default_factory=dict)
    """From operationId to method."""
    bodies: dict[str, list[str]] = field(default_factory=dict)
    """From schema to the methods whose body it is."""
    shared: dict[str, dict[str, str]] = field(default_factory=dict)
    """From a shared parameter to what users call it, and of which method."""
    used: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """From direction and schema to methods."""
    _beneath: dict[str, list[str]] = field(default_factory=dict)
    """From a reference to those in what it stands for."""

    def __post_init__(self) -> None:
        self.used = {"request": {}, "response": {}}
        for _, _, operation in operations(self.document):
            method = method_of(operation, self.document)
            self.methods[str(operation.get("operationId"))] = method
            content = (operation.get("requestBody") or {}).get("content", {})
            for media in content.values():
                reference = str(media.get("schema", {}).get("$ref", ""))
                if reference:
                    self.bodies.setdefault(reference.rsplit("/", 1)[1], []).append(method)
            self._shared_parameters(operation.get("parameters"), method)
            for part in ("requestBody", "parameters"):
                self._reached(operation.get(part), "request", method)
            self._reached(operation.get("responses"), "response", method)

    def _shared_parameters(self, given: Any, method: str) -> None:
        for node in given.values() if isinstance(given, Mapping) else given or []:
            reference = str(node.get("$ref", "")) if isinstance(node, Mapping) else ""
            if reference.startswith("#/components/parameters/"):
                name = reference.rsplit("/", 1)[1]
                try:
                    wire = str(resolve(node, self.document).get("name"))
                except KeyError:
                    continue
                self.shared.setdefault(name, {})[f"{method}(..., {argument(wire)}=)"] = method

    def _reached(self, node: Any, direction: str, method: str) -> None:
        """Note the method at every schema that a piece of its operation refers to, however indirectly."""
        queue, seen = [*_references(node)], set()
        while queue:
            reference = queue.pop()
            if reference in seen:
                continue
            seen.add(reference)
            if reference.startswith("#/components/schemas/"):
                self.used[direction].setdefault(reference.rsplit("/", 1)[1], set()).add(method)
            if reference not in self._beneath:
                self._beneath[reference] = [*_references(self._resolved(reference))]
            queue += self._beneath[reference]

    def _resolved(self, reference: str) -> Any:
        try:
            return resolve({"$ref": reference}, self.document)
        except KeyError:
            return None

    def users(self, component: str, direction: str) -> tuple[str, ...]:
        """The methods that use a schema in a direction (or, without one, at all)."""
        directions = direction.split(" and ") if direction else ["request", "response"]
        return tuple(sorted({m for d in directions for m in self.used.get(d, {}).get(component, ())}))

    def classes(self, component: str) -> tuple[str, ...]:
        """The names under which users import a schema's types."""
        if "enum" in self.document["components"]["schemas"].get(component, {}):
            return (f"models.{component}",)
        names = (f"models.{component}", f"params.{component}Param")
        used = [bool(self.used[way].get(component)) for way in ("response", "request")]
        return tuple(name for name, one in zip(names, used, strict=True) if one) or names[:1]

    def schema(self, pointer: Pointer, direction: str) -> tuple[str, ...]:
        """What users call the place of a schema inside `components/schemas`."""
        component, rest = pointer[2], pointer[3:]
        if not rest or rest[0] != "properties":
            return (
                (f"models.{component}{_tail(rest)}",)
                if direction != "request"
                else self._taken(component, rest)
            )
        if direction == "request":
            return self._taken(component, rest)
        return (f"models.{component}.{argument(rest[1])}{_tail(rest[2:])}",)

    def _taken(self, component: str, rest: Pointer) -> tuple[str, ...]:
        if "enum" in self.document["components"]["schemas"].get(component, {}):
            return (f"models.{component}{_tail(rest)}",)
        methods = self.bodies.get(component, [])
        if len(rest) > 1 and rest[0] == "properties":
            if methods:
                return tuple(f"{method}(..., {argument(rest[1])}=){_tail(rest[2:])}" for method in methods)
            return (f'params.{component}Param["{rest[1]}"]{_tail(rest[2:])}',)
        if methods:
            return tuple(f"{method}{_tail(rest)}" for method in methods)
        return (f"params.{component}Param{_tail(rest)}",)


def _references(node: Any) -> Iterator[str]:
    """The references in a piece of a document, but for those in what only illustrates it."""
    if isinstance(node, list):
        for item in node:
            yield from _references(item)
    elif isinstance(node, Mapping):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for key, value in node.items():
            if key not in ("example", "examples", "default", "discriminator"):
                yield from _references(value)


def _tail(rest: Pointer) -> str:
    """The way on inside a schema, in short."""
    out, steps = "", list(rest)
    while steps:
        head = steps.pop(0)
        if head == "items":
            out += "[]"
        elif head == "additionalProperties":
            out += "[*]"
        elif head == "properties" and steps:
            out += f".{steps.pop(0)}"
        elif head in ("oneOf", "anyOf", "allOf") and steps:
            out += f" ({steps.pop(0)})"
    return out
