"""The commands: one for each operation, with a flag for each thing it takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from ._schemas import Schema, Schemas

if TYPE_CHECKING:
    from do_inference_generated._interface import Operation


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that an operation takes."""

    name: str
    """On the wire."""
    place: Literal["path", "query", "header", "body", "content"]
    """`content` is a body that is a file."""
    schema: Schema
    required: bool
    default: Any = None
    """Sent where nothing is given; None for nothing."""
    is_file: bool = False
    """Whether it is a file, or an array of files."""

    @property
    def word(self) -> str:
        """The name as it is written on the command line."""
        return self.name.lower().removeprefix("x-").replace("_", "-").strip("-")


@dataclass(frozen=True, slots=True)
class Command:
    """One operation as a command."""

    name: str
    """Such as `chat.completions.create`; with `agent.` in front for the agent API."""
    operation: Operation[Any, Any]
    described: Mapping[str, Any]
    schemas: Schemas
    inputs: tuple[Input, ...]

    @property
    def resource(self) -> str:
        """What it is grouped under."""
        return self.name.rpartition(".")[0]

    @property
    def summary(self) -> str:
        return str(self.described["summary"]).rstrip(".")

    @property
    def streams_on_request(self) -> bool:
        """Whether the caller chooses between a stream and a whole answer."""
        return self.operation.stream is not None and self.operation.result is not None


def load() -> dict[str, Command]:
    """All commands by name, by resource and name."""
    from do_inference_generated.operations import OPERATIONS

    text = (files("do_inference_generated") / "description.json").read_text(encoding="utf-8")
    schemas = Schemas(json.loads(text))
    commands = {}
    for path in schemas.document["paths"].values():
        for described in path.values():
            if not isinstance(described, Mapping) or "operationId" not in described:
                continue
            operation = OPERATIONS[described["operationId"]]
            words = ("agent" if operation.api == "agent" else "", operation.resource, operation.name)
            name = ".".join(filter(None, words))
            commands[name] = Command(name, operation, described, schemas, _inputs(schemas, described))
    return dict(sorted(commands.items(), key=lambda item: (item[1].resource, item[0])))


def _inputs(schemas: Schemas, described: Mapping[str, Any]) -> tuple[Input, ...]:
    found = []
    for node in described.get("parameters", ()):
        parameter = schemas.follow(node)
        told = {key: parameter[key] for key in ("description", "deprecated") if key in parameter}
        schema: Schema = {**schemas.follow(parameter["schema"]), **told}
        if "const" in schema or parameter["in"] == "cookie":
            continue
        default = schema.get("default") if parameter.get("x-send-default") else None
        required = bool(parameter.get("required"))
        found.append(Input(parameter["name"], parameter["in"], schema, required, default))
    body = schemas.follow(described.get("requestBody", {}))
    for content in list(body.get("content", {}).values())[:1]:
        schema = schemas.follow(content["schema"])
        if schema.get("format") == "binary":
            found.append(Input("file", "content", schema, bool(body.get("required")), is_file=True))
        required = schema.get("required", ())
        for name, node in schema.get("properties", {}).items():
            if name != "stream":
                field = schemas.follow(node)
                must = name in required
                # Where only one value is possible, nobody has to write it.
                default = field.get("const") if must else None
                found.append(Input(name, "body", field, must, default, schemas.is_file(field)))
    return tuple(sorted(found, key=lambda i: (i.place != "path", not i.required)))
