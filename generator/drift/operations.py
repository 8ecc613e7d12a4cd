"""The operations of a document, and which of upstream's are about what the description covers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from generator.drift.documents import METHODS, Documents, Node, UnreadableDocumentError

TAGS = re.compile(r"(serverless|agent|batch)[ _-]inference", re.IGNORECASE)
"""Tags of upstream that are about what the description covers."""


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
    return "servers" in operation.node.mapping or beginning(operation.path) in beginnings


def beginning(path: str) -> str:
    """What tells APIs on one host apart: `api` of `/api/v1/health`."""
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
