"""Detection of patches to httpx and httpcore, as made by mocks, recorders and instrumentation.

The default transport does not call all of httpx and would bypass such patches. While any are in place, requests are
sent with an ordinary httpx client instead.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Mapping
from operator import attrgetter, is_
from types import FunctionType, SimpleNamespace
from typing import Any, Final

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


class Patched:
    """A set of patches, compared by identity."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[object]) -> None:
        self.parts = parts
        """The classes and methods that are in place."""

    def has(self, parts: list[object]) -> bool:
        """Return whether these are the same parts. Compares by identity, so that no patched object is called."""
        return len(parts) == len(self.parts) and all(map(is_, parts, self.parts))


class Patches:
    """Detects patches before each request, in a few microseconds if there are none.

    The globals of a function show whether it belongs to the library. Its name does not, because `functools.wraps`
    copies names. A comparison with the functions at import time does not either, because the patch may be older.
    """

    __slots__ = ("_last", "_look", "_original", "_parts", "_root")

    def __init__(self, *, asynchronous: bool) -> None:
        self._parts = _ASYNC if asynchronous else _SYNC
        self._look: Callable[[object], tuple[object, ...]] | None = None
        self._original: tuple[object, ...] = ()
        self._root = SimpleNamespace(httpx=None, httpcore=None)
        self._last: Patched | None = None

    def found(self) -> Patched | None:
        """Return the current patches, as the same object while they stay the same; None if there are none."""
        httpx, core = _imported("httpx", "URL"), _imported("httpcore", "__version__")
        if httpx is core is None:
            return None
        if self._look is not None and httpx is self._root.httpx and core is self._root.httpcore:
            with contextlib.suppress(AttributeError):
                # `is` instead of `==`, which some wrappers delegate to the wrapped function.
                if all(map(is_, self._look(self._root), self._original)):
                    return None
        return self._examine(httpx, core)

    def _examine(self, httpx: object, core: object) -> Patched | None:
        # Read from `__dict__`: some wrappers return a new object for each attribute access.
        parts: list[object] = []
        names: list[str] = []
        original = True
        root = SimpleNamespace(httpx=httpx, httpcore=core)
        for package, classes in zip(_PACKAGES, self._parts, strict=True):
            if getattr(root, package) is None:
                continue
            for name, methods in classes.items():
                owner = getattr(getattr(root, package), name, None)
                stored = {method: getattr(owner, "__dict__", {}).get(method) for method in methods}
                original = original and _is_original_class(owner) and all(map(_is_original, stored.values()))
                parts += [owner, *stored.values()]
                own = [method for method, function in stored.items() if function is not None]
                names += [f"{package}.{name}", *(f"{package}.{name}.{method}" for method in own)]
        if original:
            self._look, self._last, self._root = attrgetter(*names), None, root
            self._original = self._look(root)
        elif self._last is None or not self._last.has(parts):
            self._last = Patched(parts)
        return self._last


def _imported(package: str, last: str) -> object:
    """Return a package, or None if it is not imported, or not yet as far as its name `last`, and cannot be patched."""
    module = sys.modules.get(package)
    return module if hasattr(module, last) else None


def _is_original_class(owner: Any) -> bool:
    return isinstance(owner, type) and owner.__module__.partition(".")[0] in _PACKAGES


def _is_original(method: object) -> bool:
    """Return whether a method belongs to the library. A method that this version does not have counts as original."""
    if method is None:
        return True
    return (
        type(method) is FunctionType
        and str(method.__globals__.get("__name__")).partition(".")[0] in _PACKAGES
    )
