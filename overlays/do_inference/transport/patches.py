"""Whether parts of httpx or httpcore were replaced: by a test's mock, a recorder, or an instrumentation.

The default transport does not call all of httpx, so it would bypass such a replacement. While there is one, requests
go through an ordinary httpx client instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import is_
from types import FunctionType
from typing import Any, Final

import httpcore
import httpx

_Parts = Mapping[str, tuple[str, ...]]
"""The methods that a request passes through, by class."""

_PACKAGES: Final = ("httpx", "httpcore")
_CLIENT: Final = (
    "__init__",
    "_init_transport",
    "send",
    "_send_handling_auth",
    "_send_handling_redirects",
    "_send_single_request",
    "_transport_for_url",
)
_SYNC: Final[tuple[_Parts, _Parts]] = (
    {"Client": _CLIENT, "HTTPTransport": ("__init__", "handle_request")},
    {
        "ConnectionPool": ("__init__", "handle_request"),
        "HTTPConnection": ("__init__", "handle_request"),
        "HTTP11Connection": ("handle_request",),
        "SyncBackend": ("connect_tcp",),
    },
)
_ASYNC: Final[tuple[_Parts, _Parts]] = (
    {"AsyncClient": _CLIENT, "AsyncHTTPTransport": ("__init__", "handle_async_request")},
    {
        "AsyncConnectionPool": ("__init__", "handle_async_request"),
        "AsyncHTTPConnection": ("__init__", "handle_async_request"),
        "AsyncHTTP11Connection": ("handle_async_request",),
        "AnyIOBackend": ("connect_tcp",),
        "TrioBackend": ("connect_tcp",),
    },
)


def _sync_parts() -> tuple[object, ...]:
    """What `_SYNC` names, spelled out, as that takes a third of the time."""
    client, transport, pool = httpx.Client, httpx.HTTPTransport, httpcore.ConnectionPool
    connection, protocol, backend = httpcore.HTTPConnection, httpcore.HTTP11Connection, httpcore.SyncBackend
    return (
        client,
        client.__init__,
        client._init_transport,
        client.send,
        client._send_handling_auth,
        client._send_handling_redirects,
        client._send_single_request,
        client._transport_for_url,
        transport,
        transport.__init__,
        transport.handle_request,
        pool,
        pool.__init__,
        pool.handle_request,
        connection,
        connection.__init__,
        connection.handle_request,
        protocol,
        protocol.handle_request,
        backend,
        backend.connect_tcp,
    )


def _async_parts() -> tuple[object, ...]:
    """What `_ASYNC` names."""
    client, transport, pool = httpx.AsyncClient, httpx.AsyncHTTPTransport, httpcore.AsyncConnectionPool
    connection, protocol = httpcore.AsyncHTTPConnection, httpcore.AsyncHTTP11Connection
    # Where anyio or trio is not installed, httpcore has stand-ins of these names.
    backend: Any = httpcore.AnyIOBackend
    trio_backend: Any = httpcore.TrioBackend
    return (
        client,
        client.__init__,
        client._init_transport,
        client.send,
        client._send_handling_auth,
        client._send_handling_redirects,
        client._send_single_request,
        client._transport_for_url,
        transport,
        transport.__init__,
        transport.handle_async_request,
        pool,
        pool.__init__,
        pool.handle_async_request,
        connection,
        connection.__init__,
        connection.handle_async_request,
        protocol,
        protocol.handle_async_request,
        backend,
        backend.connect_tcp,
        trio_backend,
        getattr(trio_backend, "connect_tcp", None),
    )


class Patched:
    """One set of replacements. Compared by identity."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[object]) -> None:
        self.parts = parts
        """The classes and methods as they are now."""

    def has(self, parts: list[object]) -> bool:
        """Whether these are the same parts. Does not call what was put in their place, not even to compare it."""
        return len(parts) == len(self.parts) and all(map(is_, parts, self.parts))


class Patches:
    """Looks for replacements before each request, in about a microsecond if none is in place.

    The code of a method shows whether it is the library's own. Its name does not, since `functools.wraps` copies it,
    and neither does a comparison with the time of import, since the replacement may be older.
    """

    __slots__ = ("_last", "_look", "_original", "_parts")

    def __init__(self, *, asynchronous: bool) -> None:
        self._parts = _ASYNC if asynchronous else _SYNC
        self._look: Callable[[], tuple[object, ...]] = _async_parts if asynchronous else _sync_parts
        self._original: tuple[object, ...] | None = None
        self._last: Patched | None = None

    def found(self) -> Patched | None:
        """The replacements that are in place, the same object while they stay the same; None without any."""
        try:
            now = self._look()
        except AttributeError:
            now = None
        # Not by `==`, which some wrappers leave to what they wrap.
        if now is not None and self._original is not None and all(map(is_, now, self._original)):
            return None
        return self._examine(now)

    def _examine(self, now: tuple[object, ...] | None) -> Patched | None:
        # Read from the class itself: some wrappers are another object whenever they are read as its attribute.
        parts: list[object] = []
        original = True
        for package, classes in zip((httpx, httpcore), self._parts, strict=True):
            for name, methods in classes.items():
                owner = getattr(package, name, None)
                stored = [getattr(owner, "__dict__", {}).get(method) for method in methods]
                original = original and _is_original_class(owner) and all(map(_is_original, stored))
                parts += [owner, *stored]
        if original:
            self._original, self._last = now, None
        elif self._last is None or not self._last.has(parts):
            self._last = Patched(parts)
        return self._last


def _is_original_class(owner: Any) -> bool:
    return isinstance(owner, type) and owner.__module__.partition(".")[0] in _PACKAGES


def _is_original(method: object) -> bool:
    """Whether a method is the library's own. One that this version of the library does not have counts as such."""
    if method is None:
        return True
    return (
        type(method) is FunctionType
        and str(method.__globals__.get("__name__")).partition(".")[0] in _PACKAGES
    )
