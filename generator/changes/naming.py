"""The names that users have for the parts of a description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.names import identifier, python_name
from generator.openapi.documents import Documents, Node, Pointer, schemas_used_by
from generator.openapi.reader import component_name, operations
from generator.openapi.schema_reader import schema_name


def method_of(operation: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """Return the method of an operation: `client.chat.completions.create`, or `agent...` for agent inference."""
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


def argument(wire: str, described: Any = None) -> str:
    """Return the Python name of a parameter or field. `described` is its description, which may have an `x-name`."""
    chosen = described.get("x-name") if isinstance(described, Mapping) else None
    return python_name(
        wire, frozenset(), str(chosen) if chosen else None, header=wire.lower().startswith("x-")
    )


class Naming:
    """The names of the operations, arguments and models of one document, and which operations use which schemas."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        """A bundled document, which may be in canonical form."""
        self.methods: dict[str, str] = {}
        """Method names by operationId."""
        self.bodies: dict[str, list[str]] = {}
        """The methods whose body is a schema, by the name of the schema."""
        self.shared: dict[str, dict[str, str]] = {}
        """By shared parameter: what users call it in each method, and that method."""
        self.used: dict[str, dict[str, set[str]]] = {"request": {}, "response": {}}
        """Methods by direction and schema."""
        root = Documents.of(document).root()
        self._reachable: dict[str, set[str]] = {}
        for path, verb, operation in operations(document):
            method = method_of(operation, document)
            self.methods[str(operation.get("operationId"))] = method
            for media in (operation.get("requestBody") or {}).get("content", {}).values():
                if name := schema_name(media.get("schema", {})):
                    self.bodies.setdefault(name, []).append(method)
            node = root.child("paths", path, verb)
            self._shared_parameters(node.child("parameters"), method)
            for part, direction in (
                ("requestBody", "request"),
                ("parameters", "request"),
                ("responses", "response"),
            ):
                for name in schemas_used_by(node.child(part), self._reachable):
                    self.used[direction].setdefault(name, set()).add(method)

    def _shared_parameters(self, parameters: Node, method: str) -> None:
        for parameter in parameters.elements():
            reference = parameter.reference or ""
            if reference.startswith("#/components/parameters/"):
                wire = parameter.resolved().mapping.get("name")
                if wire is not None:
                    called = f"{method}(..., {argument(str(wire), parameter.resolved().mapping)}=)"
                    self.shared.setdefault(component_name(reference), {})[called] = method

    def inline(self, pointer: Pointer) -> str | None:
        """Return what users call a place inside an operation; None if the document has no such operation."""
        if pointer[0] != "paths" or len(pointer) < 3:
            return None
        operation = self.document["paths"].get(pointer[1], {}).get(pointer[2])
        if operation is None:
            return None
        method = self.methods.get(str(operation.get("operationId")), pointer[2])
        match pointer[3:]:
            case ("parameters", name, *_):
                described = operation.get("parameters", {}).get(name)
                return f"{method}(..., {argument(name.partition(':')[2], described)}=)"
            case ("responses", status, "headers", header, *_):
                return f"{method}: header {header} of {status}"
            case ("responses", status, *_):
                return f"{method}: response {status}"
            case _:
                return method

    def users(self, component: str, direction: str) -> tuple[str, ...]:
        """Return the methods that use a schema in a direction, or in any if the direction is empty."""
        directions = direction.split(" and ") if direction else ["request", "response"]
        return tuple(sorted({m for d in directions for m in self.used.get(d, {}).get(component, ())}))

    def classes(self, component: str) -> tuple[str, ...]:
        """Return the names under which users import the types of a schema."""
        if "enum" in self.document["components"]["schemas"].get(component, {}):
            return (f"models.{component}",)
        names = (f"models.{component}", f"params.{component}Param")
        used = [bool(self.used[way].get(component)) for way in ("response", "request")]
        return tuple(name for name, one in zip(names, used, strict=True) if one) or names[:1]

    def schema(self, pointer: Pointer, direction: str) -> tuple[str, ...]:
        """Return what users call a place inside `components/schemas`."""
        component, rest = pointer[2], pointer[3:]
        if not rest or rest[0] != "properties":
            return (
                (f"models.{component}{_tail(rest)}",)
                if direction != "request"
                else self._parameter(component, rest)
            )
        if direction == "request":
            return self._parameter(component, rest)
        return (f"models.{component}.{self._field(component, rest[1])}{_tail(rest[2:])}",)

    def _field(self, component: str, wire: str) -> str:
        """Return the Python name of a property of a schema."""
        schema = self.document["components"]["schemas"].get(component, {})
        properties = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
        return argument(wire, properties.get(wire) if isinstance(properties, Mapping) else None)

    def _parameter(self, component: str, rest: Pointer) -> tuple[str, ...]:
        if "enum" in self.document["components"]["schemas"].get(component, {}):
            return (f"models.{component}{_tail(rest)}",)
        methods = self.bodies.get(component, [])
        if len(rest) > 1 and rest[0] == "properties":
            if methods:
                called = self._field(component, rest[1])
                return tuple(f"{method}(..., {called}=){_tail(rest[2:])}" for method in methods)
            return (f'params.{component}Param["{rest[1]}"]{_tail(rest[2:])}',)
        if methods:
            return tuple(f"{method}{_tail(rest)}" for method in methods)
        return (f"params.{component}Param{_tail(rest)}",)


def _tail(rest: Pointer) -> str:
    """Return the rest of a path into a schema, in short."""
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
