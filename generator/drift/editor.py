"""Edits of the description's YAML files. Comments, order and style of everything that is not edited stay as they are.

A place of the bundled description leads to the file and the node that define it, through references between files.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString

from generator.openapi import reader
from generator.openapi.bundle import Bundle
from generator.openapi.documents import Pointer

WIDTH = 110
"""Longer texts are written as folded blocks."""


class NodePlace(NamedTuple):
    """A node in a file of the description."""

    file: Path
    node: Any


class Editor:
    """The files of a description, to be changed in memory and then saved."""

    def __init__(self, bundle: Bundle, root: Path) -> None:
        self.root = root.resolve()
        self._bundle = bundle
        self._files: dict[Path, Any] = {}
        self._changed: set[Path] = set()

    def load(self, file: Path) -> Any:
        """Return the content of a file, with its comments."""
        if file not in self._files:
            self._files[file] = _yaml(nested=True).load(file.read_text(encoding="utf-8"))
        return self._files[file]

    def exists(self, name: str) -> bool:
        """Return whether there is a file, or will be."""
        file = self.root.parent / name
        return file in self._files or file.exists()

    def create(self, name: str, content: Any) -> None:
        """Add a file. `name` is relative to the folder of the description."""
        file = self.root.parent / name
        self._files[file] = styled(content)
        self._changed.add(file)

    def touch(self, place: NodePlace) -> None:
        """Note that the file of a place has changed."""
        self._changed.add(place.file)

    def find(self, pointer: Pointer) -> NodePlace | None:
        """Return where a place of the bundled description is defined; None if the files do not show it."""
        place: NodePlace | None = NodePlace(self.root, self.load(self.root))
        if pointer[:1] == ("components",):
            place, pointer = self._component(pointer[1:3]), pointer[3:]
        for step in pointer:
            if place is None:
                return None
            place = self._step(place, step)
        return place

    def followed(self, place: NodePlace) -> NodePlace:
        """Return the target of a reference; the place itself if it has no reference."""
        while isinstance(place.node, CommentedMap) and isinstance(place.node.get("$ref"), str):
            name, _, fragment = place.node["$ref"].partition("#")
            file = (place.file.parent / name).resolve() if name else place.file
            node = self.load(file)
            for step in reader.steps(fragment):
                node = node[step]
            place = NodePlace(file, node)
        return place

    def save(self) -> list[str]:
        """Write the changed files. Returns their names, relative to the folder of the description, sorted."""
        for file in self._changed:
            content = self._files[file]
            text = io.StringIO()
            _yaml(nested=not isinstance(content, CommentedSeq)).dump(content, text)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.getvalue(), encoding="utf-8")
        return sorted(file.relative_to(self.root.parent).as_posix() for file in self._changed)

    def _component(self, steps: Pointer) -> NodePlace | None:
        source = self._bundle.places.get(reader.pointer("components", *steps))
        if source is None:
            return None
        file = (self.root.parent / source.file).resolve()
        node = self.load(file)
        if getattr(node, "lc", None) is not None and source.line not in (None, node.lc.line + 1):
            node = _at_line(node, source.line)
        return None if node is None else NodePlace(file, node)

    def _step(self, place: NodePlace, step: str) -> NodePlace | None:
        node = place.node
        if isinstance(node, CommentedMap) and step not in node and "$ref" in node:
            place = self.followed(place)
            node = place.node
        if isinstance(node, CommentedMap):
            return NodePlace(place.file, node[step]) if step in node else None
        if isinstance(node, CommentedSeq) and step.isdigit() and int(step) < len(node):
            return NodePlace(place.file, node[int(step)])
        if isinstance(node, CommentedSeq):
            return next((found for found in self._parameters(place) if _named(found.node) == step), None)
        return None

    def _parameters(self, place: NodePlace) -> Iterator[NodePlace]:
        for item in place.node:
            yield self.followed(NodePlace(place.file, item))


def styled(content: Any) -> Any:
    """Return plain values in the style of the description: short lists in one line, long texts folded."""
    if isinstance(content, dict):
        return CommentedMap((styled(key), styled(value)) for key, value in content.items())
    if isinstance(content, list):
        sequence = CommentedSeq(map(styled, content))
        if all(not isinstance(item, (dict, list)) for item in content) and len(str(content)) < WIDTH:
            sequence.fa.set_flow_style()
        return sequence
    return _text(content) if isinstance(content, str) else content


def _text(text: str) -> Any:
    lines = [line.rstrip() for line in text.strip().splitlines()]
    if len(lines) > 1:
        return LiteralScalarString("\n".join(lines))
    if len(text) <= WIDTH - 20:
        return text if _is_plain(text) else DoubleQuotedScalarString(text)
    folded = FoldedScalarString(" ".join(text.split()))
    ends, end = [], -1
    for line in textwrap.wrap(folded, WIDTH, break_long_words=False, break_on_hyphens=False)[:-1]:
        end += len(line) + 1
        ends.append(end)
    folded.fold_pos = ends  # where the writer breaks the text
    return folded


def _is_plain(text: str) -> bool:
    """Return whether YAML reads a text without quotes as the same text."""
    try:
        return bool(YAML(typ="safe").load(text) == text)
    except YAMLError:
        return False


def _at_line(node: Any, line: int | None) -> Any:
    """Return the mapping of a file that begins on a line."""
    if isinstance(node, (CommentedMap, CommentedSeq)):
        if isinstance(node, CommentedMap) and node.lc.line + 1 == line:
            return node
        for child in node.values() if isinstance(node, CommentedMap) else node:
            if (found := _at_line(child, line)) is not None:
                return found
    return None


def _named(parameter: Any) -> str:
    return f"{parameter.get('in')}:{parameter.get('name')}" if isinstance(parameter, CommentedMap) else ""


def _yaml(*, nested: bool) -> YAML:
    """Return the reader and writer. `nested` indents lists, as in all files whose root is not a list."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096  # lines are never broken, so that unchanged ones stay as they are
    yaml.indent(mapping=2, sequence=4 if nested else 2, offset=2 if nested else 0)
    return yaml
