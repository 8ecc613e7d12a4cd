"""Which names of a package are for its users.

Public is what some package's `__init__` exports or defines, with all that is in it, and every type that public
signatures, fields and base classes name. The rest is the package's own business, whatever its spelling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

OPEN_MODULES = (
    "do_inference_generated.models",
    "do_inference_generated.params",
    "do_inference_generated.resources",
)
"""Generated modules whose every name is for users, under the names that the public package gives them."""


class Exports:
    """The public names of one version of a package."""

    def __init__(self, package: Any) -> None:
        self.package = package
        self.roots: set[str] = {path for path in OPEN_MODULES if path.startswith(package.path)}
        self.elsewhere: set[str] = set()
        """What it exports from other packages, by where that is defined."""
        self.homes: dict[str, str] = {}
        """Where things are defined, and the shortest name under which they are exported."""
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
        """Whether a path, or what it lies in, is for users."""
        parts = path.split("(", maxsplit=1)[0].split(".")
        return any(".".join(parts[:length]) in self.roots for length in range(1, len(parts) + 1))

    def _exported(self, module: Any) -> Iterator[str]:
        """What packages export, whether imported or defined there."""
        for name, member in module.members.items():
            if name.startswith("_"):
                continue
            if member.is_alias:
                # Where nothing says what is exported, what comes from us is; `Any` and its like are not.
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
        """The types that a public thing names."""
        thing = member_at(self.package, path)
        if thing is None:
            return
        if thing.is_alias:
            yield str(thing.target_path)
            return
        yield from _types(thing)


def member_at(package: Any, path: str) -> Any:
    """The thing at a dotted path of a package; None if there is none."""
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
