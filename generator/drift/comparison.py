"""The comparison of the description with an upstream document: operations, and everything in them except schemas."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generator.diff.pair import Pair
from generator.drift.differences import Differences, Place
from generator.drift.products import Products, about_inference, control_plane, urls
from generator.drift.schemas import SchemaDrift
from generator.drift.summaries import summarize
from generator.openapi.documents import (
    EVENT_STREAM,
    Documents,
    Node,
    OperationNode,
    UnreadableDocumentError,
    operations,
    operations_of,
)

JSON = "application/json"


def compare_documents(upstream: Documents, ours: Documents) -> Differences:
    """Return every difference between an upstream document and the description.

    Operations are matched by method and path, whatever their path parameters are called. Upstream operations of other
    products are ignored. Raises UnreadableDocumentError if a document or one of the matched operations cannot be read.
    """
    found = Differences()
    comparison = _OperationComparison(found)
    roots = Pair(ours.openapi(), upstream.openapi())
    mine = {_key(operation): operation for operation in operations(roots.old)}
    products = Products(mine.values())
    skip = control_plane if upstream.remote else lambda path, item: False
    theirs = {_key(one): one for one in operations(roots.new, skip=skip, unread=found.unread)}
    for (method, path), reason in found.unread.items():
        if any(_path_shape(path) == shape and method in (verb, "any") for verb, shape in mine):
            raise UnreadableDocumentError(reason)
    known = {key: one for key, one in theirs.items() if key in mine and not products.foreign(one)}
    new = {key: one for key, one in theirs.items() if key not in mine and products.relevant(one)}
    found.ignored = len(theirs) - len(known) - len(new)
    comparison.operations(Pair(mine, known | new), roots.child("paths"))
    holders = roots.child("webhooks")
    hooks = roots.map(lambda root: _incoming(root.child("webhooks"), root))
    relevant = {key: one for key, one in hooks.new.items() if key in hooks.old or about_inference(one)}
    comparison.operations(Pair(hooks.old, relevant), holders, label="webhooks/")
    return found


class _OperationComparison:
    """Compares operations. In each pair, `old` is ours and `new` is upstream's."""

    def __init__(self, found: Differences) -> None:
        self.found = found
        self.schemas = SchemaDrift(found)

    def operations(
        self, pair: Pair[dict[tuple[str, str], OperationNode]], holders: Pair[Node], label: str = ""
    ) -> None:
        """Compare all operations of two documents, or of two callbacks."""
        self.found.saw(_place(holders.called(pair.name)))
        for key in {**pair.new, **pair.old}:
            ours, theirs = pair.old.get(key), pair.new.get(key)
            one = ours or pair.new[key]
            name = f"{pair.name}{one.method.upper()} {label}{one.path}"
            place = _place(holders.child(one.path, one.method).called(name))
            if ours and theirs:
                self.compare(Pair(ours, theirs, name=name))
            elif theirs:
                draft = theirs if place.pointer[:-2] == ("paths",) else theirs.node
                self.found.missing("operation", "", place._replace(node=theirs.node), draft=draft)
            elif ours:
                self.found.extra("operation", None, place._replace(pointer=ours.node.pointer))

    def compare(self, pair: Pair[OperationNode]) -> None:
        nodes = pair.map(lambda operation: operation.node)
        self.found.operations.add(pair.name)
        self.found.matched.append(pair.new)
        self.found.saw(_place(nodes))
        self.servers(pair)
        self.flag("security", pair.map(_security), _place(nodes.child("security")))
        self.flag("deprecated", nodes.map(lambda node: bool(node.mapping.get("deprecated"))), _place(nodes))
        self.parameters(pair)
        self.body(nodes.child("requestBody").map(Node.follow).called(f"{pair.name} request"))
        self.responses(nodes.child("responses"))
        self.callbacks(pair)

    def flag(self, kind: str, values: Pair[Any], place: Place) -> None:
        """Record that two values differ."""
        self.found.saw(place)
        if values.old != values.new:
            self.found.differs(kind, values.sides, place)

    def missing(self, kind: str, summary: Any, pair: Pair[Node], detail: str = "") -> None:
        """Record that the description lacks the upstream node of a pair."""
        self.found.saw(_place(pair))
        self.found.missing(kind, summary, _place(pair), detail=detail, draft=pair.new.follow())

    def extra(self, kind: str, ours: Any, pair: Pair[Node]) -> None:
        """Record that upstream lacks our node of a pair."""
        self.found.saw(_place(pair))
        self.found.extra(kind, ours, _place(pair))

    def servers(self, pair: Pair[OperationNode]) -> None:
        ours, theirs = ([_server(url) for url in urls(operation)] for operation in pair.sides)
        place = Place(pair.old.node.child("servers").pointer, pair.name, pair.new.inherited("servers"))
        self.found.saw(place)
        # Calls go to the first server. Our other servers are more hosts of the same API, such as dedicated endpoints.
        if theirs and (theirs[0] != ours[0] or not set(theirs) <= set(ours)):
            self.found.differs("server", pair.map(lambda one: sorted(urls(one))).sides, place)

    def parameters(self, pair: Pair[OperationNode]) -> None:
        found, nodes = pair.map(_parameters), pair.map(lambda operation: operation.node)
        holders = nodes.child("parameters")
        self.found.saw(_place(holders))
        for key in {**found.new, **found.old}:
            absent = holders.child(":".join(key)).map(lambda node: node.replaced(None))
            parameter = Pair(
                found.old.get(key, absent.old),
                found.new.get(key, absent.new),
                name=f"{pair.name} {' '.join(key)}",
            )
            if key not in found.old:
                schema = parameter.new.child("schema")
                summary = summarize([schema]) if schema.mapping else "any"
                summary += ", required" if parameter.new.mapping.get("required") else ""
                self.missing("parameter", summary, parameter)
            elif key not in found.new:
                self.extra("parameter", None, parameter)
            else:
                self.parameter(parameter)

    def parameter(self, pair: Pair[Node]) -> None:
        self.required(pair)
        for keyword in ("style", "explode", "allowReserved", "allowEmptyValue", "deprecated"):
            values = pair.map(lambda node, key=keyword: _serialization(node, key))  # type: ignore[misc]
            self.flag(keyword, values, _place(pair))
        self.content(pair.child("content"))
        self.schema(pair.child("schema"))

    def required(self, pair: Pair[Node]) -> None:
        self.flag("required", pair.map(lambda node: bool(node.mapping.get("required"))), _place(pair))

    def body(self, pair: Pair[Node]) -> None:
        if pair.old.mapping and pair.new.mapping:
            self.required(pair)
            self.content(pair.child("content"))
        else:
            self.described("request body", pair, _content_summary)

    def described(self, kind: str, pair: Pair[Node], summary: Callable[[Node], str]) -> None:
        """Record that only one side describes something."""
        ours, theirs = pair.sides
        values = "described" if ours.mapping else None, summary(theirs) if theirs.mapping else None
        self.flag(kind, Pair(*values), _place(pair))

    def content(self, pair: Pair[Node]) -> None:
        self.found.saw(_place(pair))
        for kind in {**pair.new.mapping, **pair.old.mapping}:
            part = {JSON: "", EVENT_STREAM: " event"}.get(kind, f" ({kind})")
            media = pair.child(kind)
            if kind not in pair.old.mapping:
                detail = summarize([media.new.child("schema")])
                self.missing("event stream" if kind == EVENT_STREAM else "media type", kind, media, detail)
            elif kind not in pair.new.mapping:
                self.extra("media type", kind, media)
            else:
                self.media(media.called(f"{pair.name}{part}"))

    def media(self, pair: Pair[Node]) -> None:
        self.schema(pair.child("schema"))
        encodings = pair.child("encoding")
        for name in encodings.all_keys():
            self.flag(f"encoding of {name}", encodings.child(name).map(_encoding), _place(pair))
        # Few documents describe their streams this way. Keywords that they omit do not count as differences.
        for key in pair.new.child("x-event-stream").mapping:
            values = pair.child("x-event-stream", key).map(lambda node: node.value)
            self.flag(f"stream's {key}", values, _place(pair))

    def schema(self, pair: Pair[Node]) -> None:
        if pair.old.mapping and pair.new.mapping:
            self.schemas.compare(pair.map(lambda node: [node]))
        else:
            self.described("schema", pair, lambda node: summarize([node]))

    def responses(self, pair: Pair[Node]) -> None:
        self.found.saw(_place(pair))
        for status in {**pair.new.mapping, **pair.old.mapping}:
            response = pair.child(status).called(f"{pair.name} {status}")
            if status not in pair.old.mapping:
                self.missing("status", status, response, _content_summary(response.new.follow()))
            elif status not in pair.new.mapping:
                self.extra("status", status, response)
            else:
                self.found.saw(_place(response))
                response = response.map(Node.follow)
                self.headers(response.child("headers"))
                self.content(response.child("content"))

    def headers(self, pair: Pair[Node]) -> None:
        self.found.saw(_place(pair))
        found = pair.map(lambda node: {name.lower(): header.follow() for name, header in node.items()})
        for name in {**found.new, **found.old}:
            absent = pair.child(name).map(lambda node: node.replaced(None))
            header = Pair(found.old.get(name, absent.old), found.new.get(name, absent.new), name=pair.name)
            if name not in found.old:
                self.missing("header", name, header, summarize([header.new.child("schema")]))
            elif name not in found.new:
                self.extra("header", None, header)
            else:
                header = header.called(f"{pair.name} header {name}")
                for keyword in ("required", "deprecated"):
                    values = header.map(lambda node, key=keyword: bool(node.mapping.get(key)))  # type: ignore[misc]
                    self.flag(keyword, values, _place(header))
                self.schema(header.child("schema"))

    def callbacks(self, pair: Pair[OperationNode]) -> None:
        holders = pair.map(lambda operation: operation.node.child("callbacks"))
        for name in holders.all_keys():
            callback = holders.child(name).map(Node.follow)
            ours, theirs = (
                _incoming(node, operation.root)
                for node, operation in zip(callback.sides, pair.sides, strict=True)
            )
            found = Pair(ours, theirs, name=f"{pair.name} callback {name} ")
            self.operations(found, callback)


def _incoming(holder: Node, root: Node) -> dict[tuple[str, str], OperationNode]:
    """Return operations that the service calls. They do not inherit the servers and keys of the document."""
    bare = root.replaced({"components": root.mapping.get("components")})
    return {_key(one): one for one in operations_of(holder, bare)}


def _place(pair: Pair[Node]) -> Place:
    return Place(pair.old.pointer, pair.name, pair.new)


def _content_summary(node: Node) -> str:
    """Return the media types of a body or a response and what each contains."""
    return ", ".join(
        f"{kind} {summarize([media.child('schema')])}" for kind, media in node.child("content").items()
    )


def _encoding(node: Node) -> dict[str, Any]:
    """Return how a part of a form is sent."""
    return {
        key: node.mapping[key]
        for key in ("contentType", "style", "explode", "allowReserved")
        if key in node.mapping
    }


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


def _server(url: str) -> str:
    """Return a server URL for comparison: without the names of its variables and without a trailing slash."""
    return re.sub(r"\{[^}]*\}", "{}", url).rstrip("/").lower()
