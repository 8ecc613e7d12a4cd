"""The router, which finds the operation of a path in the description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from starlette.routing import compile_path

from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._replies import BytesReply

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from do_inference.emulator._description import DescribedOperation, Description


_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN_IN_PATHS = "/{}:@!$&'()*+,;=~%"


class RouteMatch(NamedTuple):
    """An operation and its path parameters."""

    operation: DescribedOperation
    encoded: Mapping[str, str]
    """The percent-encoded values. Decoding later keeps an escaped slash or comma apart from a separator."""

    @property
    def path(self) -> Mapping[str, str]:
        return {name: unquote(text) for name, text in self.encoded.items()} if self.encoded else {}


def path_of(scope: Mapping[str, Any]) -> str:
    """Return the percent-encoded path, without unnecessary escapes (RFC 3986, 6.2.2.2)."""
    raw: bytes | None = scope.get("raw_path")
    path = raw.decode("latin-1") if raw else quote(scope["path"])
    return _ESCAPE.sub(_plain_or_upper, path) if "%" in path else path


def _plain_or_upper(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


class Router:
    """Finds operations by encoded paths: by lookup for paths without parameters, by patterns for the others."""

    def __init__(self, description: Description) -> None:
        operations = description.operations.values()
        paths = [(quote(op.path, safe=_PLAIN_IN_PATHS), op) for op in operations]
        self._plain = {(op.method, path): RouteMatch(op, {}) for path, op in paths if "{" not in path}
        self._patterns = [(compile_path(path)[0], op) for path, op in paths if "{" in path]

    def match(self, method: str, path: str) -> RouteMatch | None:
        plain = self._plain.get((method, path))
        if plain is not None:
            return plain
        for pattern, operation in self._patterns:
            if operation.method == method and (found := pattern.match(path)):
                return RouteMatch(operation, found.groupdict())
        return None

    def methods(self, path: str) -> list[str]:
        """Return the methods of a path."""
        plain = [method for method, known in self._plain if known == path]
        return sorted({*plain, *(op.method for pattern, op in self._patterns if pattern.match(path))})

    def options(self, path: str) -> BytesReply:
        """Return the response to an OPTIONS request. Raises ErrorReply 404 for an unknown path."""
        every = {method for method, _ in self._plain} | {op.method for _, op in self._patterns}
        methods = sorted(every) if path == "*" else self.methods(path)
        if not methods:
            raise ErrorReply(404)
        return BytesReply(b"", "", headers={"allow": ", ".join([*methods, "OPTIONS"])})

    def error_reply(self, method: str, path: str, live: bool) -> ErrorReply:
        """Return the error for a request without an operation: 405 if the path has other methods, else 404."""
        methods = self.methods(path)
        if methods:
            return ErrorReply(405, headers={"allow": ", ".join(methods)})
        return ErrorReply(404, shape="E7" if live else None)
