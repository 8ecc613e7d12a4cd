"""Upstream and the description compared: operations by what they are, and all of them but their schemas."""

from __future__ import annotations

import re
from typing import Any

from generator.drift.documents import EVENTS, Documents, Node, UnreadableDocumentError
from generator.drift.facts import Fact
from generator.drift.operations import (
    Operation,
    beginning,
    host,
    operations,
    other_product,
    relevant,
    schemas_of,
    shape,
    urls,
)
from generator.drift.schemas import Collected, SchemaDrift
from generator.drift.views import Views


def compare_documents(upstream: Documents, ours: Documents) -> Collected:
    """Every difference between an upstream document and the description."""
    found = Collected()
    comparison = _Comparison(upstream, ours, found)
    mine = {operation.key: operation for operation in operations(ours)}
    hosts = {host(url) for operation in mine.values() for url in urls(operation)}
    beginnings = {beginning(operation.path) for operation in mine.values()}
    theirs = {operation.key: operation for operation in operations(upstream, found.unread)}
    for (method, path), why in found.unread.items():
        if any(shape(path) == form and method in (verb, "any") for verb, form in mine):
            raise UnreadableDocumentError(why)
    for key, operation in list(theirs.items()):
        if other_product(operation, hosts):
            del theirs[key]
        elif key in mine:
            comparison.operation(operation, mine[key])
        elif relevant(operation, hosts, beginnings):
            at = ("paths", operation.path, operation.method)
            found.add(Fact(at, "operation", "missing", "", draft=operation), operation.name, at)
    for key, operation in mine.items():
        if key not in theirs:
            found.add(Fact(operation.node.at, "operation", "extra", None), operation.name, operation.node.at)
            found.reach[operation.node.at] = schemas_of(operation.node.value, ours)
        else:
            found.visited.add(operation.node.at)
    return found


class _Comparison:
    def __init__(self, upstream: Documents, ours: Documents, found: Collected) -> None:
        self.upstream, self.ours, self.found = upstream, ours, found
        self.schemas = SchemaDrift(Views(upstream), Views(ours), found)

    def operation(self, there: Operation, here: Operation) -> None:
        self.servers(there, here)
        self.security(there, here)
        if bool(there.node.mapping.get("deprecated")) != bool(here.node.mapping.get("deprecated")):
            self.differs("deprecated", bool(there.node.mapping.get("deprecated")), None, here.node, here.name)
        self.parameters(there, here)
        self.body(there, here)
        self.responses(there, here)

    def differs(self, kind: str, theirs: Any, mine: Any, node: Node, context: str) -> None:
        self.found.visited.add(node.at)
        self.found.add(Fact(node.at, kind, "differs", theirs, mine), context, node.at)

    def missing(self, kind: str, summary: Any, node: Node, context: str, draft: Any = None) -> None:
        self.found.visited.add(node.at)
        self.found.add(Fact(node.at, kind, "missing", summary, draft=draft), context, node.at)

    def extra(self, kind: str, mine: Any, node: Node, context: str) -> None:
        self.found.visited.add(node.at)
        self.found.add(Fact(node.at, kind, "extra", None, mine), context, node.at)

    def servers(self, there: Operation, here: Operation) -> None:
        theirs, mine = ([_server(url) for url in urls(operation)] for operation in (there, here))
        # Calls go to the first. The others here are more hosts of the same API, such as dedicated endpoints.
        if theirs and (theirs[0] != mine[0] or not set(theirs) <= set(mine)):
            self.differs(
                "server", sorted(urls(there)), sorted(urls(here)), here.node.child("servers"), here.name
            )

    def security(self, there: Operation, here: Operation) -> None:
        theirs, mine = self.keys(there, self.upstream), self.keys(here, self.ours)
        if theirs != mine:
            self.differs("security", theirs, mine, here.node.child("security"), here.name)

    def keys(self, operation: Operation, documents: Documents) -> list[str]:
        """The ways to prove who asks, by what is sent and not by their names."""
        found = set()
        for requirement in operation.inherited("security").value or []:
            parts = []
            for name in requirement:
                scheme = documents.follow(operation.root.child("components", "securitySchemes", name)).mapping
                words = (scheme.get("type"), scheme.get("scheme"), scheme.get("in"), scheme.get("name"))
                parts.append(" ".join(str(word).lower() for word in words if word) or name)
            found.add(" and ".join(sorted(parts)) or "none")
        return sorted(found)

    def parameters(self, there: Operation, here: Operation) -> None:
        theirs, mine = self.named(there, self.upstream), self.named(here, self.ours)
        for key in {**theirs, **mine}:
            context = f"{here.name} {key[0]} {key[1]}"
            if key not in mine:
                schema = theirs[key].child("schema")
                summary = self.schemas.summary([schema]) if schema.mapping else "any"
                if theirs[key].mapping.get("required"):
                    summary += ", required"
                place = Node(None, here.node.base, (*here.node.at, "parameters", ":".join(key)))
                self.missing("parameter", summary, place, context, theirs[key])
            elif key not in theirs:
                self.extra("parameter", None, mine[key], context)
            else:
                self.found.visited.add(mine[key].at)
                flags = [bool(node.mapping.get("required")) for node in (theirs[key], mine[key])]
                if flags[0] != flags[1]:
                    self.differs("required", flags[0], flags[1], mine[key], context)
                self.written(theirs[key], mine[key], context)
                self.schemas.compare([theirs[key].child("schema")], [mine[key].child("schema")], context)

    def written(self, theirs: Node, mine: Node, context: str) -> None:
        """How a parameter is put into the request."""
        for key in ("style", "explode", "allowReserved", "deprecated"):
            there, here = (node.mapping.get(key, _usual(node, key)) for node in (theirs, mine))
            if there != here:
                self.differs(key, there, here, mine, context)

    def named(self, operation: Operation, documents: Documents) -> dict[tuple[str, str], Node]:
        """Parameters by place and name; those in the path by position, for their names are nobody's business."""
        found = {}
        in_path = re.findall(r"\{([^}]*)\}", operation.path)
        for holder in (operation.shared, operation.node):
            given = holder.child("parameters")
            for index in range(len(given.value or [])):
                node = documents.follow(given.child(index))
                place, name = str(node.mapping.get("in")), str(node.mapping.get("name"))
                if place == "path" and name in in_path:
                    name = f"#{in_path.index(name) + 1}"
                if node.at[: len(given.at)] == given.at:
                    # Written in place: known by its name, not its position.
                    node = Node(node.value, node.base, (*given.at, f"{place}:{node.mapping.get('name')}"))
                found[place, name.lower() if place == "header" else name] = node
        return found

    def body(self, there: Operation, here: Operation) -> None:
        theirs = self.upstream.follow(there.node.child("requestBody"))
        mine = self.ours.follow(here.node.child("requestBody"))
        context = f"{here.name} request"
        if not theirs.mapping and not mine.mapping:
            return
        if not theirs.mapping or not mine.mapping:
            self.differs(
                "request body",
                "described" if theirs.mapping else None,
                "described" if mine.mapping else None,
                mine,
                context,
            )
            return
        flags = [bool(node.mapping.get("required")) for node in (theirs, mine)]
        if flags[0] != flags[1]:
            self.differs("required", flags[0], flags[1], mine, context)
        self.content(theirs, mine, context)

    def content(self, theirs: Node, mine: Node, context: str) -> None:
        there, here = theirs.child("content"), mine.child("content")
        for kind in {**there.mapping, **here.mapping}:
            if kind not in here.mapping:
                what = "event stream" if kind == EVENTS else "media type"
                self.missing(what, kind, here.child(kind), context, there.child(kind))
            elif kind not in there.mapping:
                self.extra("media type", kind, here.child(kind), context)
            else:
                self.media(
                    there.child(kind), here.child(kind), f"{context} event" if kind == EVENTS else context
                )

    def media(self, theirs: Node, mine: Node, context: str) -> None:
        there, here = theirs.child("schema"), mine.child("schema")
        if there.mapping and here.mapping:
            self.schemas.compare([there], [here], context)
        elif there.mapping or here.mapping:
            told = "described" if there.mapping else None
            self.differs("schema", told, "described" if here.mapping else None, mine, context)
        stream = mine.child("x-event-stream")
        for key, value in theirs.child("x-event-stream").items():
            # Few say it; who does is taken at their word.
            if value.value != stream.child(key).value:
                self.differs(f"stream's {key}", value.value, stream.child(key).value, mine, context)

    def responses(self, there: Operation, here: Operation) -> None:
        theirs, mine = there.node.child("responses"), here.node.child("responses")
        for status in {**theirs.mapping, **mine.mapping}:
            context = f"{here.name} {status}"
            if status not in mine.mapping:
                self.missing("status", status, mine.child(status), context, theirs.child(status))
            elif status not in theirs.mapping:
                self.extra("status", status, mine.child(status), context)
            else:
                one = self.upstream.follow(theirs.child(status))
                other = self.ours.follow(mine.child(status))
                self.found.visited.add(mine.child(status).at)
                self.headers(one.child("headers"), other.child("headers"), context)
                self.content(one, other, context)

    def headers(self, theirs: Node, mine: Node, context: str) -> None:
        there = {name.lower(): self.upstream.follow(node) for name, node in theirs.items()}
        here = {name.lower(): self.ours.follow(node) for name, node in mine.items()}
        for name in {**there, **here}:
            if name not in here:
                place = Node(None, mine.base, (*mine.at, name))
                self.missing("header", name, place, context, there[name])
            elif name not in there:
                self.extra("header", None, here[name], context)
            else:
                self.schemas.compare(
                    [there[name].child("schema")], [here[name].child("schema")], f"{context} header {name}"
                )


def _usual(parameter: Node, key: str) -> Any:
    """What a keyword of a parameter is where nothing is said."""
    style = "form" if parameter.mapping.get("in") in ("query", "cookie") else "simple"
    if key == "style":
        return style
    return key == "explode" and parameter.mapping.get("style", style) == "form"


def _server(url: str) -> str:
    """A server to compare: its variables by position, without a last slash."""
    return re.sub(r"\{[^}]*\}", "{}", url).rstrip("/").lower()
