"""OpenAPI documents read piece by piece: one file or many, from disk or from the web, JSON or YAML.

Nothing is resolved before it is looked at: of a large tree only the operations are read, and of those that are about
inference what they refer to.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import urlopen

from generator.openapi import loader

EVENTS = "text/event-stream"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Pointer = tuple[str, ...]


class UnreadableDocumentError(Exception):
    """The document, or a file it refers to, cannot be used. Its text says which and why."""


@dataclass(frozen=True)
class Node:
    """A value of a document and where it stands."""

    value: Any
    base: str
    """The file or URL."""
    at: Pointer

    def child(self, *steps: str | int) -> Node:
        """The value below; None where there is none."""
        value, at = self.value, self.at
        for step in steps:
            if isinstance(value, Mapping):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                value = None
            at = (*at, str(step))
        return Node(value, self.base, at)

    @property
    def mapping(self) -> Mapping[str, Any]:
        """The value if it is a mapping, else an empty one."""
        return self.value if isinstance(self.value, Mapping) else {}

    def items(self) -> Iterator[tuple[str, Node]]:
        """The members of a mapping."""
        for key in self.mapping:
            yield str(key), self.child(key)

    @property
    def identity(self) -> tuple[str, Pointer]:
        return self.base, self.at


@dataclass
class Documents:
    """A root document and every file that was read for it."""

    root: str
    files: dict[str, Any] = field(default_factory=dict)
    targets: dict[tuple[str, str], Node] = field(default_factory=dict)
    """By file and reference in it. The same few are met thousands of times."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Documents:
        """A document that is in memory already."""
        return cls("", {"": document})

    @property
    def remote(self) -> bool:
        """Whether files have to be fetched."""
        return urlsplit(self.root).scheme in ("http", "https")

    def node(self) -> Node:
        """The root. Raises UnreadableDocumentError if it is no OpenAPI document of version 3."""
        document = self.load(self.root)
        version = document.get("openapi") if isinstance(document, Mapping) else None
        if not str(version).startswith("3."):
            raise UnreadableDocumentError(f"{self.root} is no OpenAPI 3 document: it lacks `openapi: 3.x`")
        if not isinstance(document.get("paths"), Mapping):
            raise UnreadableDocumentError(f"{self.root} has no paths; name the document that has them")
        return Node(document, self.root, ())

    def load(self, where: str) -> Any:
        if where not in self.files:
            self.files[where] = _read(where)
        return self.files[where]

    def follow(self, node: Node) -> Node:
        """What a `$ref` leads to, however long the way; the node itself if it is none."""
        seen = set()
        while isinstance(node.value, Mapping) and isinstance(node.value.get("$ref"), str):
            if node.identity in seen:
                raise UnreadableDocumentError(f"{node.base} refers in a circle at {'/'.join(node.at)}")
            seen.add(node.identity)
            known = node.base, str(node.value["$ref"])
            if known not in self.targets:
                self.targets[known] = self._target(node, known[1])
            node = self.targets[known]
        return node

    def _target(self, node: Node, reference: str) -> Node:
        name, fragment = urldefrag(reference)
        base = _join(node.base, name) if name else node.base
        target = Node(self.load(base), base, ())
        for step in filter(None, fragment.split("/")):
            clean = unquote(step).replace("~1", "/").replace("~0", "~")
            target = target.child(int(clean) if isinstance(target.value, list) and clean.isdigit() else clean)
        if target.value is None:
            raise UnreadableDocumentError(f"{node.base} refers to {reference}, but there is nothing there")
        return target


def _join(base: str, name: str) -> str:
    if urlsplit(base).scheme in ("http", "https") or urlsplit(name).scheme in ("http", "https"):
        return urljoin(base, name)
    return str((Path(base).parent / unquote(name)).resolve())


def location(text: str) -> str:
    """A file or URL as it is kept: files by their full path."""
    return text if urlsplit(text).scheme in ("http", "https") else str(Path(text).resolve())


def _read(where: str) -> Any:
    if urlsplit(where).scheme not in ("http", "https"):
        return _parse(Path(where), where)
    try:
        with urlopen(where, timeout=60) as answer:  # noqa: S310 - the scheme was looked at
            content = answer.read()
    except (URLError, OSError) as error:
        if isinstance(error, HTTPError):
            error.close()
        raise UnreadableDocumentError(f"cannot fetch {where}: {error}") from None
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "document"
        copy.write_bytes(content)
        return _parse(copy, where)


def _parse(path: Path, shown: str) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if text.lstrip()[:1] == "{":
            return json.loads(text)
        return loader.read(path, strict=False)
    except OSError as error:
        raise UnreadableDocumentError(f"cannot read {shown}: {error.strerror}") from None
    except (ValueError, loader.UnreadableError) as error:
        raise UnreadableDocumentError(f"cannot read {shown}: {error}") from None
