"""Construction of the data that the templates render, from the bundle and the output of the parser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.ir import ClientClass, Method, Resource
from generator.methods import MethodReader
from generator.openapi import reader
from generator.openapi.bundle import Bundle
from generator.openapi.documents import Documents, schemas_used_by
from generator.openapi.problems import DescriptionError
from generator.openapi.reader import operations
from generator.reports import citation
from generator.schemas import SchemaReader

if TYPE_CHECKING:
    from generator.parse import Parsed


def build(bundle: Bundle, parsed: Parsed) -> ClientClass:
    """Return the data that the templates render.

    Raises:
        DescriptionError: The description contains something that the client cannot express.
    """
    return _Builder(bundle, parsed).run()


class _Builder:
    def __init__(self, bundle: Bundle, parsed: Parsed) -> None:
        self.bundle = bundle
        self.parsed = parsed
        self.document = bundle.document
        self.schemas = SchemaReader(bundle, parsed)
        self.problems = self.schemas.problems

    def run(self) -> ClientClass:
        schemas, methods = self.schemas, MethodReader(self.schemas)
        self.check_parser()
        results = schemas.results()
        kinds = {name: schemas.kind(name) for name in schemas.components}
        objects = {n: schemas.object(n, n in results) for n, kind in kinds.items() if kind == "model"}
        enums = {n: schemas.enum(n) for n, kind in kinds.items() if kind == "enum"}
        unions = {n: schemas.union(n) for n, kind in kinds.items() if kind == "union"}
        for union in unions.values():
            if union.tag and union.untagged:
                objects[union.untagged.name].add_missing_tag(union.tag, union.mapping)
        found = [methods.method(path, verb, operation) for path, verb, operation in operations(self.document)]
        self.stop_at_problems()  # They may have left holes in what the next steps read.
        for method in found:
            method.citation = citation(method.result, objects, unions) if method.event else None
        used = schemas_used_by(Documents.of(self.document).root().child("paths"))
        for name in sorted(set(kinds) - used):
            schemas.fail(f"/components/schemas/{name}", "is not used by any operation; delete the file")
        self.stop_at_problems()
        return ClientClass(
            objects=dict(sorted(objects.items())),
            enums=dict(sorted(enums.items())),
            unions=dict(sorted(unions.items())),
            in_requests=schemas.in_requests,
            in_responses=schemas.in_responses,
            methods=sorted(found, key=lambda method: method.id),
            roots=self.resources(found),
            rate_limits=self.rate_limits(),
            unlimited_servers=[s["url"] for s in self.document["servers"] if not s.get("x-rate-limits")],
        )

    def stop_at_problems(self) -> None:
        if self.problems:
            raise DescriptionError(self.problems)

    def check_parser(self) -> None:
        """Report schemas and operations of the bundle that the parser dropped."""
        message = "was silently dropped by the parser; simplify the description"
        for name in self.schemas.components:
            if self.schemas.kind(name) == "model" and name not in self.parsed.models:
                self.schemas.fail(f"/components/schemas/{name}", message)
        for path, verb, operation in operations(self.document):
            if operation["operationId"] not in self.parsed.endpoints:
                self.schemas.fail(reader.pointer("paths", path, verb), message)

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
