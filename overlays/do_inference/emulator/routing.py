"""From a path to its operation, by the description alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from starlette.routing import compile_path

from do_inference.emulator.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference.emulator.description import Description, Operation


class Match(NamedTuple):
    """An operation and the values of its path's parameters."""

    operation: Operation
    path: Mapping[str, str]


class Router:
    """Finds operations. Paths without parameters are looked up, the others tried in turn."""

    def __init__(self, description: Description) -> None:
        operations = description.operations.values()
        self._plain = {(op.method, op.path): Match(op, {}) for op in operations if "{" not in op.path}
        self._patterns = [(compile_path(op.path)[0], op) for op in operations if "{" in op.path]

    def match(self, method: str, path: str) -> Match | None:
        plain = self._plain.get((method, path))
        if plain is not None:
            return plain
        for pattern, operation in self._patterns:
            if operation.method == method and (found := pattern.match(path)):
                return Match(operation, found.groupdict())
        return None

    def methods(self, path: str) -> list[str]:
        """The methods that a path has."""
        plain = [method for method, known in self._plain if known == path]
        return sorted({*plain, *(op.method for pattern, op in self._patterns if pattern.match(path))})

    def refusal(self, method: str, path: str, live: bool) -> Refusal:
        """Why nothing answers: another method is needed, or there is no such path."""
        methods = self.methods(path)
        if methods:
            return Refusal(405, headers={"allow": ", ".join(methods)})
        return Refusal(404, shape="E7" if live else None)
