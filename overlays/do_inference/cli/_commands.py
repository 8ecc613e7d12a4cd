"""Commands: one per operation, with a flag for each of its parameters, and the schemas of these parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from do_inference_generated._interface import Operation

Schema: TypeAlias = Mapping[str, Any]

JSON_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


class Schemas:
    """The schemas of the description. Resolves references."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def follow(self, node: Schema) -> Schema:
        """Return the target of a reference, overridden by the keywords next to the reference."""
        while "$ref" in node:
            siblings = {key: value for key, value in node.items() if key != "$ref"}
            target: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = {**target, **siblings}
        return node

    def variants(self, schema: Schema) -> Iterator[Schema]:
        """Yield the schema, or the members of its union, including those of nested unions."""
        schema = self.follow(schema)
        members = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
        if not members:
            yield schema
        for member in members:
            yield from self.variants(member)

    def types(self, schema: Schema) -> frozenset[str]:
        """Return the JSON types that a schema allows."""
        found: set[str] = set()
        for variant in self.variants(schema):
            stated = variant.get("type")
            if isinstance(stated, str):
                found.add(stated)
            elif stated:
                found.update(stated)
            elif "properties" in variant or "additionalProperties" in variant:
                found.add("object")
            elif "enum" not in variant and "const" not in variant:
                return JSON_TYPES
            else:
                found.add("string")
        return frozenset(found)

    def items(self, schema: Schema) -> Schema | None:
        """Return the schema of the elements of an array; None if it is not an array."""
        for variant in self.variants(schema):
            if "items" in variant:
                return self.follow(variant["items"])
        return None

    def is_file(self, schema: Schema) -> bool:
        """Return whether a value is a file, or an array of files."""
        within = self.items(schema)
        variants = [*self.variants(schema), *(() if within is None else self.variants(within))]
        return any(variant.get("format") == "binary" for variant in variants)

    def words(self, schema: Schema) -> list[str]:
        """Return the values of an enumeration, which may be open."""
        return [
            str(word)
            for variant in self.variants(schema)
            for word in variant.get("enum", ())
            if word is not None
        ]

    def deprecated_words(self, schema: Schema) -> set[str]:
        """Return those values of an enumeration that are deprecated."""
        return {word for variant in self.variants(schema) for word in variant.get("x-enum-deprecated", ())}

    def is_map(self, schema: Schema) -> bool:
        """Return whether a schema is a map from arbitrary names to scalar values."""
        for variant in self.variants(schema):
            values = variant.get("additionalProperties")
            if isinstance(values, Mapping) and not variant.get("properties"):
                return self.types(values) <= {"string", "integer", "number", "boolean"}
        return False

    def example(self, schema: Schema, depth: int = 3) -> Any:
        """Return an example value, which contains only the required properties."""
        variant = next(self.variants(schema))
        if "const" in variant:
            return variant["const"]
        if words := self.words(variant):
            return words[0]
        types = self.types(variant)
        if "array" in types:
            return [self.example(variant.get("items", {}), depth - 1)] if depth else []
        if "object" in types and types <= {"object", "null"}:
            fields = variant.get("properties", {})
            return {
                name: self.example(fields[name], depth - 1) for name in variant.get("required", ()) if depth
            }
        return 0 if types <= {"integer", "null", "number"} else types == {"boolean"} or "..."


@dataclass(frozen=True, slots=True)
class CommandParameter:
    """One parameter of an operation, or one field of its body."""

    name: str
    """The name in the request."""
    place: Literal["path", "query", "header", "body", "content"]
    """`content` is a body that consists of a file."""
    schema: Schema
    required: bool
    default: Any = None
    """The value that is sent if the flag is absent; None sends nothing."""
    is_file: bool = False
    """Whether it is a file, or an array of files."""

    @property
    def word(self) -> str:
        """The name on the command line."""
        name = str(self.schema.get("x-name", self.name)).lower().removeprefix("x-")
        return re.sub(r"[^0-9a-z]+", "-", name).strip("-")


@dataclass(frozen=True, slots=True)
class Command:
    """One operation as a command."""

    name: str
    """For example `chat.completions.create`; commands of the agent API begin with `agent.`."""
    operation: Operation[Any, Any]
    described: Mapping[str, Any]
    schemas: Schemas
    parameters: tuple[CommandParameter, ...]
    deprecation: str = ""
    """The text of the warning about a deprecated operation; empty if it is not deprecated."""

    @property
    def resource(self) -> str:
        """The group of the command in the overview."""
        return self.name.rpartition(".")[0]

    @property
    def summary(self) -> str:
        return str(self.described["summary"]).rstrip(".")

    @property
    def streams_on_request(self) -> bool:
        """Whether the caller chooses between a stream and a complete response."""
        return self.operation.stream is not None and self.operation.result is not None


def _command_name(operation: Operation[Any, Any]) -> str:
    """Return the name of the command of an operation."""
    words = ("agent" if operation.api == "agent" else "", operation.resource, operation.name)
    return ".".join(filter(None, words))


def load() -> dict[str, Command]:
    """Return all commands by name, sorted by resource and name."""
    from do_inference_generated._description import read_description
    from do_inference_generated.operations import OPERATIONS

    schemas = Schemas(read_description())
    commands = {}
    for path in schemas.document["paths"].values():
        for described in path.values():
            if not isinstance(described, Mapping) or "operationId" not in described:
                continue
            operation = OPERATIONS[described["operationId"]]
            name = _command_name(operation)
            deprecation = f"{name} is deprecated" if described.get("deprecated") else ""
            if deprecation and (other := OPERATIONS.get(described.get("x-replaced-by", ""))):
                deprecation += f"; use {_command_name(other)} instead"
            parameters = _parameters(schemas, described)
            commands[name] = Command(name, operation, described, schemas, parameters, deprecation)
    return dict(sorted(commands.items(), key=lambda item: (item[1].resource, item[0])))


def _parameters(schemas: Schemas, described: Mapping[str, Any]) -> tuple[CommandParameter, ...]:
    found = []
    for node in described.get("parameters", ()):
        parameter = schemas.follow(node)
        overrides = {
            key: parameter[key]
            for key in ("description", "deprecated", "x-name", "x-replaced-by")
            if key in parameter
        }
        schema: Schema = {**schemas.follow(parameter["schema"]), **overrides}
        if "const" in schema or parameter["in"] == "cookie":
            continue
        default = schema.get("default") if parameter.get("x-send-default") else None
        required = bool(parameter.get("required"))
        found.append(CommandParameter(parameter["name"], parameter["in"], schema, required, default))
    body = schemas.follow(described.get("requestBody", {}))
    for content in list(body.get("content", {}).values())[:1]:
        schema = schemas.follow(content["schema"])
        if schema.get("format") == "binary":
            found.append(
                CommandParameter("file", "content", schema, bool(body.get("required")), is_file=True)
            )
        required = schema.get("required", ())
        for name, node in schema.get("properties", {}).items():
            if name != "stream":
                field = schemas.follow(node)
                is_required = name in required
                # A constant is sent without a flag.
                default = field.get("const") if is_required else None
                found.append(
                    CommandParameter(name, "body", field, is_required, default, schemas.is_file(field))
                )
    return tuple(sorted(found, key=lambda i: (i.place != "path", not i.required)))
