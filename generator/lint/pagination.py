"""Rules for `x-pagination`, the description of lists that are returned in pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.lint.rules import Rules
from generator.names import module_name, pascal_case
from generator.openapi.bundle import Bundle
from generator.openapi.problems import Problem
from generator.openapi.reader import component_name, union_members
from generator.pagination import SELECTORS, results

PAGE_KEYS = ("items", "cursor", "more")
EXAMPLE = "{parameters: {cursor: after}, pages: [{items: [data], cursor: [last_id], more: [has_more]}]}"
TYPES = {"cursor": {"string", "integer"}, "page": {"integer"}, "offset": {"integer"}, "limit": {"integer"}}
"""The types that the value of each parameter can have."""


class PaginationRules(Rules):
    """Rules for `x-pagination`: its parameters and the properties of its pages exist and have fitting types."""

    def __init__(self, bundle: Bundle) -> None:
        super().__init__(bundle)
        self.pages: dict[str, tuple[str, Any]] = {}
        """The pages of each schema, with the place that describes them."""

    def operation(self, pointer: str, operation: Mapping[str, Any]) -> Iterator[Problem]:
        given = operation.get("x-pagination")
        if given is None:
            return
        here = f"{pointer}/x-pagination"
        parameters, pages = (
            (given.get("parameters"), given.get("pages")) if isinstance(given, Mapping) else (None, None)
        )
        if (
            not isinstance(parameters, Mapping)
            or not isinstance(pages, list)
            or set(given) != {"parameters", "pages"}
            or not pages
            or not all(map(_is_page, pages))
        ):
            yield self.at(
                here, f"is not a description of pages; write it like {EXAMPLE}, with paths as lists"
            )
            return
        selectors = sorted(set(parameters) - {"limit"}, key=str)
        if len(selectors) != 1 or selectors[0] not in SELECTORS:
            yield self.at(
                f"{here}/parameters",
                f"has {', '.join(map(repr, selectors)) or 'no parameter'} to select a page; write one of "
                f"{', '.join(SELECTORS)}, and optionally limit",
            )
            return
        for kind, name in parameters.items():
            yield from self.parameter(f"{here}/parameters/{kind}", operation, kind, name)
        yield from self.result(here, operation, selectors[0], pages)

    def parameter(self, here: str, operation: Mapping[str, Any], kind: str, name: Any) -> Iterator[Problem]:
        described = map(self.resolve, operation.get("parameters", []))
        found = next((p for p in described if p.get("name") == name and p.get("in") == "query"), None)
        if found is None:
            yield self.at(
                here, f"names {name!r}, which is not a query parameter of the operation; describe it"
            )
            return
        types = self.types(found.get("schema", {}))
        if not types or not types <= TYPES[kind]:
            wanted = " or ".join(sorted(TYPES[kind], reverse=True))
            yield self.at(here, f"names {name!r}, which must be of type {wanted}, without other types")
        if found.get("required") and kind == "cursor":
            yield self.at(here, f"names {name!r}, which is required; the first page is requested without it")

    def result(self, here: str, operation: Mapping[str, Any], by: str, pages: list[Any]) -> Iterator[Problem]:
        schemas, kinds = results(operation, self.document), self.media_types(operation)
        schema = self.object({"$ref": next(iter(schemas))}) if schemas else {}
        if len(schemas) != 1 or len(kinds) != 1 or not schema.get("properties"):
            yield self.at(here, "is only for operations whose result is one object in JSON; remove it")
            return
        name = component_name(next(iter(schemas)))
        first, known = self.pages.setdefault(name, (self.bundle.place(here), pages))
        if known != pages:
            yield self.at(here, f"describes the pages of {name} otherwise than {first}; make both equal")
        for other in self.document["components"]["schemas"]:
            if module_name(pascal_case(other)) in (
                f"{stem}{module_name(name)}_page" for stem in ("", "async_")
            ):
                yield self.at(
                    f"/components/schemas/{other}", f"is named like the pages of {name}; rename the file"
                )
        for index, page in enumerate(pages):
            yield from self.page(f"{here}/pages/{index}", by, schema, page)
            if page in pages[:index]:
                yield self.at(f"{here}/pages/{index}", "repeats an earlier format; remove it")

    def page(
        self, here: str, by: str, schema: Mapping[str, Any], page: Mapping[str, Any]
    ) -> Iterator[Problem]:
        if (by == "cursor") != ("cursor" in page):
            verb, what = ("needs", "add its path") if by == "cursor" else ("has", "remove it")
            yield self.at(here, f"{verb} a cursor, and its operation selects pages by {by}; {what}")
        arrays: list[tuple[str, ...]] = []
        for key in (key for key in PAGE_KEYS if key in page):
            place, path = f"{here}/{key}", ".".join(page[key])
            node, through = self.follow(schema, page[key])
            if node is None:
                yield self.at(
                    place, f"has the path {path}, which the result does not have; fix it or describe it"
                )
            elif key == "items":
                arrays = through
                if len(through) != 1 or not self.is_object(node):
                    yield self.at(
                        place, f"has the path {path}, which must lead through one array to its objects"
                    )
            elif key == "cursor" and not (
                self.types(node) and self.types(node) <= TYPES["cursor"] and through in ([], arrays)
            ):
                yield self.at(
                    place,
                    f"has the path {path}, which must lead to a string or an integer, outside of the items or in them",
                )
            elif key == "more" and (self.types(node) != {"boolean"} or through):
                yield self.at(
                    place, f"has the path {path}, which must lead to a boolean outside of the items"
                )

    def follow(
        self, schema: Mapping[str, Any], path: list[str]
    ) -> tuple[Mapping[str, Any] | None, list[tuple[str, ...]]]:
        """Return the schema at a path of properties, and the paths of the arrays that it leads through."""
        arrays: list[tuple[str, ...]] = []
        for depth, name in enumerate(path):
            schema = self.object(schema).get("properties", {}).get(name)
            if schema is None:
                return None, arrays
            schema = self.object(schema)
            while "items" in schema:
                arrays.append(tuple(path[: depth + 1]))
                schema = self.object(schema["items"])
        return schema, arrays

    def object(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a schema without references, `allOf` and the null of a nullable one."""
        found = super().object(schema)
        members = [m for m in union_members(found) if self.resolve(m).get("type") != "null"]
        return self.object(members[0]) if len(members) == 1 else found

    def is_object(self, schema: Mapping[str, Any]) -> bool:
        """Return whether a schema is an object, or a union of objects."""
        members = union_members(schema)
        return (
            all(map(self.is_object, map(self.object, members))) if members else bool(schema.get("properties"))
        )

    def types(self, schema: Mapping[str, Any]) -> set[str]:
        """Return the types of a schema except null."""
        given = self.object(schema).get("type", [])
        return set(given if isinstance(given, list) else [given]) - {"null"}

    def media_types(self, operation: Mapping[str, Any]) -> set[str]:
        """Return the media types of the successful responses."""
        successes = (r for status, r in operation.get("responses", {}).items() if status.startswith("2"))
        return {kind for response in successes for kind in self.resolve(response).get("content", {})}


def _is_page(page: Any) -> bool:
    """Return whether a page has items and otherwise only known keys, each with a path of properties."""
    return (
        isinstance(page, Mapping)
        and "items" in page
        and set(page) <= set(PAGE_KEYS)
        and all(
            isinstance(path, list) and path and all(isinstance(n, str) for n in path)
            for path in page.values()
        )
    )
