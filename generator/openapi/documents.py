"""OpenAPI documents as nodes: values that know where they are and follow references.

A document has one file or many, on disk or on the web, in JSON or YAML. References are resolved lazily: of a large
tree, only the operations are read, and the files that the relevant ones refer to.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import urlopen

from generator.openapi import loader
from generator.openapi.reader import METHODS, component_name, steps

EVENT_STREAM = "text/event-stream"
Pointer = tuple[str, ...]
"""The steps of a JSON pointer."""
Identity = tuple[str, Pointer]
"""The file and the pointer of a node."""


class UnreadableDocumentError(Exception):
    """A document, or a file that it refers to, cannot be used. The message says which one and why."""


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """A value of a document and its place."""

    value: Any
    pointer: Pointer
    documents: Documents = field(repr=False)
    base: str = ""
    """The file or URL that the value is in."""

    def child(self, *keys: str | int) -> Node:
        """Return the node below this one. Its value is None if there is none."""
        value, pointer = self.value, self.pointer
        for key in keys:
            if isinstance(value, Mapping):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                value = None
            pointer = (*pointer, str(key))
        return Node(value, pointer, self.documents, self.base)

    def replaced(self, value: Any, *, pointer: Pointer | None = None) -> Node:
        """Return a node with another value, and with the same place unless a pointer is given."""
        return Node(value, self.pointer if pointer is None else pointer, self.documents, self.base)

    @property
    def mapping(self) -> Mapping[str, Any]:
        """The value if it is a mapping, otherwise an empty mapping."""
        value = self.value
        return value if isinstance(value, (dict, Mapping)) else {}

    @property
    def reference(self) -> str | None:
        """The value of `$ref`, if there is one."""
        reference = self.mapping.get("$ref")
        return reference if isinstance(reference, str) else None

    @property
    def identity(self) -> Identity:
        """The file and the pointer; equal for nodes at the same place."""
        return self.base, self.pointer

    def items(self) -> Iterator[tuple[str, Node]]:
        """Yield the keys and the nodes of a mapping."""
        for key in self.mapping:
            yield str(key), self.child(key)

    def elements(self) -> list[Node]:
        """Return the nodes of a list, or of a mapping that stands for a list."""
        if isinstance(self.value, list):
            return [self.child(index) for index in range(len(self.value))]
        return [child for _, child in self.items()]

    def follow(self) -> Node:
        """Return the node that a `$ref` leads to, through any number of references; otherwise the node itself.

        Raises UnreadableDocumentError if the target is missing or the references are circular.
        """
        node, seen = self, set()
        while node.reference is not None:
            if node.identity in seen:
                raise UnreadableDocumentError(
                    f"{node.base or 'the document'} has a circular reference at {'/'.join(node.pointer)}"
                )
            seen.add(node.identity)
            node = self.documents.target(node)
        return node

    def reaches(self) -> set[Identity]:
        """Return the place of the node and of everything that it refers to, directly or indirectly."""
        found = {self.identity}
        queue: list[Node] = [self]
        while queue:
            node = queue.pop()
            for reference in _references(node.value):
                with suppress(UnreadableDocumentError):
                    target = self.documents.target(node.replaced({"$ref": reference}))
                    if target.identity not in found:
                        found.add(target.identity)
                        queue.append(target)
        return found

    def resolved(self) -> Node:
        """Return the target of a reference, updated with the keywords next to the reference.

        The target of a broken reference is an empty mapping at the place that the reference names.
        """
        if self.reference is None:
            return self
        try:
            target = self.documents.target(self).resolved()
        except UnreadableDocumentError:
            target = self.replaced({}, pointer=tuple(steps(self.reference)))
        siblings = {key: value for key, value in self.mapping.items() if key != "$ref"}
        return target.replaced({**target.mapping, **siblings}) if siblings else target


@dataclass(eq=False)
class Documents:
    """A root document and every file that was read for it."""

    location: str
    """The path or URL of the root; empty for a document in memory."""
    files: dict[str, Any] = field(default_factory=dict)
    _targets: dict[tuple[str, str], Node] = field(default_factory=dict)
    """Cached targets, by file and reference: the same few references occur thousands of times."""
    memo: dict[Any, Any] = field(default_factory=dict)
    """What readers of this document derived from nodes, by their identity."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Documents:
        """Return a document that is already in memory."""
        return cls("", {"": document})

    @property
    def remote(self) -> bool:
        """Whether files have to be downloaded."""
        return urlsplit(self.location).scheme in ("http", "https")

    def root(self) -> Node:
        """Return the root node."""
        return Node(self.load(self.location), (), self, self.location)

    def openapi(self) -> Node:
        """Return the root node. Raises UnreadableDocumentError if it is not an OpenAPI 3 document with paths."""
        root = self.root()
        if not str(root.mapping.get("openapi")).startswith("3."):
            raise UnreadableDocumentError(
                f"{self.location} is not an OpenAPI 3 document: it has no `openapi: 3.x`"
            )
        if not isinstance(root.mapping.get("paths"), Mapping):
            raise UnreadableDocumentError(f"{self.location} has no paths; name the document that has them")
        return root

    def load(self, location: str) -> Any:
        """Return the content of a file, which is read once."""
        if location not in self.files:
            self.files[location] = _read(location)
        return self.files[location]

    def target(self, node: Node) -> Node:
        """Return the node that the reference of `node` names."""
        key = node.base, str(node.value["$ref"])
        if key not in self._targets:
            self._targets[key] = self._find(*key)
        return self._targets[key]

    def _find(self, base: str, reference: str) -> Node:
        name, fragment = urldefrag(reference)
        file = _join(base, name) if name else base
        target = Node(self.load(file), (), self, file)
        for step in steps(unquote(fragment)):
            target = target.child(int(step) if isinstance(target.value, list) and step.isdigit() else step)
        if target.value is None:
            raise UnreadableDocumentError(
                f"{base or 'the document'} refers to {reference}, but there is nothing there"
            )
        return target


@dataclass(frozen=True, eq=False)
class OperationNode:
    """An operation with the path item and the document that it belongs to."""

    path: str
    method: str
    node: Node
    path_item: Node
    root: Node

    @property
    def name(self) -> str:
        """The method and the path, such as `POST /v1/embeddings`."""
        return f"{self.method.upper()} {self.path}"

    def inherited(self, key: str) -> Node:
        """Return a value that the operation, its path item or the document defines, in this order."""
        for holder in (self.node, self.path_item, self.root):
            if key in holder.mapping:
                return holder.child(key)
        return self.node.replaced(None)

    def parameters(self) -> Iterator[Node]:
        """Yield the parameters of the path item and of the operation, which may be references."""
        for holder in (self.path_item, self.node):
            yield from holder.child("parameters").elements()


def operations(
    root: Node,
    *,
    skip: Callable[[str, Node], bool] = lambda path, item: False,
    unread: dict[tuple[str, str], str] | None = None,
) -> Iterator[OperationNode]:
    """Yield all operations of a document, inline ones and references.

    `skip` excludes paths before their files are read. If `unread` is given, operations whose files cannot be read are
    stored there, by method (or `any`) and path, with the reason: users often have only a part of a large tree.
    """
    yield from operations_of(root.child("paths"), root, skip=skip, unread=unread)


def operations_of(
    holder: Node,
    root: Node,
    *,
    skip: Callable[[str, Node], bool] = lambda path, item: False,
    unread: dict[tuple[str, str], str] | None = None,
) -> Iterator[OperationNode]:
    """Yield the operations of the path items in a mapping: of paths, webhooks or a callback."""
    for path, item in holder.items():
        if skip(path, item):
            continue
        path_item = _followed(item, unread, ("any", path))
        for method in METHODS if path_item else ():
            if path_item and method in path_item.mapping:
                node = _followed(path_item.child(method), unread, (method, path))
                if node:
                    yield OperationNode(path, method, node, path_item, root)


def _followed(node: Node, unread: dict[tuple[str, str], str] | None, key: tuple[str, str]) -> Node | None:
    try:
        return node.follow()
    except UnreadableDocumentError as error:
        if unread is None:
            raise
        unread[key] = str(error)
        return None


def schemas_used_by(node: Node, cache: dict[str, set[str]] | None = None) -> set[str]:
    """Return the names of the component schemas that a node refers to, directly or indirectly.

    Examples, defaults and discriminators do not count: references in them describe nothing. A `cache` stores the
    references in each target, for many calls with one document.
    """
    cache = {} if cache is None else cache
    queue, seen = list(_references(node.value)), set[str]()
    while queue:
        reference = queue.pop()
        if reference in seen:
            continue
        seen.add(reference)
        if reference not in cache:
            target = node.replaced({"$ref": reference})
            with suppress(UnreadableDocumentError):  # a broken reference uses nothing
                target = node.documents.target(target)
            cache[reference] = set(_references(target.value)) - {reference}
        queue += cache[reference]
    return {component_name(one) for one in seen if one.startswith("#/components/schemas/")}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, Mapping):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for key, child in value.items():
            if key not in ("example", "examples", "default", "discriminator"):
                yield from _references(child)


def location(text: str) -> str:
    """Return a URL unchanged, and the path of a file as an absolute path."""
    return text if urlsplit(text).scheme in ("http", "https") else str(Path(text).resolve())


def _join(base: str, name: str) -> str:
    if urlsplit(base).scheme in ("http", "https") or urlsplit(name).scheme in ("http", "https"):
        return urljoin(base, name)
    return str((Path(base).parent / unquote(name)).resolve())


def _read(location: str) -> Any:
    if urlsplit(location).scheme not in ("http", "https"):
        return _parse(Path(location), location)
    try:
        with urlopen(location, timeout=60) as response:  # noqa: S310 - the scheme is checked above
            content = response.read()
    except (URLError, OSError) as error:
        if isinstance(error, HTTPError):
            error.close()
        raise UnreadableDocumentError(f"cannot download {location}: {error}") from None
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "document"
        copy.write_bytes(content)
        return _parse(copy, location)


def _parse(path: Path, location: str) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if text.lstrip()[:1] == "{":
            return json.loads(text)
        return loader.read(path, strict=False)
    except OSError as error:
        raise UnreadableDocumentError(f"cannot read {location}: {error.strerror}") from None
    except (ValueError, loader.UnreadableError) as error:
        raise UnreadableDocumentError(f"cannot read {location}: {error}") from None
