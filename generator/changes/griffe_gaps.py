"""Gaps of griffe: changes of types, values, base classes, decorators and coroutines, and additions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.changes.change import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HARMLESS = frozenset({"override", "overload", "final", "runtime_checkable"})
"""Decorators that have no effect on callers."""


class GriffeGap(NamedTuple):
    """One difference between two versions of an object."""

    path: str
    """Includes the parameter if the change concerns a parameter."""
    severity: Severity
    kind: str
    text: str


def griffe_gaps(before: Any, after: Any, public: Callable[[str], bool]) -> Iterator[GriffeGap]:
    """Yield the differences of objects in both griffe trees. `public` returns whether users may rely on a path."""
    for name, old in before.members.items():
        new = after.members.get(name)
        if new is None or old.is_alias or new.is_alias or old.kind is not new.kind:
            continue
        if name.startswith("_") and name != "__init__":
            continue
        if old.is_function:
            yield from _function(old, new)
        elif old.is_attribute:
            yield from _attribute(old, new)
        elif old.is_class:
            yield from _class(old, new, public)
            yield from griffe_gaps(old, new, public)
        else:
            yield from griffe_gaps(old, new, public)


def _function(old: Any, new: Any) -> Iterator[GriffeGap]:
    if ("async" in old.labels) != ("async" in new.labels):
        text = "has to be awaited now" if "async" in new.labels else "is no longer awaited"
        yield GriffeGap(f"{old.path}()", Severity.BREAKING, "awaited", text)
    yield from _decorators(old, new)
    if str(old.returns) != str(new.returns):
        yield _retyped(f"{old.path}()", old.returns, new.returns, "returns")
    known = {parameter.name: parameter for parameter in old.parameters}
    for parameter in new.parameters:
        at, twin = f"{old.path}(..., {parameter.name}=)", known.get(parameter.name)
        if twin is None and not parameter.required:
            yield GriffeGap(at, Severity.ADDITION, "parameter-added", "new")
        elif twin is not None and str(parameter.annotation) != str(twin.annotation):
            yield _retyped(at, twin.annotation, parameter.annotation)
    overloads = [[_signature(one) for one in side.overloads or []] for side in (old, new)]
    for lost in [one for one in overloads[0] if one not in overloads[1]]:
        text = f"an overload is removed or changed: {short(lost)}"
        yield GriffeGap(f"{old.path}()", Severity.RISKY, "retyped", text)


def _attribute(old: Any, new: Any) -> Iterator[GriffeGap]:
    if str(old.annotation) != str(new.annotation):
        yield _retyped(old.path, old.annotation, new.annotation)
    elif str(old.value) != str(new.value) and not {"instance-attribute", "property"} & (
        old.labels | new.labels
    ):
        text = f"is {short(new.value)} now, was {short(old.value)}"
        yield GriffeGap(old.path, Severity.RISKY, "value-changed", text)
    if _read_only(new) and not _read_only(old):
        yield GriffeGap(old.path, Severity.RISKY, "read-only", "can no longer be set")


def _read_only(attribute: Any) -> bool:
    return "property" in attribute.labels and not {"writable", "cached"} & attribute.labels


def _class(old: Any, new: Any, public: Callable[[str], bool]) -> Iterator[GriffeGap]:
    yield from _decorators(old, new)
    remaining = {path.rsplit(".", 1)[-1] for path in _ancestors(new)}
    for path in sorted(_ancestors(old)):
        name = path.rsplit(".", 1)[-1]
        if name not in remaining and (public(path) or not path.startswith("do_inference")):
            yield GriffeGap(old.path, Severity.BREAKING, "base-removed", f"no longer extends {name}")
    if {"Protocol", "ABC"} & {path.rsplit(".", 1)[-1] for path in _ancestors(old)}:
        for name in new.members:
            if name not in old.members and not name.startswith("_"):
                text = "new in an interface: existing implementations lack it"
                yield GriffeGap(f"{old.path}.{name}", Severity.RISKY, "interface-extended", text)


def _ancestors(thing: Any) -> set[str]:
    """Return the paths of all base classes, as far as they can be resolved."""
    found: set[str] = set()
    for base in thing.bases:
        path = getattr(getattr(base, "left", base), "canonical_path", str(base))
        found.add(path)
        try:
            found |= _ancestors(thing.modules_collection.get_member(path))
        except (KeyError, AttributeError, ValueError):
            continue
    return found


def _decorators(old: Any, new: Any) -> Iterator[GriffeGap]:
    before, after = ([_decorator_text(one) for one in side.decorators] for side in (old, new))
    if sorted(before) == sorted(after):
        return
    deprecated = [any(_name(one) == "deprecated" for one in side) for side in (before, after)]
    if deprecated == [False, True]:
        yield GriffeGap(old.path, Severity.ADDITION, "deprecated", "deprecated")
    elif deprecated == [True, False]:
        yield GriffeGap(old.path, Severity.FIX, "not-deprecated", "no longer deprecated")
    for words, mine, other in (("no longer", before, after), ("now", after, before)):
        for decorator in mine:
            if decorator not in other and _name(decorator) not in HARMLESS | {"deprecated"}:
                text = f"is {words} decorated with @{short(decorator)}"
                yield GriffeGap(old.path, Severity.RISKY, "decorated", text)


def _name(decorator: str) -> str:
    return decorator.partition("(")[0].rpartition(".")[2]


def _decorator_text(decorator: Any) -> str:
    return re.sub(r"\s+", " ", str(decorator.value))


def _retyped(path: str, before: Any, after: Any, verb: str = "is typed") -> GriffeGap:
    text = (
        f"{verb} {short(after)} now, was {short(before)}; a person has to decide whether that breaks callers"
    )
    return GriffeGap(path, Severity.RISKY, "retyped", text)


def short(value: Any) -> str:
    """Return Python code as one short line."""
    flat = re.sub(r"\s+", " ", str(value))
    return flat if len(flat) <= 60 else f"{flat[:57]}..."


def _signature(function: Any) -> str:
    arguments = ", ".join(f"{p.name}: {p.annotation} = {p.default}" for p in function.parameters)
    return f"({arguments}) -> {function.returns}"
