"""Conversion of the operations of the bundle to methods."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator import types as t
from generator.docstrings import deprecation, describe, limits
from generator.ir import Argument, Method, ObjectShape, PlainText, ResponseSchema
from generator.names import (
    TAKEN_IN_METHODS,
    identifier,
    python_name,
)
from generator.openapi import reader
from generator.openapi.reader import is_json, operations, resolve
from generator.pagination import PaginationReader
from generator.schemas import SchemaReader


class MethodReader:
    """Converts operations, with the help of a reader of their schemas."""

    def __init__(self, schemas: SchemaReader) -> None:
        self.schemas = schemas
        self.document = schemas.document
        self.fail = schemas.fail
        self.pages = PaginationReader(schemas)

    def method(self, path: str, verb: str, operation: Mapping[str, Any]) -> Method:
        pointer = reader.pointer("paths", path, verb)
        server = (operation.get("servers") or self.document["servers"])[0]
        api, tag = server["x-api"], operation["tags"][0]
        resource = tag if api == "serverless" else re.sub(rf"^{api}\.?", "", tag)
        body, whole, arguments = self.arguments(pointer, operation)
        success = self.success(operation)
        json_node = next((m["schema"] for k, m in success.items() if is_json(k) and "x-bytes" not in m), None)
        events = success.get("text/event-stream")
        security = operation.get("security", self.document.get("security", []))
        response = self.response(json_node, pointer) if json_node else None
        return Method(
            id=operation["operationId"],
            method_name=identifier(operation["operationId"].removeprefix(tag.replace(".", "_") + "_")),
            resource=resource,
            api=api,
            verb=verb.upper(),
            path=path,
            summary=operation["summary"].strip(),
            doc=describe(operation),
            arguments=arguments,
            body=body,
            whole_body=whole,
            response=response,
            pagination=self.pages.pagination(operation, response.type if response else None),
            binary=json_node is None and any(k != "text/event-stream" for k in success),
            plain_text=self.plain_text(success, arguments),
            media=[]
            if json_node
            else [k for k, m in success.items() if k != "text/event-stream" and "x-bytes" not in m],
            encoded=next((list(m["x-bytes"]) for m in success.values() if "x-bytes" in m), []),
            event_schema=self.response(events["schema"], pointer) if events else None,
            stream=events.get("x-event-stream", {}) if events else {},
            stream_only=events is not None and json_node is None,
            secured=bool(security),
            absolute_url=operation.get("x-absolute-url"),
            idempotent=operation.get("x-idempotent", verb in ("get", "head", "put", "delete")),
            experimental=operation.get("x-stability") == "experimental",
            probe=bool(operation.get("x-probe")),
            deprecation=self.deprecation(operation),
            errors=[s for s in operation["responses"] if not s.startswith("2")],
            source=operation.get("x-source", ""),
        )

    def deprecation(self, operation: Mapping[str, Any]) -> str:
        """Return the text of the warning about a deprecated operation; empty if it is not deprecated."""
        if not operation.get("deprecated"):
            return ""
        found = {other["operationId"]: _path(other) for _, _, other in operations(self.document)}
        other = found.get(operation.get("x-replaced-by"))
        return f"{_path(operation)} is deprecated" + (f"; use {other} instead" if other else "")

    def response(self, schema: Mapping[str, Any], pointer: str) -> ResponseSchema | None:
        """Return the schema of a complete response or event, which needs its own decoder."""
        found = self.schemas.type(schema, pointer)
        if not isinstance(found, (t.ModelType, t.Alias)):
            self.fail(
                pointer,
                f"returns {found.response()}; describe an object or a union, which can be extended",
            )
            return None
        shapes, tag = self.shapes(found)
        return ResponseSchema(found, shapes, tag)

    def shapes(self, kind: t.ModelType | t.Alias) -> tuple[list[ObjectShape], str | None]:
        """Return the shapes of the objects of a type that no tag identifies, and the tag of the others."""
        if isinstance(kind, t.ModelType):
            return [self.shape(kind)], None
        union = self.schemas.union(kind.name)
        tag, shapes = union.tag, []
        tagged = {model.name for model in union.mapping.values()}
        for member in union.type.members:
            if isinstance(member, t.MapOf):
                shapes.append(ObjectShape())
            elif isinstance(member, (t.ModelType, t.Alias)) and member.name not in tagged:
                inner, inner_tag = self.shapes(member)
                shapes, tag = [*shapes, *inner], tag or inner_tag
        return shapes, tag

    def shape(self, model: t.ModelType) -> ObjectShape:
        """Return the properties that identify an object."""
        shape = ObjectShape(alternatives=_alternatives(self.schemas.components[model.name]))
        for field in self.schemas.object(model.name, False).fields:
            if not field.required:
                shape.optional.append(field.wire)
            elif isinstance(field.type, t.Const):
                shape.constants[field.wire] = field.type.value
            else:
                shape.required[field.wire] = field.type.json()
        return shape

    def plain_text(self, success: Mapping[str, Any], arguments: list[Argument]) -> PlainText | None:
        """Return the argument and its values for which the response is plain text."""
        when = next((media["x-when"] for media in success.values() if "x-when" in media), None)
        if when is None:
            return None
        ((wire, values),) = when.items()
        kinds = [i for a in arguments if a.wire == wire for i in a.type.walk() if isinstance(i, t.Enum)]
        known = [value for kind in kinds for value in self.schemas.components[kind.name]["enum"]]
        return PlainText(wire, values, [value for value in known if value not in values])

    def success(self, operation: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                found.update(resolve(response, self.document).get("content", {}))
        return found

    def arguments(
        self, pointer: str, operation: Mapping[str, Any]
    ) -> tuple[str | None, bool, list[Argument]]:
        given = [self.parameter(resolve(p, self.document), pointer) for p in operation.get("parameters", [])]
        in_path = [a for a in given if a.place == "path"]
        others = [a for a in given if a.place != "path"]
        kind, whole, in_body = self.body(pointer, operation.get("requestBody"))
        for argument in in_path:
            if argument.name in {a.name for a in in_body}:
                self.fail(
                    pointer,
                    f"has {{{argument.wire}}} in its path and the same name in its body; rename it in the path, "
                    "where the name is not sent",
                )
        taken = {a.name for a in (*in_path, *in_body)}
        for argument in others:
            if argument.name in taken:
                argument.name = f"{argument.name.rstrip('_')}_{argument.place}"
            if argument.name in taken:
                self.fail(
                    pointer,
                    f"has several arguments named {argument.name!r}; add `x-name: python_name` to the parameter "
                    f"{argument.wire!r}",
                )
            taken.add(argument.name)
        return kind, whole, [*in_path, *in_body, *others]

    def body(self, pointer: str, body: Mapping[str, Any] | None) -> tuple[str | None, bool, list[Argument]]:
        if body is None:
            return None, False, []
        ((media_type, media),) = body["content"].items()
        kind = {"application/json": "json", "multipart/form-data": "multipart"}.get(media_type, "binary")
        component = media["schema"].get("$ref", "").rsplit("/", 1)[-1]
        if kind != "binary" and self.schemas.kind(component) == "model":
            fields = self.schemas.object(component, False).fields
            return (
                kind,
                False,
                [
                    Argument(
                        f.wire,
                        f.argument,
                        f.type,
                        f.required,
                        " ".join(filter(None, (f.doc, f.limits))),
                        "body",
                    )
                    for f in fields
                ],
            )
        name = "content" if kind == "binary" else "body"
        doc = describe(resolve(media["schema"], self.document))
        return (
            kind,
            True,
            [Argument(name, name, self.schemas.type(media["schema"], pointer), True, doc, "body")],
        )

    def parameter(self, parameter: Mapping[str, Any], pointer: str) -> Argument:
        schema = parameter["schema"]
        full = resolve(schema, self.document)
        sent = full.get("default") if parameter.get("x-send-default") else None
        return Argument(
            wire=parameter["name"],
            name=python_name(
                parameter["name"],
                TAKEN_IN_METHODS,
                parameter.get("x-name"),
                header=parameter["in"] == "header",
            ),
            type=self.schemas.type(schema, pointer),
            required=parameter.get("required", False),
            doc=" ".join(
                filter(
                    None,
                    (
                        describe(parameter),
                        deprecation({**full, **parameter}),
                        limits({**full, **parameter}),
                        self.schemas.values(schema, pointer),
                    ),
                )
            ),
            place=parameter["in"],
            default=None if sent is None else repr(sent),
        )


def _path(operation: Mapping[str, Any]) -> str:
    """Return the path of the method of an operation from a client, such as `chat.completions.create`."""
    tag = operation["tags"][0]
    return f"{tag}.{identifier(operation['operationId'].removeprefix(tag.replace('.', '_') + '_'))}"


def _alternatives(schema: Mapping[str, Any]) -> list[str]:
    """Return the properties of which an object has at least one.

    `then` requires some of them if all properties of `if` are absent.
    """
    condition, then = schema.get("if"), schema.get("then")
    if not isinstance(condition, Mapping) or not isinstance(then, Mapping):
        return []
    absent, required = condition.get("properties", {}), then.get("required", [])
    if not absent or not required or any(value is not False for value in absent.values()):
        return []
    return [*required, *absent]
