"""Bundling of the files of the description into one document.

Every `$ref` of the description is a relative reference to a file. Schemas, responses, headers and parameters move to
`components` and are named after their files. Other targets replace the reference. Keywords next to a `$ref` stay there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.names import pascal_case
from generator.openapi import loader, reader
from generator.openapi.problems import DescriptionError, Place, Problem

VERBATIM = frozenset({"example", "examples", "default", "enum", "const", "value", "required"})

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
    places: dict[str, Place] = field(default_factory=dict)
    """The source of each component and operation, by JSON pointer."""

    def place(self, pointer: str) -> str:
        """Return the file and line of a JSON pointer, or of the closest node above it that has one."""
        probe = pointer
        while probe:
            if probe in self.places:
                rest = pointer[len(probe) :]
                return f"{self.places[probe]}{' at ' + rest if rest else ''}"
            probe = probe.rpartition("/")[0]
        return pointer


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
        self.places: dict[str, Place] = {}
        self.problems: list[Problem] = []

    def run(self) -> dict[str, Any]:
        root = self.load(self.root, None)
        document: dict[str, Any] = self.walk(root, "document", self.root, "")
        if self.problems:
            raise DescriptionError(self.problems)
        own = document.get("components", {})
        for kind, members in self.components.items():
            own[kind] = {**own.get(kind, {}), **dict(sorted(members.items()))}
        document["components"] = dict(sorted(own.items()))
        return document

    def load(self, path: Path, referrer: Place | None) -> Any:
        if path not in self.loaded:
            try:
                self.loaded[path] = loader.read(path)
            except loader.UnreadableError as error:
                shown = os.path.relpath(path, self.base)
                place = Place(Path(shown), error.line) if error.line else referrer
                self.fail(place, f"cannot read {shown}: it {error}; fix that file or the reference to it")
                self.loaded[path] = loader.Mapping()
        return self.loaded[path]

    def fail(self, place: Place | None, text: str) -> None:
        self.problems.append(Problem(str(place) if place else self.root.name, text))

    def at(self, node: Any, file: Path) -> Place:
        return Place(Path(os.path.relpath(file, self.base)), getattr(node, "line", None))

    def walk(self, node: Any, kind: str, file: Path, pointer: str) -> Any:
        if isinstance(node, Mapping):
            if isinstance(node.get("$ref"), str):
                return self.refer(node, kind, file, pointer)
            if kind not in ("plain", "mapping"):
                self.places.setdefault(pointer, self.at(node, file))
            return {
                str(key): self.walk(value, _child_kind(kind, str(key)), file, pointer + reader.pointer(key))
                for key, value in node.items()
            }
        if isinstance(node, list):
            child = {"schemas": "schema", "parameters": "parameter", "tags": "tag"}.get(kind, "plain")
            items = (self.walk(item, child, file, f"{pointer}/{index}") for index, item in enumerate(node))
            return list(items)
        if kind == "mapping":
            return self.refer({"$ref": node}, "schema", file, pointer)["$ref"]
        return node

    def refer(self, node: Mapping[str, Any], kind: str, file: Path, pointer: str) -> Any:
        here = self.at(node, file)
        reference = str(node["$ref"])
        name, _, fragment = reference.partition("#")
        if "://" in name:
            self.fail(
                here,
                f"refers to {reference}: references must be relative paths to files; copy the target into this folder",
            )
            return {}
        path = (file.parent / name).resolve() if name else file
        target = self.load(path, here)
        for step in reader.steps(fragment):
            try:
                target = target[step]
            except (KeyError, TypeError, IndexError):
                self.fail(
                    here, f"refers to {reference}, but the file has no {step!r}; fix the part after '#'"
                )
                return {}
        if kind not in COMPONENTS:
            return self.walk(target, kind, path, pointer)
        siblings = {
            str(k): self.walk(v, _child_kind(kind, str(k)), file, pointer + reader.pointer(k))
            for k, v in node.items()
            if k != "$ref"
        }
        return {"$ref": self.component(kind, path, fragment, target, here), **siblings}

    def component(self, kind: str, path: Path, fragment: str, target: Any, here: Place) -> str:
        bucket = COMPONENTS[kind]
        raw = fragment.rsplit("/", 1)[-1] if fragment.strip("/") else path.stem
        name = raw if kind == "header" else pascal_case(raw)
        pointer = reader.pointer("components", bucket, name)
        origin = self.named.get((bucket, name))
        if origin is None:
            self.named[bucket, name] = (path, fragment)
            members = self.components.setdefault(bucket, {})
            members[name] = None  # reserved before the walk, because a schema can refer to itself
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
        return "plain"
    if kind == "discriminator":
        return "mapping" if key == "mapping" else "plain"
    if kind == "mapping":
        return "mapping"
    if kind == "document":
        return {"paths": "paths", "components": "components", "tags": "tags"}.get(key, "plain")
    if kind == "paths":
        return "pathItem"
    if kind == "pathItem":
        return "parameters" if key == "parameters" else "plain" if key == "servers" else "operation"
    if kind == "operation":
        return {"responses": "responses", "requestBody": "requestBody", "parameters": "parameters"}.get(
            key, "plain"
        )
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
