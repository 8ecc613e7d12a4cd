"""The types of usage, retrieval and citations that streams report, derived from the fields of their results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import types as t

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.ir import ClientClass, Field, Method, NamedUnion, Object

CITATIONS = ("citations", "annotations")
"""The names of arrays that contain cited sources, in a result or in any part of it."""


def citation(
    result: t.Type | None, objects: Mapping[str, Object], unions: Mapping[str, NamedUnion]
) -> t.ModelType | None:
    """Return the model of a cited source in a result, if there is one."""
    found = (
        inner
        for field in _fields(result, objects, unions)
        if field.wire in CITATIONS
        for inner in field.type.walk()
        if isinstance(inner, t.ModelType)
    )
    return next(found, None)


def aliases(client: ClientClass) -> dict[str, str]:
    """Return the annotation of each type of report of all streams, by the name of its alias."""
    streamed = [method for method in client.methods if method.event]
    return {
        "Usage": _joined(_types(streamed, client, "usage")),
        "Retrieval": _joined(_types(streamed, client, "retrieval")),
        "Citation": _joined(method.citation.response() for method in streamed if method.citation),
    }


def _types(methods: Iterable[Method], client: ClientClass, wire: str) -> Iterator[str]:
    for method in methods:
        found = client.objects.get(method.result.name) if isinstance(method.result, t.ModelType) else None
        for field in found.fields if found else ():
            if field.wire == wire:
                yield from (i.name for i in field.type.walk() if isinstance(i, (t.ModelType, t.Alias)))


def _joined(names: Iterable[str]) -> str:
    return " | ".join(sorted(set(names))) or "Any"


def _fields(
    result: t.Type | None, objects: Mapping[str, Object], unions: Mapping[str, NamedUnion]
) -> Iterator[Field]:
    """Yield the fields of a result and of all objects inside it, in depth-first order."""
    waiting, seen = [result], set()
    while waiting:
        named = waiting.pop()
        if not isinstance(named, (t.ModelType, t.Alias)) or named.name in seen:
            continue
        seen.add(named.name)
        own = objects[named.name].fields if named.name in objects else []
        yield from own
        union = unions.get(named.name)
        kinds = [field.type for field in own] or ([union.type] if union else [])
        waiting += reversed([inner for kind in kinds for inner in kind.walk()])
