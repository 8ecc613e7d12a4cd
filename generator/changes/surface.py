"""The comparison of the Python surface of two versions: changes that griffe reports, and public names that are new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from generator.changes.change import Change, Severity, python_change
from generator.changes.griffe_gaps import GriffeGap, griffe_gaps, short

PRIVATE = frozenset({"operations"})
"""Modules of the generated package that only the public package uses."""


OPEN_MODULES = (
    "do_inference_generated.models",
    "do_inference_generated.params",
    "do_inference_generated.resources",
)
"""Generated modules in which every name is public; the public package exports them."""


class Exports:
    """The public names of one version of a package.

    Public is what the `__init__` of a package exports or defines, with its members, and every type that public
    signatures, fields and base classes name.
    """

    def __init__(self, package: Any) -> None:
        self.package = package
        self.roots: set[str] = {path for path in OPEN_MODULES if path.startswith(package.path)}
        self.elsewhere: set[str] = set()
        """The objects that it exports from other packages, by where they are defined."""
        self.homes: dict[str, str] = {}
        """The shortest name under which an object is exported, by where it is defined."""
        self.exported = {path for path in self._exported(package) if path.count(".")}
        queue = [*self.exported]
        while queue:
            path = queue.pop()
            if not path.startswith(f"{package.path}."):
                self.elsewhere.add(path)
                continue
            if path in self.roots:
                continue
            self.roots.add(path)
            queue += self._named(path)

    def public(self, path: str) -> bool:
        """Return whether a path, or what contains it, is public."""
        parts = path.split("(", maxsplit=1)[0].split(".")
        return any(".".join(parts[:length]) in self.roots for length in range(1, len(parts) + 1))

    def _exported(self, module: Any) -> Iterator[str]:
        """Yield what packages export, imported or defined there."""
        for name, member in module.members.items():
            if name.startswith("_"):
                continue
            if member.is_alias:
                # Without `__all__`, imports from our packages are exports; others, such as `Any`, are not.
                ours = str(member.target_path).startswith("do_inference")
                if ours if module.exports is None else name in module.exports:
                    here, home = f"{module.path}.{name}", str(member.target_path)
                    if home.count(".") and home.startswith(self.package.path):
                        self.homes[home] = min(
                            self.homes.get(home, here), here, key=lambda path: path.count(".")
                        )
                    yield here
            elif member.is_module:
                if member.is_package or member.is_subpackage:
                    yield from self._exported(member)
            else:
                yield str(member.path)

    def _named(self, path: str) -> Iterator[str]:
        """Yield the types that a public object names."""
        thing = member_at(self.package, path)
        if thing is None:
            return
        if thing.is_alias:
            yield str(thing.target_path)
            return
        yield from _types(thing)


def member_at(package: Any, path: str) -> Any:
    """Return the object at a dotted path of a package, or None."""
    try:
        return package[path.removeprefix(f"{package.path}.")]
    except KeyError:
        return None


def _types(thing: Any) -> Iterator[str]:
    for annotation in _annotations(thing):
        if hasattr(annotation, "iterate"):
            for part in annotation.iterate(flat=True):
                if hasattr(part, "canonical_path"):
                    yield str(part.canonical_path)
    if thing.is_class or thing.is_module:
        for name, member in thing.members.items():
            if not member.is_alias and (not name.startswith("_") or name == "__init__"):
                yield from _types(member)


def _annotations(thing: Any) -> Iterator[Any]:
    if thing.is_function:
        for function in (thing, *(thing.overloads or [])):
            yield function.returns
            yield from (parameter.annotation for parameter in function.parameters)
    elif thing.is_attribute:
        yield thing.annotation
        yield thing.value
    elif thing.is_class:
        yield from thing.bases


def available() -> bool:
    """Return whether griffe is installed."""
    return find_spec("griffe") is not None


def compare_surfaces(old: dict[str, Path], new: dict[str, Path]) -> list[Change]:
    """Return the changes of the packages that both versions have. The arguments map each package to its folder."""
    changes: list[Change] = []
    borrowed: set[str] = set()
    for package in sorted({*old, *new}):  # the public package first: it exports objects of the other one
        if package not in new:
            changes.append(_change(Severity.BREAKING, "package-removed", package, "removed"))
        elif package in old:
            before, after = Exports(_load(package, old[package])), Exports(_load(package, new[package]))
            homes = {**after.homes, **before.homes}
            found = [*_package(before, after), *_borrowed(before.package, after.package, borrowed)]
            changes += [replace(change, names=(_exported(change.names[0], homes),)) for change in found]
            borrowed |= before.elsewhere
    return changes


def _exported(name: str, homes: Mapping[str, str]) -> str:
    """Return the name under which users import an object; a class with its arguments instead of its `__init__`."""
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


def _borrowed(before: Any, after: Any, paths: set[str]) -> Iterator[Change]:
    """Yield changes of objects in private modules that the public package exports."""
    import griffe

    for path in sorted(path for path in paths if path.startswith(f"{before.path}._")):
        old, new = member_at(before, path), member_at(after, path)
        if old is None:
            continue
        if new is None:
            yield _change(Severity.BREAKING, "object-removed", path, "removed")
        elif old.is_class and new.is_class:
            for breakage in griffe.find_breaking_changes(old, new):
                yield from _breakage(breakage, breakage.obj.path)
            yield from map(_gap, griffe_gaps(old, new, lambda _: True))


def _package(old: Exports, new: Exports) -> Iterator[Change]:
    import griffe

    before, after = old.package, new.package
    gone = {path for path in old.exported - new.exported if not _offered(after, path)}
    for path in sorted(gone):
        text = "removed" if member_at(after, path) is None else "no longer exported"
        yield _change(Severity.BREAKING, "object-removed", path, text)
    for breakage in griffe.find_breaking_changes(before, after):
        path = breakage.obj.path
        if _named(path) and path not in gone:
            for change in _breakage(breakage, path):
                yield _for_users(change, old.public(path))
    for gap in griffe_gaps(before, after, old.public):
        if _named(gap.path):
            yield _for_users(_gap(gap), old.public(gap.path))
    known = set(_public_names(before))
    for path in _public_names(after, known):
        if path not in known:
            yield _for_users(_change(Severity.ADDITION, "name-added", path, "new"), new.public(path))


def _offered(package: Any, path: str) -> bool:
    """Return whether an object exists and is in the `__all__` of its module, if the module has one."""
    holder, _, name = path.rpartition(".")
    module = package if holder == package.path else member_at(package, holder)
    if module is None or member_at(package, path) is None:
        return False
    return module.is_alias or module.exports is None or name in module.exports


def _for_users(change: Change, public: bool) -> Change:
    """Return the change unmodified if the object is public, otherwise as an internal change."""
    if public:
        return change
    return replace(change, severity=Severity.INTERNAL, text=f"{change.text} (not exported)")


def _breakage(breakage: Any, path: str) -> Iterator[Change]:
    value = breakage.kind.name
    parameter = getattr(breakage.old_value, "name", None) or getattr(breakage.new_value, "name", None)
    if value == "CLASS_REMOVED_BASE" or parameter in ("self", "cls"):
        return  # `griffe_gaps` reports bases by name; other changes explain a moved `self`
    severity = Severity.RISKY if value == "PARAMETER_CHANGED_DEFAULT" else Severity.BREAKING
    shown = f"{path}(..., {parameter}=)" if parameter and "PARAMETER" in value else path
    yield _change(severity, value.lower().replace("_", "-"), shown, _words(value, breakage))


def _words(value: str, breakage: Any) -> str:
    before, after = breakage.old_value, breakage.new_value
    match value:
        case "OBJECT_REMOVED" | "PARAMETER_REMOVED":
            return "removed"
        case "OBJECT_CHANGED_KIND":
            return f"is of kind {after.value} now, was {before.value}"
        case "PARAMETER_MOVED":
            return "is at another position"
        case "PARAMETER_CHANGED_KIND":
            return f"is {after.kind.value} now, was {before.kind.value}"
        case "PARAMETER_CHANGED_DEFAULT":
            return f"default is {short(after.default)} now, was {short(before.default)}"
        case "PARAMETER_CHANGED_REQUIRED":
            return "is required now"
        case "PARAMETER_ADDED_REQUIRED":
            return "new and required"
        case _:
            return re.sub(r"\s+", " ", breakage.kind.value.lower())


def _change(severity: Severity, kind: str, path: str, text: str) -> Change:
    return python_change(severity, kind, user_name(path), text)


def _gap(gap: GriffeGap) -> Change:
    return _change(gap.severity, gap.kind, gap.path, gap.text)


def user_name(path: str) -> str:
    """Return what users call an object: `models.Batch.status` for `do_inference_generated.models.b.Batch.status`."""
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
    """Yield every public name; of objects that are not in `known`, if it is given, only the outermost."""
    for name, member in module.members.items():
        if name.startswith("_") or member.is_alias or not _named(member.path):
            continue
        yield member.path
        if (member.is_module or member.is_class) and (known is None or member.path in known):
            yield from _public_names(member, known)
