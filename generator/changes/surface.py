"""The Python surface of two versions compared: what griffe finds broken, and public names that are new."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from generator.changes.annotations import Retyped, retyped
from generator.changes.entry import Entry, Grade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRIVATE = frozenset({"operations"})
"""Modules of the generated package that are for the public package and not for users."""


def available() -> bool:
    """Whether griffe is installed."""
    return find_spec("griffe") is not None


def compare_surfaces(old: dict[str, Path], new: dict[str, Path]) -> list[Entry]:
    """What changed in the packages that both versions have, by the folder each package lies in."""
    entries: list[Entry] = []
    for package in sorted({*old, *new}):
        if package not in new:
            entries.append(_entry(Grade.BREAKING, "package-removed", package, "removed"))
        elif package in old:
            entries += _package(package, old[package], new[package])
    return entries


def _package(name: str, old: Path, new: Path) -> Iterator[Entry]:
    import griffe

    before = griffe.load(name, search_paths=[str(old)], try_relative_path=False, allow_inspection=False)
    after = griffe.load(name, search_paths=[str(new)], try_relative_path=False, allow_inspection=False)
    for breakage in griffe.find_breaking_changes(before, after):
        path = breakage.obj.path
        if _public(path):
            yield _breakage(breakage, path)
    for found in retyped(before, after):
        if _public(found.path):
            yield _retyped(found)
    known = set(_public_names(before))
    for path in _public_names(after, known):
        if path not in known:
            yield _entry(Grade.ADDITION, "name-added", path, "new")


def _breakage(breakage: Any, path: str) -> Entry:
    kind = breakage.kind.value
    words = re.sub(r"\s+", " ", kind.lower())
    value = breakage.kind.name
    grade = (
        Grade.RISKY if value in ("ATTRIBUTE_CHANGED_VALUE", "PARAMETER_CHANGED_DEFAULT") else Grade.BREAKING
    )
    before, after = _short(breakage.old_value), _short(breakage.new_value)
    parameter = getattr(breakage.old_value, "name", None) or getattr(breakage.new_value, "name", None)
    text = f"{words}: {before} -> {after}" if (before or after) else words
    shown = f"{path}(..., {parameter}=)" if parameter and "PARAMETER" in value else path
    return _entry(grade, value.lower().replace("_", "-"), shown, text)


def _retyped(found: Retyped) -> Entry:
    text = f"typed {_cut(found.after)} now, was {_cut(found.before)}; whether that breaks is for a person to judge"
    if found.argument == "overload":
        text = f"an overload is gone or differs: {_cut(found.before)}"
    shown = found.path if found.argument is None else f"{found.path}(..., {found.argument}=)"
    if found.argument in ("return", "overload"):
        shown = f"{found.path}()"
    return _entry(Grade.RISKY, "retyped", shown, text)


def _cut(text: str) -> str:
    flat = re.sub(r"\s+", " ", text)
    return flat if len(flat) <= 60 else f"{flat[:57]}..."


def _short(value: Any) -> str:
    text = str(
        getattr(value, "default", None)
        or getattr(value, "name", None)
        or (value if value is not None else "")
    )
    return _cut(text)


def _entry(grade: Grade, what: str, path: str, text: str) -> Entry:
    return Entry(grade, what, (user_name(path),), text, level="python")


def user_name(path: str) -> str:
    """What users call a thing: `do_inference_generated.models.batch.Batch.status` is `models.Batch.status`."""
    parts = path.split(".")
    if parts[:2] == ["do_inference_generated", "models"] and len(parts) > 3:
        return ".".join(["models", *parts[3:]])
    if parts[:2] == ["do_inference_generated", "params"]:
        return ".".join(parts[1:])
    return path


def _public(path: str) -> bool:
    parts = re.split(r"[.(]", path)
    if any(part.startswith("_") and not re.fullmatch(r"__\w+__", part) for part in parts):
        return False
    return not (parts[0] == "do_inference_generated" and len(parts) > 1 and parts[1] in PRIVATE)


def _public_names(module: Any, known: set[str] | None = None) -> Iterator[str]:
    """Every public name; of what is not in `known`, if that is given, only the outermost."""
    for name, member in module.members.items():
        if name.startswith("_") or member.is_alias or not _public(member.path):
            continue
        yield member.path
        if (member.is_module or member.is_class) and (known is None or member.path in known):
            yield from _public_names(member, known)
