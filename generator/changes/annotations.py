"""Types in the Python surface before and after: what griffe's own list of breakages leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Retyped(NamedTuple):
    """One annotation that differs."""

    path: str
    argument: str | None
    """The parameter it belongs to; None for an attribute, `return` for what comes back."""
    before: str
    after: str


def retyped(before: Any, after: Any) -> Iterator[Retyped]:
    """Every annotation that differs in what both griffe trees have."""
    for name, old in before.members.items():
        if name.startswith("_") and name != "__init__":
            continue
        new = after.members.get(name)
        if new is None or old.is_alias or new.is_alias or old.kind is not new.kind:
            continue
        if old.is_function:
            yield from _function(old, new)
        elif old.is_attribute and str(old.annotation) != str(new.annotation):
            yield Retyped(old.path, None, str(old.annotation), str(new.annotation))
        elif old.is_module or old.is_class:
            yield from retyped(old, new)


def _function(old: Any, new: Any) -> Iterator[Retyped]:
    if str(old.returns) != str(new.returns):
        yield Retyped(old.path, "return", str(old.returns), str(new.returns))
    known = {parameter.name: parameter for parameter in new.parameters}
    for parameter in old.parameters:
        twin = known.get(parameter.name)
        if twin is not None and str(parameter.annotation) != str(twin.annotation):
            yield Retyped(old.path, parameter.name, str(parameter.annotation), str(twin.annotation))
    overloads = [[_signature(one) for one in side.overloads or []] for side in (old, new)]
    for lost in [one for one in overloads[0] if one not in overloads[1]]:
        yield Retyped(old.path, "overload", lost, f"{len(overloads[1])} other overloads")


def _signature(function: Any) -> str:
    arguments = ", ".join(f"{p.name}: {p.annotation} = {p.default}" for p in function.parameters)
    return f"({arguments}) -> {function.returns}"
