"""Decides everything the templates need, from the bundle and what the parser made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.ir import ClientClass, Method, Resource
from generator.methods import MethodReader
from generator.openapi import reader
from generator.openapi.bundle import Bundle
from generator.openapi.problems import DescriptionError, Problem
from generator.openapi.reader import operations
from generator.reports import citation

if TYPE_CHECKING:
    from generator.parse import Parsed


def build(bundle: Bundle, parsed: Parsed) -> ClientClass:
    """Decide everything the templates need. Raises DescriptionError for what cannot be expressed."""
    return _Builder(bundle, parsed).run()


class _Builder(MethodReader):
    def run(self) -> ClientClass:
        self.check_parser()
        results = self.results()
        objects = {n: self.object(n, n in results) for n in self.schemas if self.kind(n) == "model"}
        enums = {n: self.enum(n) for n in self.schemas if self.kind(n) == "enum"}
        unions = {n: self.union(n) for n in self.schemas if self.kind(n) == "union"}
        for union in unions.values():
            if union.tag and union.untagged:
                objects[union.untagged.name].add_missing_tag(union.tag, union.mapping)
        methods = [self.method(path, verb, operation) for path, verb, operation in operations(self.document)]
        if self.problems:
            raise DescriptionError(self.problems)
        for method in methods:
            method.citation = citation(method.result, objects, unions) if method.event else None
        used = self.in_requests | self.in_responses
        for name in sorted(set(self.schemas) - used):
            self.problems.append(
                Problem(
                    self.bundle.place(f"/components/schemas/{name}"),
                    "is not used by any operation; delete the file",
                )
            )
        if self.problems:
            raise DescriptionError(self.problems)
        return ClientClass(
            objects=dict(sorted(objects.items())),
            enums=dict(sorted(enums.items())),
            unions=dict(sorted(unions.items())),
            in_requests=self.in_requests,
            in_responses=self.in_responses,
            methods=sorted(methods, key=lambda method: method.id),
            roots=self.resources(methods),
            rate_limits=self.rate_limits(),
            unlimited_servers=[s["url"] for s in self.document["servers"] if not s.get("x-rate-limits")],
        )

    def check_parser(self) -> None:
        """Nothing that the bundle has may be missing from what the parser understood."""
        for name in self.schemas:
            if self.kind(name) == "model" and name not in self.parsed.models:
                self.fail(
                    f"/components/schemas/{name}",
                    "was silently dropped by the parser; simplify the description",
                )
        for path, verb, operation in operations(self.document):
            if operation["operationId"] not in self.parsed.endpoints:
                pointer = reader.pointer("paths", path, verb)
                self.fail(pointer, "was silently dropped by the parser; simplify the description")

    def rate_limits(self) -> dict[str, list[Mapping[str, Any]]]:
        servers = [*self.document["servers"]]
        for _, _, operation in operations(self.document):
            servers += operation.get("servers", [])
        found: dict[str, list[Mapping[str, Any]]] = {}
        for server in servers:
            found.setdefault(server["x-api"], server.get("x-rate-limits", []))
        return dict(sorted(found.items()))

    def resources(self, methods: list[Method]) -> list[Resource]:
        docs = {tag["name"]: tag["description"].strip() for tag in self.document.get("tags", [])}
        roots = []
        for api in sorted({method.api for method in methods}):
            prefix = "" if api == "serverless" else f"{api}."
            known = {"": Resource(api, "", f"The resources of {api} inference.")}
            for path in sorted({method.resource for method in methods if method.api == api} - {""}):
                parts = path.split(".")
                for depth in range(1, len(parts) + 1):
                    here = ".".join(parts[:depth])
                    if here not in known:
                        below = f"The resources below `{here}`."
                        known[here] = Resource(api, here, docs.get(prefix + here, below))
                        known[".".join(parts[: depth - 1])].children.append(known[here])
            for method in sorted((c for c in methods if c.api == api), key=lambda c: c.id):
                known[method.resource].methods.append(method)
            roots.append(known[""])
        return roots
