"""The linter, and the rules for the root of the description: servers, security schemes, files and tags."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from generator.lint.cycles import CycleRules
from generator.lint.deprecation import DeprecationRules
from generator.lint.operations import OperationRules
from generator.lint.rules import Rules
from generator.lint.schemas import SchemaRules
from generator.lint.shape import check_shape
from generator.names import (
    TAKEN_CLASSES,
    TAKEN_IN_CLIENTS,
    TAKEN_IN_RESOURCES,
    module_name,
    pascal_case,
)
from generator.openapi import reader
from generator.openapi.bundle import Bundle
from generator.openapi.problems import Problem
from generator.openapi.reader import operations

NOT_DESCRIPTION = frozenset({"departures.yaml", "pages.yaml"})
"""Files in the folder of the description that belong to `generator.drift` and `generator.pages`."""


def lint(bundle: Bundle) -> list[Problem]:
    """Return everything in the description that breaks a rule.

    Other rules rely on the shape and on references that end: they are checked only if these are correct.
    """
    return (
        list(check_shape(bundle))
        or list(CycleRules(bundle).run())
        or list(dict.fromkeys(_Linter(bundle).run()))
    )


class _Linter(Rules):
    def __init__(self, bundle: Bundle) -> None:
        super().__init__(bundle)
        self.schemas = SchemaRules(bundle)
        self.operations = OperationRules(bundle, self.schemas)

    def run(self) -> Iterator[Problem]:
        seen: dict[str, str] = {}
        yield from self.root()
        yield from self.unused_files()
        yield from self.resources()
        for path, method, operation in operations(self.document):
            pointer = reader.pointer("paths", path, method)
            yield from self.operations.operation(pointer, path, operation)
            name = str(operation.get("operationId"))
            if name in seen:
                yield self.at(
                    pointer, f"has the operationId {name}, which {seen[name]} already has; choose another"
                )
            seen[name] = self.bundle.place(pointer)
        yield from DeprecationRules(self.bundle).run()
        components = self.document["components"]
        for name, schema in components.get("schemas", {}).items():
            yield from self.schemas.component(f"/components/schemas/{name}", schema)
        for name, response in components.get("responses", {}).items():
            yield from self.operations.message(f"/components/responses/{name}", response)
        yield from self.operations.message("/components", {"headers": components.get("headers", {})})

    def root(self) -> Iterator[Problem]:
        if not re.fullmatch(r"3\.1\.\d+", self.document["openapi"]):
            yield self.at(
                "/openapi",
                "must contain `openapi: 3.1.0`; write it, because the generator supports only OpenAPI 3.1",
            )
        for name, scheme in self.operations.schemes.items():
            if (scheme.get("type"), scheme.get("scheme")) != ("http", "bearer"):
                yield self.at(
                    f"/components/securitySchemes/{name}",
                    "is not an HTTP bearer scheme, the only one that the client supports; describe it as bearer",
                )

    def unused_files(self) -> Iterator[Problem]:
        used = set(self.bundle.files)
        for path in sorted(self.bundle.base.rglob("*.yaml")):
            file = path.relative_to(self.bundle.base)
            if file not in used and file.as_posix() not in NOT_DESCRIPTION:
                yield Problem(f"{file.as_posix()}:1", "is not referenced; reference it or delete the file")

    def resources(self) -> Iterator[Problem]:
        """Report tags that are not valid names of classes, modules and attributes, or that collide."""
        classes: dict[str, str] = {}
        for index, tag in enumerate(self.document.get("tags", [])):
            name, here = tag["name"], f"/tags/{index}"
            parts = name.split(".")
            if not all(
                re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", p) and not keyword.iskeyword(p) for p in parts
            ):
                yield self.at(
                    here,
                    f"has the tag {name!r}; write it in snake_case with dots, without Python keywords",
                )
            below_root = parts[1:2] if parts[0] == "agent" else parts[:1]
            if taken := TAKEN_IN_RESOURCES.intersection(parts) | TAKEN_IN_CLIENTS.intersection(below_root):
                yield self.at(
                    here,
                    f"has the tag {name!r}, but the clients already have an attribute {min(taken)}; rename the tag",
                )
            if pascal_case(name) in TAKEN_CLASSES:
                yield self.at(
                    here,
                    f"has the tag {name!r}, whose class name the clients need themselves; rename it",
                )
            module = module_name(pascal_case(name))
            if classes.setdefault(module, name) != name:
                yield self.at(
                    here,
                    f"has the tag {name!r}, which has the same module name as {classes[module]!r}; rename one",
                )
