"""YAML for what is missing, in the description's own form, for the maintainer to edit.

A draft says `TODO` where upstream does not tell what the description wants to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from generator.drift.documents import EVENTS, Documents, Node, UnreadableDocumentError
from generator.drift.facts import Fact
from generator.drift.operations import Operation
from generator.drift.views import Views, limits
from generator.names import snake_case

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


def write_drafts(facts: Iterable[Fact], upstream: Documents, folder: Path) -> list[str]:
    """Write a draft for each missing thing; the files written, relative to `folder`."""
    drafter = _Drafter(upstream)
    for fact in facts:
        if fact.side != "missing" or fact.draft is None:
            continue
        if isinstance(fact.draft, Operation):
            drafter.operation(fact.draft)
        else:
            drafter.piece(fact)
    for name, content in drafter.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(
            yaml.safe_dump(content, sort_keys=False, width=110, allow_unicode=True), encoding="utf-8"
        )
    return sorted(drafter.files)


class _Drafter:
    def __init__(self, upstream: Documents) -> None:
        self.upstream = upstream
        self.views = Views(upstream)
        self.files: dict[str, Any] = {}
        self.named: dict[tuple[Any, ...], str] = {}

    def operation(self, operation: Operation) -> None:
        """A file for the operation, one for each of its schemas, and its entry in openapi.yaml."""
        tag, name = guess(operation)
        out: dict[str, Any] = {
            "operationId": f"{tag.replace('.', '_')}_{name}",
            "summary": self.words(operation.node, "summary") or "TODO: one imperative sentence.",
            "description": self.words(operation.node) or "TODO: what to know before the call.",
            "tags": [tag],
            "x-stability": "experimental",
            "x-source": f"published description, {operation.root.child('info', 'version').value}",
        }
        parameters = [self.parameter(node) for node in self.parameters(operation)]
        if parameters:
            out["parameters"] = parameters
        body = self.upstream.follow(operation.node.child("requestBody"))
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
        """A description, which may be written in a file of its own; empty if there is none."""
        try:
            return str(self.upstream.follow(node.child(key)).value or "").strip()
        except UnreadableDocumentError:
            return ""

    def parameters(self, operation: Operation) -> list[Node]:
        found = []
        for holder in (operation.shared, operation.node):
            given = holder.child("parameters")
            found += [self.upstream.follow(given.child(index)) for index in range(len(given.value or []))]
        return found

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

    def responses(self, operation: Operation, tag: str) -> dict[str, Any]:
        out: dict[str, Any] = {}
        theirs = operation.node.child("responses")
        statuses = dict.fromkeys([*map(str, theirs.mapping), "401", "403", "429", "500", "default"])
        if "{" in operation.path:
            statuses["404"] = None
        for status in statuses:
            if status.startswith("2"):
                response = self.upstream.follow(theirs.child(status))
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

    def media(self, node: Node, name: str, operation: Operation) -> dict[str, Any]:
        hint = f"{name.replace('.', '_')}{'_event' if node.at[-1] == EVENTS else ''}"
        out: dict[str, Any] = {
            "schema": self.schema(node.child("schema"), hint, "../../schemas/", described=False)
        }
        if node.at[-1] == EVENTS:
            out["x-event-stream"] = {"terminator": "[DONE]", "fold": "none"}
        return out

    def piece(self, fact: Fact) -> None:
        """A missing property, header or parameter, beside the name it would have."""
        node = fact.draft
        if fact.at[:2] == ("components", "schemas") and fact.kind == "property":
            file = self.files.setdefault(f"schemas/{snake_case(fact.at[2])}.yaml", {"properties": {}})
            name = fact.at[-1]
            file.setdefault("properties", {})[name] = self.schema(
                node, f"{snake_case(fact.at[2])}_{name}", "", described=True
            )
        elif fact.kind == "parameter":
            file = self.files.setdefault("parameters.yaml", [])
            file.append({"for": fact.contexts[0], **self.parameter(node)})
        else:
            file = self.files.setdefault("other.yaml", [])
            file.append(
                {
                    "for": fact.contexts[0],
                    "missing": fact.text,
                    "upstream": _plain(self.upstream.follow(node).value),
                }
            )

    def schema(self, node: Node, name: str, folder: str, *, described: bool) -> dict[str, Any]:
        """A schema in place, or a reference to the file it got."""
        full = self.views.merged(node)
        shape = self.views.shape([node])
        value = full.mapping
        big = "properties" in value or (isinstance(value.get("enum"), list) and len(value["enum"]) > 1)
        big = big or (isinstance(value.get("oneOf", value.get("anyOf")), list) and bool(shape.of("object")))
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
        return {"oneOf": [target, {"type": "null"}], **words} if shape.nullable else {**target, **words}

    def free(self, base: str) -> str:
        name, count = base, 1
        while f"schemas/{name}.yaml" in self.files:
            count += 1
            name = f"{base}_{count}"
        return name

    def component(self, node: Node, name: str) -> dict[str, Any]:
        value = node.mapping
        out: dict[str, Any] = {"description": self.words(node) or "TODO: what this is to the caller."}
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
        """The one value that a field has in a schema that was drafted."""
        fields = self.files.get(f"schemas/{member['$ref']}", {}).get("properties", {})
        return fields.get(name, {}).get("const")

    def inline(self, node: Node, name: str, folder: str) -> dict[str, Any]:
        value = node.mapping
        shape = self.views.shape([node])
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
        kinds = sorted(shape.kinds)
        if kinds == ["any"]:
            return {"x-any": "TODO: upstream does not say what comes here"}
        out: dict[str, Any] = {
            "type": kinds[0]
            if len(kinds) == 1 and not shape.nullable
            else [*kinds, *["null"] * shape.nullable]
        }
        out |= limits(value)
        if "const" in value:
            out["const"] = value["const"]
        if "array" in kinds:
            out["items"] = self.schema(node.child("items"), f"{name}_item", folder, described=False)
        if "object" in kinds:
            inner = value.get("additionalProperties", True)
            out["additionalProperties"] = (
                self.schema(node.child("additionalProperties"), f"{name}_value", folder, described=False)
                if isinstance(inner, Mapping) and inner
                else True
            )
        if value.get("default") is not None:
            out["default"] = value["default"]
        return out


def guess(operation: Operation) -> tuple[str, str]:
    """Tag and method name from the path: `POST /v1/audio/speech` is `audio.speech` and `create`."""
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
    """Plain lists and mappings, as the YAML writer wants them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
