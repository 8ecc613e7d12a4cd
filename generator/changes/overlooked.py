"""What griffe's own list of breakages leaves out: types, values, base classes, decorators, coroutines, additions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.changes.entry import Grade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HARMLESS = frozenset({"override", "overload", "final", "runtime_checkable"})
"""Decorators that change nothing for callers."""


class Overlooked(NamedTuple):
    """One difference between two versions of a thing."""

    path: str
    """With the parameter in it, if it is about one."""
    grade: Grade
    what: str
    text: str


def overlooked(before: Any, after: Any, public: Callable[[str], bool]) -> Iterator[Overlooked]:
    """Every such difference in what both griffe trees have; `public` says which paths users may rely on."""
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
            yield from overlooked(old, new, public)
        else:
            yield from overlooked(old, new, public)


def _function(old: Any, new: Any) -> Iterator[Overlooked]:
    if ("async" in old.labels) != ("async" in new.labels):
        text = "has to be awaited now" if "async" in new.labels else "is no longer awaited"
        yield Overlooked(f"{old.path}()", Grade.BREAKING, "awaited", text)
    yield from _decorators(old, new)
    if str(old.returns) != str(new.returns):
        yield _retyped(f"{old.path}()", old.returns, new.returns, "gives back")
    known = {parameter.name: parameter for parameter in old.parameters}
    for parameter in new.parameters:
        at, twin = f"{old.path}(..., {parameter.name}=)", known.get(parameter.name)
        if twin is None and not parameter.required:
            yield Overlooked(at, Grade.ADDITION, "parameter-added", "new")
        elif twin is not None and str(parameter.annotation) != str(twin.annotation):
            yield _retyped(at, twin.annotation, parameter.annotation)
    overloads = [[_signature(one) for one in side.overloads or []] for side in (old, new)]
    for lost in [one for one in overloads[0] if one not in overloads[1]]:
        text = f"an overload is gone or differs: {short(lost)}"
        yield Overlooked(f"{old.path}()", Grade.RISKY, "retyped", text)


def _attribute(old: Any, new: Any) -> Iterator[Overlooked]:
    if str(old.annotation) != str(new.annotation):
        yield _retyped(old.path, old.annotation, new.annotation)
    elif str(old.value) != str(new.value) and not {"instance-attribute", "property"} & (
        old.labels | new.labels
    ):
        text = f"is {short(new.value)} now, was {short(old.value)}"
        yield Overlooked(old.path, Grade.RISKY, "value-changed", text)
    if _fixed(new) and not _fixed(old):
        yield Overlooked(old.path, Grade.RISKY, "read-only", "can no longer be set")


def _fixed(attribute: Any) -> bool:
    return "property" in attribute.labels and not {"writable", "cached"} & attribute.labels


def _class(old: Any, new: Any, public: Callable[[str], bool]) -> Iterator[Overlooked]:
    yield from _decorators(old, new)
    kept = {path.rsplit(".", 1)[-1] for path in _ancestors(new)}
    for path in sorted(_ancestors(old)):
        name = path.rsplit(".", 1)[-1]
        if name not in kept and (public(path) or not path.startswith("do_inference")):
            yield Overlooked(old.path, Grade.BREAKING, "base-removed", f"no longer extends {name}")
    if {"Protocol", "ABC"} & {path.rsplit(".", 1)[-1] for path in _ancestors(old)}:
        for name in new.members:
            if name not in old.members and not name.startswith("_"):
                text = "new in an interface: whoever implements it lacks this"
                yield Overlooked(f"{old.path}.{name}", Grade.RISKY, "interface-extended", text)


def _ancestors(thing: Any) -> set[str]:
    """The paths of all base classes, as far as they can be followed."""
    found: set[str] = set()
    for base in thing.bases:
        path = getattr(getattr(base, "left", base), "canonical_path", str(base))
        found.add(path)
        try:
            found |= _ancestors(thing.modules_collection.get_member(path))
        except (KeyError, AttributeError, ValueError):
            continue
    return found


def _decorators(old: Any, new: Any) -> Iterator[Overlooked]:
    before, after = ([_told(one) for one in side.decorators] for side in (old, new))
    if sorted(before) == sorted(after):
        return
    for words, mine, other in (("no longer", before, after), ("now", after, before)):
        for decorator in mine:
            if decorator not in other and re.split(r"[.(]", decorator)[-1] not in HARMLESS:
                text = f"is {words} decorated with @{short(decorator)}"
                yield Overlooked(old.path, Grade.RISKY, "decorated", text)


def _told(decorator: Any) -> str:
    return re.sub(r"\s+", " ", str(decorator.value))


def _retyped(path: str, before: Any, after: Any, verb: str = "is typed") -> Overlooked:
    text = f"{verb} {short(after)} now, was {short(before)}; whether that breaks is for a person to judge"
    return Overlooked(path, Grade.RISKY, "retyped", text)


def short(value: Any) -> str:
    """A piece of Python in one short line."""
    flat = re.sub(r"\s+", " ", str(value))
    return flat if len(flat) <= 60 else f"{flat[:57]}..."


def _signature(function: Any) -> str:
    arguments = ", ".join(f"{p.name}: {p.annotation} = {p.default}" for p in function.parameters)
    return f"({arguments}) -> {function.returns}"
