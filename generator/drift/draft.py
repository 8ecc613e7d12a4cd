"""Drafts: YAML for what is missing, in the form of the description, for the maintainer to edit.

A draft contains `TODO` where upstream does not define what the description needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from generator.drift.differences import Difference
from generator.names import snake_case
from generator.openapi.documents import EVENT_STREAM, Node, OperationNode, UnreadableDocumentError
from generator.openapi.schema_reader import limits, merged, read_schema

VERBS = {"post": "create", "get": "retrieve", "put": "replace", "patch": "update", "delete": "delete"}
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


def write_drafts(differences: Iterable[Difference], folder: Path) -> list[str]:
    """Write a draft for everything that is missing. Returns the files written, relative to `folder`."""
    drafter = _Drafter()
    for difference in differences:
        if difference.side != "missing" or difference.draft is None:
            continue
        if isinstance(difference.draft, OperationNode):
            drafter.operation(difference.draft)
        else:
            drafter.part(difference)
    for name, content in drafter.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(
            yaml.safe_dump(content, sort_keys=False, width=110, allow_unicode=True), encoding="utf-8"
        )
    return sorted(drafter.files)


class _Drafter:
    def __init__(self) -> None:
        self.files: dict[str, Any] = {}
        """The content of the drafts, by path."""
        self.named: dict[tuple[Any, ...], str] = {}
        """The names of the schemas that have a draft, by the identity of the upstream schema."""

    def operation(self, operation: OperationNode) -> None:
        """Draft a file for the operation, one for each of its schemas, and its entry in openapi.yaml."""
        tag, name = guess(operation)
        out: dict[str, Any] = {
            "operationId": f"{tag.replace('.', '_')}_{name}",
            "summary": self.words(operation.node, "summary") or "TODO: one imperative sentence.",
            "description": self.words(operation.node) or "TODO: describe what callers need to know.",
            "tags": [tag],
            "x-stability": "experimental",
            "x-source": f"published description, {operation.root.child('info', 'version').value}",
        }
        parameters = [self.parameter(node.follow()) for node in operation.parameters()]
        if parameters:
            out["parameters"] = parameters
        body = operation.node.child("requestBody").follow()
        if body.mapping:
            content = {
                kind: self.media(body.child("content", kind), f"{tag}_request", operation)
                for kind in body.child("content").mapping
            }
            out["requestBody"] = {"required": True, "content": content}
        out["responses"] = self.responses(operation, tag)
        self.files[f"resources/{tag}/{out['operationId']}.yaml"] = out
        entry = self.files.setdefault("openapi.yaml", {"paths": {}})
        entry["paths"].setdefault(operation.path, {})[operation.method] = {
            "$ref": f"resources/{tag}/{out['operationId']}.yaml"
        }
        tags = self.files.setdefault("shared/tags.yaml", [])
        if not any(known["name"] == tag for known in tags):
            tags.append({"name": tag, "description": "TODO: what the resource is."})

    def words(self, node: Node, key: str = "description") -> str:
        """Return a description, which may be in a separate file, or the empty string."""
        try:
            return str(node.child(key).follow().value or "").strip()
        except UnreadableDocumentError:
            return ""

    def parameter(self, node: Node) -> dict[str, Any]:
        given = node.mapping
        return {
            "name": given.get("name"),
            "in": given.get("in"),
            "required": bool(given.get("required")),
            "description": self.words(node) or "TODO",
            "schema": self.schema(
                node.child("schema"), str(given.get("name")), "../../schemas/", described=False
            ),
        }

    def responses(self, operation: OperationNode, tag: str) -> dict[str, Any]:
        out: dict[str, Any] = {}
        theirs = operation.node.child("responses")
        statuses = dict.fromkeys([*map(str, theirs.mapping), "401", "403", "429", "500", "default"])
        if "{" in operation.path:
            statuses["404"] = None
        for status in statuses:
            if status.startswith("2"):
                response = theirs.child(status).follow()
                content = response.child("content")
                out[status] = {
                    "description": self.words(response) or "TODO",
                    "headers": {"$ref": "../../shared/headers.yaml#/rate_limit"},
                }
                if content.mapping:
                    out[status]["content"] = {
                        kind: self.media(content.child(kind), tag, operation) for kind in content.mapping
                    }
            elif status in SHARED:
                out[status] = {"$ref": f"../../shared/responses/{SHARED[status]}.yaml"}
        return out

    def media(self, node: Node, name: str, operation: OperationNode) -> dict[str, Any]:
        hint = f"{name.replace('.', '_')}{'_event' if node.pointer[-1] == EVENT_STREAM else ''}"
        out: dict[str, Any] = {
            "schema": self.schema(node.child("schema"), hint, "../../schemas/", described=False)
        }
        if node.pointer[-1] == EVENT_STREAM:
            out["x-event-stream"] = {"terminator": "[DONE]", "accumulator": "none"}
        return out

    def part(self, difference: Difference) -> None:
        """Draft a missing property, header or parameter, with the name that it would have."""
        node, pointer = difference.draft, difference.pointer
        if pointer[:2] == ("components", "schemas") and difference.kind == "property":
            file = self.files.setdefault(f"schemas/{snake_case(pointer[2])}.yaml", {"properties": {}})
            name = pointer[-1]
            file.setdefault("properties", {})[name] = self.schema(
                node, f"{snake_case(pointer[2])}_{name}", "", described=True
            )
        elif difference.kind == "parameter":
            file = self.files.setdefault("parameters.yaml", [])
            file.append({"for": difference.names[0], **self.parameter(node)})
        else:
            file = self.files.setdefault("other.yaml", [])
            file.append(
                {
                    "for": difference.names[0],
                    "missing": difference.text,
                    "upstream": _plain(node.follow().value),
                }
            )

    def schema(self, node: Node, name: str, folder: str, *, described: bool) -> dict[str, Any]:
        """Return a schema to inline, or a reference to the file that is drafted for it."""
        full = merged(node)
        view = read_schema([node])
        value = full.mapping
        big = "properties" in value or (isinstance(value.get("enum"), list) and len(value["enum"]) > 1)
        big = big or (isinstance(value.get("oneOf", value.get("anyOf")), list) and bool(view.of("object")))
        words = {"description": self.words(full) or "TODO"} if described else {}
        if not big:
            return {**self.inline(full, name, folder), **words}
        if full.identity not in self.named:
            reference = node.mapping.get("$ref")
            base = (
                snake_case(re.split(r"[/#]", str(reference))[-1].split(".")[0])
                if reference
                else snake_case(name)
            )
            self.named[full.identity] = self.free(base)
            self.files[f"schemas/{self.named[full.identity]}.yaml"] = {}
            self.files[f"schemas/{self.named[full.identity]}.yaml"] = self.component(
                full, self.named[full.identity]
            )
        target = {"$ref": f"{folder}{self.named[full.identity]}.yaml"}
        return {"oneOf": [target, {"type": "null"}], **words} if view.nullable else {**target, **words}

    def free(self, base: str) -> str:
        name, count = base, 1
        while f"schemas/{name}.yaml" in self.files:
            count += 1
            name = f"{base}_{count}"
        return name

    def component(self, node: Node, name: str) -> dict[str, Any]:
        value = node.mapping
        out: dict[str, Any] = {"description": self.words(node) or "TODO: describe the value for callers."}
        if "properties" in value:
            out = {"type": "object", **out, "additionalProperties": value.get("additionalProperties", True)}
            if value.get("required"):
                out["required"] = list(value["required"])
            out["properties"] = {
                key: self.schema(child, f"{name}_{key}", "", described=True)
                for key, child in node.child("properties").items()
            }
        elif "enum" in value:
            known = [item for item in value["enum"] if item is not None]
            out |= {
                "type": "string",
                "enum": known,
                "x-enum-descriptions": dict.fromkeys(map(str, known), "TODO"),
            }
        else:
            key = "oneOf" if "oneOf" in value else "anyOf"
            members = [
                self.schema(node.child(key, i), f"{name}_{i + 1}", "", described=False)
                for i in range(len(value[key]))
            ]
            out["oneOf"] = [member for member in members if member.get("type") != "null"]
            tag = str(value.get("discriminator", {}).get("propertyName", ""))
            tags = {self.tag(member, tag): member["$ref"] for member in out["oneOf"] if "$ref" in member}
            if tag and None not in tags and len(tags) == len(out["oneOf"]):
                out["discriminator"] = {"propertyName": tag, "mapping": tags}
        return out

    def tag(self, member: Mapping[str, Any], name: str) -> Any:
        """Return the only value of a field in a drafted schema."""
        fields = self.files.get(f"schemas/{member['$ref']}", {}).get("properties", {})
        return fields.get(name, {}).get("const")

    def inline(self, node: Node, name: str, folder: str) -> dict[str, Any]:
        value = node.mapping
        view = read_schema([node])
        if len(value.get("enum") or []) == 1:
            return {"type": "string", "const": value["enum"][0]}
        members = value.get("oneOf", value.get("anyOf"))
        if isinstance(members, list):
            key = "oneOf" if "oneOf" in value else "anyOf"
            return {
                "oneOf": [
                    self.schema(node.child(key, i), name, folder, described=False)
                    for i in range(len(members))
                ]
            }
        types = sorted(view.types)
        if types == ["any"]:
            return {"x-any": "TODO: upstream does not define this value"}
        out: dict[str, Any] = {
            "type": types[0] if len(types) == 1 and not view.nullable else [*types, *["null"] * view.nullable]
        }
        out |= limits(value)
        if "const" in value:
            out["const"] = value["const"]
        if "array" in types:
            out["items"] = self.schema(node.child("items"), f"{name}_item", folder, described=False)
        if "object" in types:
            inner = value.get("additionalProperties", True)
            out["additionalProperties"] = (
                self.schema(node.child("additionalProperties"), f"{name}_value", folder, described=False)
                if isinstance(inner, Mapping) and inner
                else True
            )
        if value.get("default") is not None:
            out["default"] = value["default"]
        return out


def guess(operation: OperationNode) -> tuple[str, str]:
    """Derive the tag and the method name from the path: `audio.speech` and `create` for `POST /v1/audio/speech`."""
    steps = [step for step in operation.path.strip("/").split("/") if step not in ("api", "v1", "v2")]
    named = [snake_case(step) for step in steps if not re.match(r"[{<]", step)] or ["root"]
    agent = operation.path.startswith("/api/")
    verb = VERBS.get(operation.method, operation.method)
    if operation.method == "get" and not (steps and re.match(r"[{<]", steps[-1])):
        verb = "list"
    if len(named) > 1 and any(re.match(r"[{<]", step) for step in steps[:-1]):
        verb = named.pop()
    return ".".join([*(["agent"] if agent else []), *named]), verb


def _plain(value: Any) -> Any:
    """Return plain lists and mappings, which the YAML writer requires."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
