"""Conversion of `x-pagination` to the pages of a list, and the paths of properties that it contains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from generator import types as t
from generator.ir import PageClass, PagedResult, PageShape
from generator.openapi.reader import component_name, is_json, operations, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.schemas import SchemaReader

SELECTORS = {"cursor": 0, "page": 1, "offset": 0}
"""The parameters that can select a page, with the value for the first page if the parameter has no default."""


def selector(pagination: Mapping[str, Any]) -> str:
    """Return which of the parameters selects the page: `cursor`, `page` or `offset`."""
    return next(by for by in SELECTORS if by in pagination["parameters"])


def page_schemas(document: Mapping[str, Any]) -> set[str]:
    """Return the names of the schemas that are pages of a list."""
    found: set[str] = set()
    for _, _, operation in operations(document):
        if "x-pagination" in operation:
            found |= {component_name(reference) for reference in results(operation, document)}
    return found


def results(operation: Mapping[str, Any], document: Mapping[str, Any]) -> set[str]:
    """Return the references to the schemas of the JSON that a successful call returns."""
    successes = (resolve(r, document) for s, r in operation["responses"].items() if s.startswith("2"))
    return {
        media["schema"]["$ref"]
        for response in successes
        for kind, media in response.get("content", {}).items()
        if is_json(kind) and "$ref" in media.get("schema", {})
    }


class PaginationReader:
    """Converts the pagination of operations."""

    def __init__(self, schemas: SchemaReader) -> None:
        self.schemas = schemas

    def pagination(self, operation: Mapping[str, Any], result: t.Type | None) -> PagedResult | None:
        """Return how the list of an operation continues, or None without `x-pagination`."""
        given = operation.get("x-pagination")
        if given is None or not isinstance(result, t.ModelType):
            return None
        by = selector(given)
        name = given["parameters"][by]
        formats = tuple(
            PageShape(*(tuple(page.get(key, ())) for key in ("items", "cursor", "more")))
            for page in given["pages"]
        )
        found = [self.items(result, format_.items) for format_ in formats]
        paths = tuple(dict.fromkeys(path for path, _ in found))
        return PagedResult(by, name, self.start(operation, by, name), formats, PageClass(found[0][1], paths))

    def start(self, operation: Mapping[str, Any], by: str, name: str) -> int:
        """Return what selects the first page, if the caller does not."""
        document = self.schemas.document
        for parameter in (resolve(given, document) for given in operation["parameters"]):
            if parameter["name"] == name and by != "cursor":
                return int(resolve(parameter["schema"], document).get("default", SELECTORS[by]))
        return SELECTORS[by]

    def items(
        self, result: t.ModelType, path: Sequence[str]
    ) -> tuple[tuple[str, ...], t.ModelType | t.Alias]:
        """Return the attributes that lead to the items of a page, and the type of an item."""
        attributes, here = [], _object_in((result,))
        for wire in path:
            model = self.schemas.object(here.name, here == result)
            field = next(field for field in model.fields if field.wire == wire)
            attributes.append(field.name)
            here = _object_in(field.type.walk())
        return tuple(attributes), here


def _object_in(kinds: Iterable[t.Type]) -> t.ModelType | t.Alias:
    """Return the object or union in a type that is nullable or a list."""
    return next(kind for kind in kinds if isinstance(kind, (t.ModelType, t.Alias)))
