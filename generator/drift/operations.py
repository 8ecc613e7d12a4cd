"""Operations of upstream matched to ours, and all of them but their schemas compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from generator.drift.documents import METHODS, Documents, Node, UnreadableDocumentError
from generator.drift.facts import Fact
from generator.drift.schemas import Collected, SchemaDrift
from generator.drift.views import Views

TAGS = re.compile(r"(serverless|agent|batch)[ _-]inference", re.IGNORECASE)
"""Tags of upstream that are about what the description covers."""
EVENTS = "text/event-stream"


@dataclass(frozen=True)
class Operation:
    """One operation with what its path and document give it."""

    path: str
    method: str
    node: Node
    shared: Node
    """The path item."""
    root: Node

    @property
    def key(self) -> tuple[str, str]:
        """Equal for equal operations, whatever their path parameters are called."""
        return self.method, shape(self.path)

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def inherited(self, key: str) -> Node:
        """A list that the operation, its path or the document gives."""
        for holder in (self.node, self.shared, self.root):
            if key in holder.mapping:
                return holder.child(key)
        return Node(None, self.node.base, self.node.at)


def shape(path: str) -> str:
    """A path without the names of its parameters."""
    return re.sub(r"\{[^}]*\}|<[^>]*>", "{}", path.rstrip("/") or "/")


def compare_documents(upstream: Documents, ours: Documents) -> Collected:
    """Every difference between an upstream document and the description."""
    found = Collected()
    comparison = _Comparison(upstream, ours, found)
    mine = {operation.key: operation for operation in operations(ours)}
    hosts = {host(url) for operation in mine.values() for url in urls(operation)}
    beginnings = {_beginning(operation.path) for operation in mine.values()}
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


def operations(documents: Documents, unread: dict[tuple[str, str], str] | None = None) -> Iterator[Operation]:
    """All operations of a document, whether written in place or referred to.

    Those whose files cannot be read go to `unread`, if that is given: of a large tree one may have only a part.
    """
    root = documents.node()
    for path, item in root.child("paths").items():
        if documents.remote and _control_plane(path, item):
            continue
        shared = _found(documents, item, unread, ("any", path))
        for method in METHODS:
            if shared is not None and method in shared.mapping:
                node = _found(documents, shared.child(method), unread, (method, path))
                if node is not None:
                    yield Operation(path, method, node, shared, root)


def _found(
    documents: Documents, node: Node, unread: dict[tuple[str, str], str] | None, name: tuple[str, str]
) -> Node | None:
    try:
        return documents.follow(node)
    except UnreadableDocumentError as error:
        if unread is None:
            raise
        unread[name] = str(error)
        return None


def _control_plane(path: str, item: Node) -> bool:
    """Whether a path is, by all signs, none of inference: fetching its files to look inside would take minutes."""
    return path.startswith("/v2/") and "inference" not in f"{path} {item.value}".lower()


def schemas_of(node: Any, documents: Documents) -> set[str]:
    """The names of the schemas that a piece of the description uses, however indirectly."""
    found: set[str] = set()
    queue, done = [node], set()
    while queue:
        value = queue.pop()
        if isinstance(value, list):
            queue += value
        elif isinstance(value, dict):
            queue += value.values()
            reference = value.get("$ref")
            if isinstance(reference, str) and reference not in done:
                done.add(reference)
                if reference.startswith("#/components/schemas/"):
                    found.add(reference.rsplit("/", 1)[1])
                queue.append(documents.follow(Node(value, documents.root, ())).value)
    return found


def relevant(operation: Operation, hosts: set[str], beginnings: set[str]) -> bool:
    """Whether an operation that we lack is about inference.

    It is by its tags, by a server of its own that is one of ours, or by a path that begins as ours do on such a server.
    """
    tags = operation.node.mapping.get("tags") or []
    if any(TAGS.search(str(tag)) for tag in tags):
        return True
    if not any(host(url) in hosts for url in urls(operation)):
        return False
    return "servers" in operation.node.mapping or _beginning(operation.path) in beginnings


def _beginning(path: str) -> str:
    return path.strip("/").split("/")[0]


def other_product(operation: Operation, hosts: set[str]) -> bool:
    """Whether an operation is none of ours even if its path is: tagged as something else, on a host of its own."""
    tags = operation.node.mapping.get("tags") or []
    elsewhere = urls(operation) and not any(host(url) in hosts for url in urls(operation))
    return bool(tags and elsewhere and not any("inference" in str(tag).lower() for tag in tags))


def urls(operation: Operation) -> list[str]:
    """The servers of an operation."""
    servers = operation.inherited("servers").value
    return [str(server.get("url", "")) for server in servers or [] if isinstance(server, dict)]


def host(url: str) -> str:
    """The host of a server, its variables by position; a variable alone stands for an agent's own host."""
    name = re.sub(r"\{[^}]*\}", "{}", urlsplit(url).netloc.lower())
    return "{}" if name.startswith("{}") else name


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
        theirs, mine = ({_server(url) for url in urls(operation)} for operation in (there, here))
        if theirs and theirs != mine:
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
                if (
                    node.at[: len(given.at)] == given.at
                ):  # written in place: known by its name, not its position
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
        for key, value in theirs.child(
            "x-event-stream"
        ).items():  # few say it; who does is taken at their word
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
