"""Drafts of schemas, parameters and responses, in the form of the description."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator.drift.editor import Editor
from generator.lint.values import FORMATS
from generator.names import snake_case
from generator.openapi.documents import EVENT_STREAM, Node, Pointer, UnreadableDocumentError
from generator.openapi.reader import is_json
from generator.openapi.schema_reader import is_null, limits, merged, read_schema, union_of

SHARED = {
    "400": "bad_request",
    "401": "unauthorized",
    "403": "forbidden",
    "404": "not_found",
    "409": "conflict",
    "412": "precondition_failed",
    "422": "unprocessable_entity",
    "429": "too_many_requests",
    "500": "server_error",
    "default": "unexpected_error",
}
"""The files of the responses that operations share."""
MULTIPART, OCTETS = "multipart/form-data", "application/octet-stream"
TODO = "TODO: describe the value for callers."
IN_OPERATION = "../../"
"""Leads from the file of an operation to the folder of the description."""


class Drafter:
    """Converts parts of an upstream document to the form of the description, and writes the files of their schemas.

    `matched` leads from upstream schemas to the components of the description that the comparison found to be the same.
    A draft refers to these instead of repeating them.
    """

    def __init__(self, editor: Editor, matched: Mapping[tuple[str, Pointer], str]) -> None:
        self._editor = editor
        self._named: dict[tuple[str, Pointer], str] = {
            identity: snake_case(component) for identity, component in matched.items()
        }
        """The names of the files of schemas, by the identity of the upstream schema."""

    def words(self, node: Node, key: str = "description") -> str:
        """Return a description, which may be in a separate file, or the empty string."""
        try:
            return str(node.child(key).follow().value or "").strip()
        except UnreadableDocumentError:
            return ""

    def parameter(self, node: Node) -> dict[str, Any]:
        """Return a parameter of an operation."""
        given = node.mapping
        name = str(given.get("name"))
        schema = self.schema(node.child("schema"), name, f"{IN_OPERATION}schemas/", described=False)
        return {
            "name": name,
            "in": given.get("in"),
            "required": bool(given.get("required")),
            **({"deprecated": True} if given.get("deprecated") is True else {}),
            "description": self.words(node) or "TODO",
            "schema": schema,
        }

    def response(self, node: Node, status: str, name: str) -> dict[str, Any] | None:
        """Return a response of an operation; None if its status code is unknown. `name` is for its schemas."""
        if not status.startswith("2"):
            return (
                {"$ref": f"{IN_OPERATION}shared/responses/{SHARED[status]}.yaml"}
                if status in SHARED
                else None
            )
        response = node.follow()
        out: dict[str, Any] = {
            "description": self.words(response) or "TODO",
            "headers": {"$ref": f"{IN_OPERATION}shared/headers.yaml#/rate_limit"},
        }
        content = response.child("content")
        if content.mapping:
            out["content"] = {kind: self.media(content.child(kind), name) for kind in content.mapping}
        return out

    def media(self, node: Node, name: str) -> dict[str, Any]:
        """Return the content of a body of one media type."""
        kind = node.pointer[-1]
        hint = f"{snake_case(name)}{'_event' if kind == EVENT_STREAM else ''}"
        given, folder = node.child("schema"), f"{IN_OPERATION}schemas/"
        if not (is_json(kind) or kind in (EVENT_STREAM, MULTIPART)):
            return {"schema": self.schema(given, hint, folder, described=kind == OCTETS)}
        schema = self.schema(given, hint, "", described=False)
        if "$ref" not in schema:
            schema = {"$ref": self._put(hint, {"description": self.words(merged(given)) or TODO, **schema})}
        events = {"x-event-stream": {"terminator": "[DONE]", "accumulator": "none"}}
        stream = events if kind == EVENT_STREAM else {}
        return {"schema": {**schema, "$ref": f"{folder}{schema['$ref']}"}, **stream}

    def schema(self, node: Node, name: str, folder: str, *, described: bool) -> dict[str, Any]:
        """Return a schema to inline, or a reference to the file that is drafted for it."""
        full = merged(node)
        view = read_schema([node])
        if (only := _only_member(full)) is not None:
            node, full = only, merged(only)
        value = full.mapping
        big = "properties" in value or _is_enum(value)
        big = big or (union_of(full) is not None and bool(view.of("object")))
        words: dict[str, Any] = {"description": self.words(full) or "TODO"} if described else {}
        if view.deprecated:
            words["deprecated"] = True
        if not big:
            return {**self._inline(full, view.nullable, name, folder), **words}
        if full.identity not in self._named:
            reference = node.mapping.get("$ref")
            base = re.split(r"[/#]", str(reference))[-1].split(".")[0] if reference else name
            self._write(full, snake_case(base))
        target = {"$ref": f"{folder}{self._named[full.identity]}.yaml"}
        return {"oneOf": [target, {"type": "null"}], **words} if view.nullable else {**target, **words}

    def free(self, base: str) -> str:
        """Return a name without extension that no file has: the given one, or with a number."""
        name, count = base, 1
        while self._editor.exists(f"{name}.yaml"):
            count += 1
            name = f"{base}_{count}"
        return name

    def _put(self, base: str, content: dict[str, Any]) -> str:
        """Write a schema that the description does not inline. Returns the name of its file."""
        file = f"{self.free(f'schemas/{base}')}.yaml"
        self._editor.create(file, content)
        return file.removeprefix("schemas/")

    def _write(self, full: Node, base: str) -> None:
        file = self.free(f"schemas/{base}")
        name = file.removeprefix("schemas/")
        self._named[full.identity] = name
        self._editor.create(f"{file}.yaml", {})  # reserved before its members, which can refer to it
        self._editor.create(f"{file}.yaml", self._component(full, name))

    def _component(self, node: Node, name: str) -> dict[str, Any]:
        value = node.mapping
        out: dict[str, Any] = {"description": self.words(node) or TODO}
        if "properties" in value:
            out = {"type": "object", **out, "additionalProperties": self._other_fields(node, name, "")}
            if value.get("required"):
                out["required"] = list(value["required"])
            out["properties"] = {
                key: self.schema(child, f"{name}_{key}", "", described=True)
                for key, child in node.child("properties").items()
            }
        elif _is_enum(value):
            known = [item for item in value["enum"] if item is not None]
            descriptions = dict.fromkeys(map(str, known), "TODO")
            out |= {"type": "string", "enum": known, "x-enum-descriptions": descriptions}
        else:
            members = [
                self.schema(member, f"{name}_{number}", "", described=False)
                for number, member in enumerate(_members(node), 1)
            ]
            out["oneOf"] = [member for member in members if member.get("type") != "null"]
            tags = self._tags(out["oneOf"], value.get("discriminator", {}).get("propertyName"))
            if tags:
                out["discriminator"] = tags
        return out

    def _tags(self, members: list[dict[str, Any]], named: str | None) -> dict[str, Any] | None:
        """Return the discriminator of a union: the property that has another constant in each member."""
        if not members or not all("$ref" in member for member in members):
            return None
        files = [member["$ref"].rpartition("/")[2] for member in members]
        for tag in [named] if named else self._fields(files[0]):
            values = [self.tag(file, tag) for file in files]
            if all(values) and len(set(values)) == len(values):
                references = [member["$ref"] for member in members]
                return {"propertyName": tag, "mapping": dict(zip(values, references, strict=True))}
        return None

    def tag(self, file: str, name: str) -> str:
        """Return the constant of a property in a file of the folder `schemas`; empty if it has none."""
        return str(self._fields(file).get(name, {}).get("const", ""))

    def _fields(self, file: str) -> dict[str, Any]:
        content = self._editor.load(self._editor.root.parent / "schemas" / file)
        fields: dict[str, Any] = content.get("properties", {})
        return fields

    def _inline(self, node: Node, nullable: bool, name: str, folder: str) -> dict[str, Any]:
        value = node.mapping
        types = sorted(read_schema([node]).types)
        if len(value.get("enum") or []) == 1 and types not in ([], ["any"]):
            return {"type": types[0], "const": value["enum"][0]}
        if union_of(node) is not None:
            return {"oneOf": [self.schema(one, name, folder, described=False) for one in _members(node)]}
        if types == ["any"]:
            return {"x-any": "TODO: upstream does not define this value"}
        out: dict[str, Any] = {
            "type": types[0] if len(types) == 1 and not nullable else [*types, *["null"] * nullable]
        }
        # Another format is reported by the next comparison.
        out |= {key: limit for key, limit in limits(value).items() if key != "format" or limit in FORMATS}
        if "const" in value:
            out["const"] = value["const"]
        if "array" in types:
            out["items"] = self.schema(node.child("items"), f"{name}_item", folder, described=False)
        if "object" in types:
            out["additionalProperties"] = self._other_fields(node, name, folder) or True
        if value.get("default") is not None:
            out["default"] = value["default"]
        return out

    def _other_fields(self, node: Node, name: str, folder: str) -> Any:
        """Return the schema of the other fields of an object, or whether it can have any."""
        given = node.mapping.get("additionalProperties", True)
        if isinstance(given, Mapping) and given:
            return self.schema(node.child("additionalProperties"), f"{name}_value", folder, described=False)
        return given is not False


def _is_enum(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema lists several texts. Other values are not enums in the description."""
    values = schema.get("enum")
    return (
        isinstance(values, list) and len(values) > 1 and all(isinstance(v, (str, type(None))) for v in values)
    )


def _only_member(node: Node) -> Node | None:
    """Return the member of a union that has only one, next to null: a nullable schema."""
    members = [member for member in _members(node) if not is_null(member.value)]
    return members[0] if len(members) == 1 else None


def _members(node: Node) -> list[Node]:
    """Return the members of a union; none if the schema is not a union."""
    union = union_of(node)
    return union.elements() if union else []
