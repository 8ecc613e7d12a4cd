"""Both levels in one list: what the description explains is not told again for the Python made from it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.changes.entry import Grade, merge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.changes.entry import Entry

GENERATED = "do_inference_generated."


def together(described: list[Entry], python: list[Entry], methods: Iterable[str] = ()) -> list[Entry]:
    """The entries of both levels; `methods` are the names that users have for those of the description.

    An entry of the Python level is left out if the description has one of the same name that is as grave, or if it is
    a changed type or value of a generated thing whose part of the description changed: that was judged there.
    """
    known: dict[str, int] = {}
    components, operations = set(), set()
    for entry in described:
        operations |= set(entry.operations)
        components |= {at[2] for at in entry.pointers if at[:2] == ("components", "schemas") and len(at) > 2}
        fields = (
            at for at in entry.pointers if at[:2] == ("components", "schemas") and at[3:4] == ("properties",)
        )
        typed = [f"params.{at[2]}Param.{at[4]}" for at in fields if len(at) > 4]
        for name in (*entry.names, *typed):
            known[name] = max(known.get(name, 0), int(entry.grade))
    spoken = {_flat(method): method for method in methods}
    named = [replace(entry, names=(_spoken(entry.names[0], spoken),)) for entry in python]

    def explained(entry: Entry) -> bool:
        name = entry.names[0]
        if known.get(name, -1) >= int(entry.grade):
            return True
        if entry.grade not in (Grade.RISKY, Grade.ADDITION):
            return False
        return _component(name) in components or name.partition("(")[0] in operations

    return merge([*described, *(entry for entry in named if not explained(entry))])


def _component(name: str) -> str | None:
    """The schema that a generated model, enum or parameter type was made from."""
    found = re.match(r"models\.(\w+)|params\.(\w+?)(?:Param)?\b", name)
    return (found[1] or found[2]) if found else None


def _spoken(name: str, spoken: Mapping[str, str]) -> str:
    """A generated facade's function under the name of the method that it stands for."""
    found = re.match(rf"{re.escape(GENERATED)}resources\.(\w+)\.\w+\.(\w+)", name)
    if not found:
        return name
    resource, method = found[1], found[2]
    agent = resource == "agent" or resource.startswith("agent_")
    path = resource.removeprefix("agent").strip("_") if agent else resource
    flat = _flat(".".join(filter(None, ("agent" if agent else "client", path, method))))
    return f"{spoken[flat]}{name[found.end() :]}" if flat in spoken else name


def _flat(name: str) -> str:
    """A method's name with its resource written as its module is: `client.chat_completions.create`."""
    api, *resource, method = name.split(".")
    return ".".join(filter(None, (api, "_".join(resource), method)))
