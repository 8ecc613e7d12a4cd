"""Keys: where they come from, and how they are kept from showing."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn, TypeAlias

from ..errors import ConfigurationError
from .redaction import forms_of

KeyProvider: TypeAlias = Callable[[], str]
AsyncKeyProvider: TypeAlias = Callable[[], str | Awaitable[str]]


class Secret:
    """Holds a key. No `repr`, `str`, `vars()` or pickle shows it."""

    __slots__ = ("_forms", "_reveal")

    def __init__(self, value: str) -> None:
        # A closure rather than an attribute: what lists the attributes of an object does not find it.
        self._reveal: Callable[[], str] = lambda: value
        self._forms: Callable[[], tuple[bytes, ...]] | None = None

    def reveal(self) -> str:
        """The key itself."""
        return self._reveal()

    def forms(self) -> tuple[bytes, ...]:
        """The key as servers may repeat it, without the word `Bearer`."""
        if self._forms is None:
            found = forms_of(self.reveal().removeprefix("Bearer "))
            self._forms = lambda: found
        return self._forms()

    def __repr__(self) -> str:
        return "Secret('…')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys are never pickled; make the client anew where it is needed")


Key: TypeAlias = "Secret | AsyncKeyProvider | None"
"""A key as it travels from a client's arguments on: hidden, or a function that gives it."""


def conceal(key: Any) -> Any:
    """A key that is text as a `Secret`, anything else as it is.

    Whoever gets a key as an argument passes this on and deletes the argument: tracebacks are often kept with the
    values of local variables.
    """
    return Secret(key) if isinstance(key, str) else key


class Credentials:
    """The key of one client, or the function that gives it. Asked once for every attempt."""

    __slots__ = ("_header", "_provider", "source")

    def __init__(self, key: Secret | AsyncKeyProvider, source: str) -> None:
        self.source = source
        """Where the key came from, in words: `argument`, `callable`, or the name of a variable."""
        self._header = _bearer(key, source) if isinstance(key, Secret) else None
        self._provider = None if isinstance(key, Secret) else key

    def __repr__(self) -> str:
        return f"Credentials(source={self.source!r})"

    @property
    def fixed(self) -> Secret | None:
        """The value of the Authorization header; None if a function gives the key."""
        return self._header

    def bearer(self) -> Secret:
        """The value of the Authorization header."""
        if self._header is not None:
            return self._header
        key = conceal(self._ask())
        close = getattr(key, "close", None)
        if close is not None:
            close()  # A coroutine that is never awaited warns; this one is refused.
            raise ConfigurationError(
                "api_key is an asynchronous callable: only the async clients can await it"
            )
        return _bearer(key, self.source)

    async def bearer_async(self) -> Secret:
        """The value of the Authorization header; waits for a callable that is asynchronous."""
        if self._header is not None:
            return self._header
        key = conceal(self._ask())
        return _bearer(conceal(await key) if hasattr(key, "__await__") else key, self.source)

    def _ask(self) -> object:
        assert self._provider is not None
        return self._provider()


def find_credentials(api_key: Key, variables: tuple[str, ...], what: str, origin: str) -> Credentials:
    """The key given, else that of the first variable that is set.

    Raises `ConfigurationError` where there is none; `origin` then tells where such keys are made.
    """
    if isinstance(api_key, Secret):
        return Credentials(api_key, "argument")
    if api_key is not None:
        if not callable(api_key):
            raise ConfigurationError(f"api_key must be a string or a callable, not {type(api_key).__name__}")
        return Credentials(api_key, "callable")
    for name in variables:
        if os.environ.get(name):
            return Credentials(Secret(os.environ[name]), name)
    raise ConfigurationError(
        f"no {what}: pass api_key=..., a string or a function that returns one, or set one of the "
        f"environment variables {', '.join(variables)}. {origin}"
    )


def _bearer(key: object, source: str) -> Secret:
    complaint = _complaint(key.reveal() if isinstance(key, Secret) else key, source)
    if complaint is not None:
        raise ConfigurationError(complaint)
    assert isinstance(key, Secret)
    return Secret(f"Bearer {key.reveal()}")


def _complaint(key: object, source: str) -> str | None:
    """What is wrong with a key, in words that never repeat it, not even a part of it: they end up in logs."""
    names = {"argument": "api_key", "callable": "the key that api_key returned"}
    where = names.get(source, f"the key in {source}")
    if not isinstance(key, str):
        return f"{where} must be a string, not {type(key).__name__}"
    if not key:
        return f"{where} is empty"
    if "\n" in key or "\r" in key:
        return f"{where} holds a line break; strip it if it was read from a file"
    if not key.isascii():
        return f"{where} holds characters outside ASCII, which no key has; was it copied whole?"
    if not key.isprintable() or " " in key:
        hint = " (leave out the word Bearer)" if key[:7].lower() == "bearer " else ""
        return f"{where} holds a space or a control character{hint}"
    return None
