"""The Python surface of two versions compared: what griffe finds broken, and public names that are new."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from generator.changes.entry import Entry, Grade
from generator.changes.exports import Exports, member_at
from generator.changes.overlooked import Overlooked, overlooked, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PRIVATE = frozenset({"operations"})
"""Modules of the generated package that are for the public package and not for users."""


def available() -> bool:
    """Whether griffe is installed."""
    return find_spec("griffe") is not None


def compare_surfaces(old: dict[str, Path], new: dict[str, Path]) -> list[Entry]:
    """What changed in the packages that both versions have, by the folder each package lies in."""
    entries: list[Entry] = []
    borrowed: set[str] = set()
    for package in sorted({*old, *new}):  # the public package first: it says what users get of the other
        if package not in new:
            entries.append(_entry(Grade.BREAKING, "package-removed", package, "removed"))
        elif package in old:
            before, after = Exports(_load(package, old[package])), Exports(_load(package, new[package]))
            homes = {**after.homes, **before.homes}
            found = [*_package(before, after), *_borrowed(before.package, after.package, borrowed)]
            entries += [replace(entry, names=(_exported(entry.names[0], homes),)) for entry in found]
            borrowed |= before.elsewhere
    return entries


def _exported(name: str, homes: Mapping[str, str]) -> str:
    """The name under which users import a thing; a class with its arguments instead of its `__init__`."""
    parts = re.split(r"(?=[.(])", name)
    for length in range(len(parts), 0, -1):
        home = homes.get("".join(parts[:length]))
        if home is not None:
            name = "".join([home, *parts[length:]])
            break
    return re.sub(r"\.__init__(?=\()", "", name)


def _load(name: str, folder: Path) -> Any:
    import griffe

    return griffe.load(name, search_paths=[str(folder)], try_relative_path=False, allow_inspection=False)


def _borrowed(before: Any, after: Any, paths: set[str]) -> Iterator[Entry]:
    """What changed in private modules in things that the public package exports."""
    import griffe

    for path in sorted(path for path in paths if path.startswith(f"{before.path}._")):
        old, new = member_at(before, path), member_at(after, path)
        if old is None:
            continue
        if new is None:
            yield _entry(Grade.BREAKING, "object-removed", path, "removed")
        elif old.is_class and new.is_class:
            for breakage in griffe.find_breaking_changes(old, new):
                yield from _breakage(breakage, breakage.obj.path)
            yield from map(_found, overlooked(old, new, lambda _: True))


def _package(old: Exports, new: Exports) -> Iterator[Entry]:
    import griffe

    before, after = old.package, new.package
    gone = {path for path in old.exported - new.exported if not _offered(after, path)}
    for path in sorted(gone):
        text = "removed" if member_at(after, path) is None else "no longer exported"
        yield _entry(Grade.BREAKING, "object-removed", path, text)
    for breakage in griffe.find_breaking_changes(before, after):
        path = breakage.obj.path
        if _named(path) and path not in gone:
            for entry in _breakage(breakage, path):
                yield _for_users(entry, old.public(path))
    for found in overlooked(before, after, old.public):
        if _named(found.path):
            yield _for_users(_found(found), old.public(found.path))
    known = set(_public_names(before))
    for path in _public_names(after, known):
        if path not in known:
            yield _for_users(_entry(Grade.ADDITION, "name-added", path, "new"), new.public(path))


def _offered(package: Any, path: str) -> bool:
    """Whether a thing is there, and in the `__all__` of the module it is in, if that has one."""
    holder, _, name = path.rpartition(".")
    module = package if holder == package.path else member_at(package, holder)
    if module is None or member_at(package, path) is None:
        return False
    return module.is_alias or module.exports is None or name in module.exports


def _for_users(entry: Entry, public: bool) -> Entry:
    """The entry as it is if users may rely on the thing, else as something internal."""
    if public:
        return entry
    return replace(entry, grade=Grade.INTERNAL, text=f"{entry.text} (not exported)")


def _breakage(breakage: Any, path: str) -> Iterator[Entry]:
    value = breakage.kind.name
    parameter = getattr(breakage.old_value, "name", None) or getattr(breakage.new_value, "name", None)
    if value == "CLASS_REMOVED_BASE" or parameter in ("self", "cls"):
        return  # `overlooked` tells of bases by name; what moved `self` is told by its other entries
    grade = Grade.RISKY if value == "PARAMETER_CHANGED_DEFAULT" else Grade.BREAKING
    shown = f"{path}(..., {parameter}=)" if parameter and "PARAMETER" in value else path
    yield _entry(grade, value.lower().replace("_", "-"), shown, _words(value, breakage))


def _words(value: str, breakage: Any) -> str:
    before, after = breakage.old_value, breakage.new_value
    match value:
        case "OBJECT_REMOVED" | "PARAMETER_REMOVED":
            return "removed"
        case "OBJECT_CHANGED_KIND":
            return f"is of kind {after.value} now, was {before.value}"
        case "PARAMETER_MOVED":
            return "stands at another position"
        case "PARAMETER_CHANGED_KIND":
            return f"is {after.kind.value} now, was {before.kind.value}"
        case "PARAMETER_CHANGED_DEFAULT":
            return f"default is {short(after.default)} now, was {short(before.default)}"
        case "PARAMETER_CHANGED_REQUIRED":
            return "must be given now"
        case "PARAMETER_ADDED_REQUIRED":
            return "new, and must be given"
        case _:
            return re.sub(r"\s+", " ", breakage.kind.value.lower())


def _entry(grade: Grade, what: str, path: str, text: str) -> Entry:
    return Entry(grade, what, (user_name(path),), text, level="python")


def _found(difference: Overlooked) -> Entry:
    return _entry(difference.grade, difference.what, difference.path, difference.text)


def user_name(path: str) -> str:
    """What users call a thing: `do_inference_generated.models.batch.Batch.status` is `models.Batch.status`."""
    parts = path.split(".")
    if parts[:2] == ["do_inference_generated", "models"] and len(parts) > 3:
        return ".".join(["models", *parts[3:]])
    if parts[:2] == ["do_inference_generated", "params"]:
        return ".".join(parts[1:])
    if parts[0] == "do_inference_generated" and len(parts) > 2 and parts[1].startswith("_"):
        return ".".join(["do_inference", *parts[2:]])
    return path


def _named(path: str) -> bool:
    parts = re.split(r"[.(]", path)
    if any(part.startswith("_") and not re.fullmatch(r"__\w+__", part) for part in parts):
        return False
    return not (parts[0] == "do_inference_generated" and len(parts) > 1 and parts[1] in PRIVATE)


def _public_names(module: Any, known: set[str] | None = None) -> Iterator[str]:
    """Every public name; of what is not in `known`, if that is given, only the outermost."""
    for name, member in module.members.items():
        if name.startswith("_") or member.is_alias or not _named(member.path):
            continue
        yield member.path
        if (member.is_module or member.is_class) and (known is None or member.path in known):
            yield from _public_names(member, known)
