"""The comparison of the description with an upstream document: operations, and everything in them except schemas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from generator.diff.pair import Pair
from generator.drift.differences import Differences
from generator.drift.schemas import SchemaDrift, described, summarize
from generator.openapi.documents import (
    EVENT_STREAM,
    Documents,
    Node,
    OperationNode,
    UnreadableDocumentError,
    operations,
    schemas_used_by,
)

TAGS = re.compile(r"(serverless|agent|batch)[ _-]inference", re.IGNORECASE)
"""The upstream tags of what the description covers."""


def compare_documents(upstream: Documents, ours: Documents) -> Differences:
    """Return every difference between an upstream document and the description.

    Operations are matched by method and path, whatever their path parameters are called. Upstream operations of other
    products are ignored. Raises UnreadableDocumentError if a document or one of the matched operations cannot be read.
    """
    found = Differences()
    comparison = _OperationComparison(found)
    mine = {_key(operation): operation for operation in operations(ours.openapi())}
    hosts = {_host(url) for operation in mine.values() for url in _urls(operation)}
    prefixes = {_prefix(operation.path) for operation in mine.values()}
    skip = _control_plane if upstream.remote else lambda path, item: False
    theirs = {_key(one): one for one in operations(upstream.openapi(), skip=skip, unread=found.unread)}
    for (method, path), reason in found.unread.items():
        if any(_path_shape(path) == shape and method in (verb, "any") for verb, shape in mine):
            raise UnreadableDocumentError(reason)
    matched = set()
    for key, operation in theirs.items():
        if _other_product(operation, hosts):
            continue
        if key in mine:
            matched.add(key)
            comparison.compare(Pair(mine[key], operation, name=mine[key].name))
        elif _relevant(operation, hosts, prefixes):
            pointer = ("paths", operation.path, operation.method)
            found.missing("operation", "", pointer, operation.name, draft=operation)
    for key, operation in mine.items():
        if key in matched:
            found.compared.add(operation.node.pointer)
        else:
            found.extra("operation", None, operation.node.pointer, operation.name)
            found.schemas_used[operation.node.pointer] = schemas_used_by(operation.node)
    return found


class _OperationComparison:
    """Compares operations. In each pair, `old` is ours and `new` is upstream's."""

    def __init__(self, found: Differences) -> None:
        self.found = found
        self.schemas = SchemaDrift(found)

    def compare(self, pair: Pair[OperationNode]) -> None:
        nodes = pair.map(lambda operation: operation.node)
        self.servers(pair)
        self.flag("security", pair.map(_security), nodes.old.child("security"))
        self.flag("deprecated", nodes.map(lambda node: bool(node.mapping.get("deprecated"))), nodes.old)
        self.parameters(pair)
        self.body(nodes.child("requestBody").map(Node.follow).called(f"{pair.name} request"))
        self.responses(nodes.child("responses"))

    def flag(self, kind: str, values: Pair[Any], node: Node) -> None:
        """Record that two values differ, at a place of ours."""
        if values.old != values.new:
            self.found.compared.add(node.pointer)
            self.found.differs(kind, (values.old, values.new), node.pointer, values.name)

    def missing(self, kind: str, summary: Any, pair: Pair[Node], *, draft: bool = True) -> None:
        """Record that the description lacks the upstream node of a pair."""
        self.found.compared.add(pair.old.pointer)
        self.found.missing(
            kind, summary, pair.old.pointer, pair.name, draft=pair.new.follow() if draft else None
        )

    def extra(self, kind: str, ours: Any, pair: Pair[Node]) -> None:
        """Record that upstream lacks our node of a pair."""
        self.found.compared.add(pair.old.pointer)
        self.found.extra(kind, ours, pair.old.pointer, pair.name)

    def servers(self, pair: Pair[OperationNode]) -> None:
        ours, theirs = ([_server(url) for url in _urls(operation)] for operation in (pair.old, pair.new))
        # Calls go to the first server. Our other servers are more hosts of the same API, such as dedicated endpoints.
        if theirs and (theirs[0] != ours[0] or not set(theirs) <= set(ours)):
            urls = pair.map(lambda operation: sorted(_urls(operation)))
            self.flag("server", urls, pair.old.node.child("servers"))

    def parameters(self, pair: Pair[OperationNode]) -> None:
        found = pair.map(_parameters)
        for key in {**found.new, **found.old}:
            name = f"{pair.name} {key[0]} {key[1]}"
            absent = pair.old.node.child("parameters", ":".join(key)).replaced(None)
            parameter = Pair(found.old.get(key, absent), found.new.get(key, absent), name=name)
            if key not in found.old:
                schema = parameter.new.child("schema")
                summary = summarize([schema]) if schema.mapping else "any"
                summary += ", required" if parameter.new.mapping.get("required") else ""
                self.missing("parameter", summary, parameter)
            elif key not in found.new:
                self.extra("parameter", None, parameter)
            else:
                self.found.compared.add(parameter.old.pointer)
                self.required(parameter)
                for keyword in ("style", "explode", "allowReserved", "deprecated"):
                    values = parameter.map(lambda node, key=keyword: _serialization(node, key))  # type: ignore[misc]
                    self.flag(keyword, values, parameter.old)
                self.schemas.compare(parameter.child("schema").map(lambda node: [node]))

    def required(self, pair: Pair[Node]) -> None:
        self.flag("required", pair.map(lambda node: bool(node.mapping.get("required"))), pair.old)

    def body(self, pair: Pair[Node]) -> None:
        if pair.old.mapping and pair.new.mapping:
            self.required(pair)
            self.content(pair.child("content"))
        else:
            self.described("request body", pair, pair.old)

    def described(self, kind: str, pair: Pair[Node], node: Node) -> None:
        """Record that only one side describes something."""
        ours, theirs = described(pair.map(lambda node: node.mapping))
        self.flag(kind, Pair(ours, theirs, name=pair.name), node)

    def content(self, pair: Pair[Node]) -> None:
        for kind in {**pair.new.mapping, **pair.old.mapping}:
            media = pair.child(kind)
            if kind not in pair.old.mapping:
                self.missing("event stream" if kind == EVENT_STREAM else "media type", kind, media)
            elif kind not in pair.new.mapping:
                self.extra("media type", kind, media)
            else:
                self.media(media.called(f"{pair.name} event") if kind == EVENT_STREAM else media)

    def media(self, pair: Pair[Node]) -> None:
        schema = pair.child("schema")
        if schema.old.mapping and schema.new.mapping:
            self.schemas.compare(schema.map(lambda node: [node]))
        else:
            self.described("schema", schema, pair.old)
        # Few documents describe their streams this way. Keywords that they omit do not count as differences.
        for key in pair.new.child("x-event-stream").mapping:
            values = pair.child("x-event-stream", key).map(lambda node: node.value)
            self.flag(f"stream's {key}", values, pair.old)

    def responses(self, pair: Pair[Node]) -> None:
        for status in {**pair.new.mapping, **pair.old.mapping}:
            response = pair.child(status).called(f"{pair.name} {status}")
            if status not in pair.old.mapping:
                self.missing("status", status, response)
            elif status not in pair.new.mapping:
                self.extra("status", status, response)
            else:
                self.found.compared.add(response.old.pointer)
                response = response.map(Node.follow)
                self.headers(response.child("headers"))
                self.content(response.child("content"))

    def headers(self, pair: Pair[Node]) -> None:
        found = pair.map(lambda node: {name.lower(): header.follow() for name, header in node.items()})
        for name in {**found.new, **found.old}:
            absent = pair.old.child(name).replaced(None)
            header = Pair(found.old.get(name, absent), found.new.get(name, absent), name=pair.name)
            if name not in found.old:
                self.missing("header", name, header)
            elif name not in found.new:
                self.extra("header", None, header)
            else:
                schema = header.child("schema").called(f"{pair.name} header {name}")
                self.schemas.compare(schema.map(lambda node: [node]))


def _security(operation: OperationNode) -> list[str]:
    """Return the accepted ways to authenticate, described by what is sent and not by the names of the schemes."""
    found = set()
    for requirement in operation.inherited("security").value or []:
        parts = []
        for name in requirement:
            scheme = operation.root.child("components", "securitySchemes", name).follow().mapping
            words = (scheme.get("type"), scheme.get("scheme"), scheme.get("in"), scheme.get("name"))
            parts.append(" ".join(str(word).lower() for word in words if word) or name)
        found.add(" and ".join(sorted(parts)) or "none")
    return sorted(found)


def _parameters(operation: OperationNode) -> dict[tuple[str, str], Node]:
    """Return the parameters by location and name; path parameters by position, because their names are not sent."""
    found = {}
    in_path = re.findall(r"\{([^}]*)\}", operation.path)
    for given in operation.parameters():
        node = given.follow()
        location, name = str(node.mapping.get("in")), str(node.mapping.get("name"))
        if node is given:  # an inline parameter has its name as the last step of its place, not its position
            node = node.replaced(node.value, pointer=(*node.pointer[:-1], f"{location}:{name}"))
        if location == "path" and name in in_path:
            name = f"#{in_path.index(name) + 1}"
        found[location, name.lower() if location == "header" else name] = node
    return found


def _serialization(parameter: Node, key: str) -> Any:
    """Return a keyword that controls how a parameter is sent, or its default according to OpenAPI."""
    style = "form" if parameter.mapping.get("in") in ("query", "cookie") else "simple"
    explode = parameter.mapping.get("style", style) == "form"
    return parameter.mapping.get(key, {"style": style, "explode": explode}.get(key, False))


def _key(operation: OperationNode) -> tuple[str, str]:
    return operation.method, _path_shape(operation.path)


def _path_shape(path: str) -> str:
    """Return a path without the names of its parameters."""
    return re.sub(r"\{[^}]*\}|<[^>]*>", "{}", path.rstrip("/") or "/")


def _prefix(path: str) -> str:
    """Return the first step of a path, which distinguishes the APIs of one host: `api` for `/api/v1/health`."""
    return path.strip("/").split("/")[0]


def _urls(operation: OperationNode) -> list[str]:
    servers = operation.inherited("servers").value
    return [str(server.get("url", "")) for server in servers or [] if isinstance(server, Mapping)]


def _server(url: str) -> str:
    """Return a server URL for comparison: without the names of its variables and without a trailing slash."""
    return re.sub(r"\{[^}]*\}", "{}", url).rstrip("/").lower()


def _host(url: str) -> str:
    """Return the host of a server URL. A host that begins with a variable is an agent's own host."""
    name = re.sub(r"\{[^}]*\}", "{}", urlsplit(url).netloc.lower())
    return "{}" if name.startswith("{}") else name


def _relevant(operation: OperationNode, hosts: set[str], prefixes: set[str]) -> bool:
    """Return whether an operation that the description lacks is about inference.

    It is if it has such a tag, if it declares a server that is one of ours, or if its path begins like ours and it
    inherits such a server.
    """
    if any(TAGS.search(str(tag)) for tag in operation.node.mapping.get("tags") or []):
        return True
    if not any(_host(url) in hosts for url in _urls(operation)):
        return False
    return "servers" in operation.node.mapping or _prefix(operation.path) in prefixes


def _other_product(operation: OperationNode, hosts: set[str]) -> bool:
    """Return whether an operation belongs to another product even if it has a path of ours.

    It does if all its servers have other hosts and none of its tags is about inference.
    """
    tags = operation.node.mapping.get("tags") or []
    urls = _urls(operation)
    elsewhere = urls and not any(_host(url) in hosts for url in urls)
    return bool(tags and elsewhere and not any("inference" in str(tag).lower() for tag in tags))


def _control_plane(path: str, item: Node) -> bool:
    """Return whether a path clearly has nothing to do with inference: downloading all those files takes minutes."""
    return path.startswith("/v2/") and "inference" not in f"{path} {item.value}".lower()
