"""Bundling of the files of the description into one document.

Every `$ref` of the description is a relative reference to a file. Schemas, responses, headers and parameters move to
`components` and are named after their files. Other targets replace the reference. Keywords next to a `$ref` stay there.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from generator.names import pascal_case
from generator.openapi import loader, reader
from generator.openapi.problems import DescriptionError, Problem, SourcePlace

VERBATIM = frozenset({"example", "examples", "default", "enum", "const", "value", "required"})

UNREADABLE = object()
"""The content of a file that cannot be read."""

COMPONENTS = {"schema": "schemas", "response": "responses", "header": "headers", "parameter": "parameters"}
"""The section of `components` for each type of node that has one."""


@dataclass
class Bundle:
    """The description as one document, with the sources of its parts."""

    document: dict[str, Any]
    base: Path
    """The folder of the description."""
    files: list[Path]
    """The files of the description, relative to that folder, sorted."""
    places: dict[str, SourcePlace] = field(default_factory=dict)
    """The source of each component and operation, by JSON pointer."""

    def place(self, pointer: str) -> str:
        """Return the file and line of a JSON pointer, or of the closest node above it that has one."""
        probe = pointer
        while probe not in self.places:
            probe = probe.rpartition("/")[0]
        rest = pointer[len(probe) :]
        return f"{self.places[probe]}{' at ' + rest if rest else ''}"


def bundle(root: Path) -> Bundle:
    """Read the description whose root file is `root`.

    Raises:
        DescriptionError: A file is unreadable, a reference cannot be resolved or a name is not unique.
    """
    bundler = _Bundler(root)
    document = bundler.run()
    files = sorted(path.relative_to(bundler.base) for path in bundler.loaded)
    return Bundle(document, bundler.base, files, bundler.places)


class _Bundler:
    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.base = self.root.parent
        self.loaded: dict[Path, Any] = {}
        self.components: dict[str, dict[str, Any]] = {}
        self.named: dict[tuple[str, str], tuple[Path, str]] = {}
        self.open: list[tuple[Path, str]] = []
        """The targets that are being copied to their references, from the outermost to the innermost."""
        self.places: dict[str, SourcePlace] = {}
        self.problems: list[Problem] = []

    def run(self) -> dict[str, Any]:
        root = self.load(self.root, None)
        self.places[""] = self.at(root, self.root)
        document: Any = self.walk(root, "document", self.root, "")
        own: Any = document.get("components", {}) if isinstance(document, dict) else None
        sections = [own.get(kind, {}) for kind in COMPONENTS.values()] if isinstance(own, dict) else [None]
        if root is not UNREADABLE and not all(isinstance(section, dict) for section in sections):
            place = self.at(root, self.root, "components")
            self.fail(place, "is not an OpenAPI document; write a mapping, with mappings in `components`")
        if self.problems:
            raise DescriptionError(self.problems)
        for kind, members in self.components.items():
            own[kind] = {**own.get(kind, {}), **dict(sorted(members.items()))}
        return {**document, "components": dict(sorted(own.items()))}

    def load(self, path: Path, referrer: SourcePlace | None) -> Any:
        if path not in self.loaded:
            shown = os.path.relpath(path, self.base)
            place = SourcePlace(Path(shown), 1)
            try:
                self.loaded[path] = loader.read(path)
            except loader.UnreadableError as error:
                place = replace(place, line=error.line) if error.line else referrer or place
                remedy = "" if "; " in str(error) else "; fix that file or the reference to it"
                self.fail(place, f"cannot read {shown}: it {error}{remedy}")
                self.loaded[path] = UNREADABLE
            if self.loaded[path] is None:
                self.fail(place, "is empty; describe something in it, or delete it and the references to it")
                self.loaded[path] = UNREADABLE
        return self.loaded[path]

    def fail(self, place: SourcePlace, text: str) -> None:
        self.problems.append(Problem(str(place), text))

    def at(self, node: Any, file: Path, key: str | int | None = None) -> SourcePlace:
        """Return the place of a node, or of a key or an item in it."""
        line = getattr(node, "line", None)
        lines = getattr(node, "lines", None)
        if isinstance(lines, dict) and key is not None:
            line = lines.get(str(key), line)
        elif isinstance(lines, list) and isinstance(key, int):
            line = lines[key]
        return SourcePlace(Path(os.path.relpath(file, self.base)), line or 1)

    def walk(self, node: Any, kind: str, file: Path, pointer: str) -> Any:
        if isinstance(node, Mapping):
            if "$ref" in node and kind not in ("properties", "data"):
                return self.refer(node, kind, file, pointer)
            return {
                key: self.child(node, key, _child_kind(kind, key), file, pointer + reader.pointer(key))
                for key in node
            }
        if isinstance(node, list):
            child = {"schemas": "schema", "parameters": "parameter", "servers": "server", "data": "data"}.get(
                kind, "plain"
            )
            return [self.child(node, index, child, file, f"{pointer}/{index}") for index in range(len(node))]
        if kind == "mapping" and isinstance(node, str):
            return self.refer({"$ref": node}, "schema", file, pointer)["$ref"]
        return node

    def child(self, node: Any, key: Any, kind: str, file: Path, pointer: str) -> Any:
        self.places.setdefault(pointer, self.at(node, file, key))
        return self.walk(node[key], kind, file, pointer)

    def refer(self, node: Mapping[str, Any], kind: str, file: Path, pointer: str) -> Any:
        here = self.places.get(pointer, self.at(node, file))
        found = self.target(node["$ref"], file, here)
        if found is None:
            return {"$ref": ""}
        path, fragment, target = found
        if kind in COMPONENTS:
            siblings = {
                key: self.child(node, key, _child_kind(kind, key), file, pointer + reader.pointer(key))
                for key in node
                if key != "$ref"
            }
            return {"$ref": self.component(kind, path, fragment, target, here), **siblings}
        if (path, fragment) in self.open or (path, fragment) == (self.root, ""):
            self.fail(here, f"refers to {node['$ref']}, which contains this reference; refer to another file")
            return {}
        self.open.append((path, fragment))
        self.places[pointer] = self.at(target, path)
        copy = self.walk(target, kind, path, pointer)
        self.open.pop()
        return copy

    def target(self, reference: Any, file: Path, here: SourcePlace) -> tuple[Path, str, Any] | None:
        """Return the file, the fragment and the value that a reference names; None after a problem."""
        if not isinstance(reference, str) or not reference:
            self.fail(here, f"has the `$ref` {json.dumps(reference)}; write the relative path of a file")
            return None
        name, _, fragment = reference.partition("#")
        if "://" in name:
            self.fail(
                here,
                f"refers to {reference}: references must be relative paths to files; copy the target into this folder",
            )
            return None
        path = Path(os.path.normpath(file.parent / name)) if name else file
        if not path.is_relative_to(self.base):
            self.fail(
                here,
                f"refers to {reference}, outside of the folder of the description; copy it into the folder",
            )
            return None
        target = self.load(path, here)
        if target is UNREADABLE:
            return None
        for step in reader.steps(fragment):
            try:
                target = target[int(step) if isinstance(target, list) else step]
            except (KeyError, TypeError, IndexError, ValueError):
                self.fail(
                    here, f"refers to {reference}, but the file has no {step!r}; fix the part after '#'"
                )
                return None
        return path, fragment, target

    def component(self, kind: str, path: Path, fragment: str, target: Any, here: SourcePlace) -> str:
        bucket = COMPONENTS[kind]
        raw = fragment.rsplit("/", 1)[-1] if fragment.strip("/") else path.stem
        name = raw if kind == "header" else pascal_case(raw)
        if not re.fullmatch(r"[0-9A-Za-z_.-]+", raw):
            self.fail(
                here, f"refers to {raw!r}, from which no name in Python follows; rename it in snake_case"
            )
        pointer = reader.pointer("components", bucket, name)
        origin = self.named.get((bucket, name))
        if origin is None:
            self.named[bucket, name] = (path, fragment)
            self.places[pointer] = self.at(target, path)
            members = self.components.setdefault(bucket, {})
            members[name] = None  # reserved before the walk, because a schema can refer to itself
            if isinstance(target, Mapping) and "$ref" in target:
                self.fail(
                    self.at(target, path, "$ref"),
                    "is only a reference; refer to its target instead of this file",
                )
            else:
                members[name] = self.walk(target, kind, path, pointer)
        elif origin != (path, fragment):
            other = os.path.relpath(origin[0], self.base)
            self.fail(
                here,
                f"needs the name {name} in components/{bucket}, which {other} already has; rename one of the files",
            )
        return f"#{pointer}"


def _child_kind(kind: str, key: str) -> str:
    if key in VERBATIM and kind in ("schema", "media", "parameter", "header"):
        return "data"
    if kind == "discriminator":
        return "mapping" if key == "mapping" else "plain"
    if kind in ("mapping", "data"):
        return kind
    if kind == "document":
        return {"paths": "paths", "servers": "servers"}.get(key, "plain")
    if kind == "paths":
        return "pathItem"
    if kind == "pathItem":
        return "parameters" if key == "parameters" else "plain" if key == "servers" else "operation"
    if kind == "operation":
        own = {"responses", "requestBody", "parameters", "servers"}
        return key if key in own else "plain"
    if kind in ("schema", "properties"):
        return _schema_child(kind, key)
    inner = {
        "responses": "response",
        "headers": "header",
        "content": "media",
    }
    if kind in inner:
        return inner[kind]
    if kind in ("response", "requestBody", "media", "header", "parameter"):
        return {"headers": "headers", "content": "content", "schema": "schema"}.get(key, "plain")
    return "plain"


def _schema_child(kind: str, key: str) -> str:
    if kind == "properties" or key in reader.SCHEMA_SINGLES or key == "x-also-takes":
        return "schema"
    if key in reader.SCHEMA_MAPS:
        return "properties"
    if key in reader.SCHEMA_LISTS:
        return "schemas"
    return "discriminator" if key == "discriminator" else "plain"
