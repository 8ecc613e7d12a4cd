"""API keys: their sources, and their protection from logs, tracebacks and pickles."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn, TypeAlias

from ..errors import ConfigurationError
from .redaction import Secrets, forms_of

KeyProvider: TypeAlias = Callable[[], str]
AsyncKeyProvider: TypeAlias = Callable[[], str | Awaitable[str]]


class Secret:
    """A key that does not appear in `repr`, `str`, `vars()` or pickles."""

    __slots__ = ("_encoded", "_reveal", "_secrets")

    def __init__(self, value: str) -> None:
        # A closure instead of an attribute, so that tools that list the attributes of an object do not show the key.
        self._reveal: Callable[[], str] = lambda: value
        self._encoded: Callable[[], bytes] | None = None
        self._secrets: Secrets | None = None

    def reveal(self) -> str:
        """Return the key."""
        return self._reveal()

    def encoded(self) -> bytes:
        """Return the key as it is sent in a header."""
        if self._encoded is None:
            encoded = self.reveal().encode("latin-1")
            self._encoded = lambda: encoded
        return self._encoded()

    @property
    def secrets(self) -> Secrets:
        """The key without `Bearer`, in the encodings in which servers may repeat it."""
        if self._secrets is None:
            self._secrets = Secrets(forms_of(self.reveal().removeprefix("Bearer ")))
        return self._secrets

    def __repr__(self) -> str:
        return "Secret('…')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("keys cannot be pickled; create the client in the process that uses it")


Key: TypeAlias = "Secret | AsyncKeyProvider | None"
"""The key of a client: a `Secret`, or a function that returns the key."""


def conceal(key: Any) -> Any:
    """Return a key that is a string as a `Secret`, and other values unchanged.

    Callers pass the result on and delete the original variable, because error trackers store the local variables of
    tracebacks.
    """
    return Secret(key) if isinstance(key, str) else key


class Credentials:
    """The key of a client, or the function that returns it, which is called for each attempt."""

    __slots__ = ("_header", "_provider", "source")

    def __init__(self, key: Secret | AsyncKeyProvider, source: str) -> None:
        self.source = source
        """The source of the key: `argument`, `callable`, or the name of an environment variable."""
        self._header = _bearer(key, source) if isinstance(key, Secret) else None
        self._provider = None if isinstance(key, Secret) else key

    def __repr__(self) -> str:
        return f"Credentials(source={self.source!r})"

    @property
    def fixed(self) -> Secret | None:
        """The value of the `Authorization` header; None if a function returns the key."""
        return self._header

    def bearer(self) -> Secret:
        """Return the value of the `Authorization` header."""
        if self._header is not None:
            return self._header
        key = conceal(self._call_provider())
        close = getattr(key, "close", None)
        if close is not None:
            close()  # Python warns about coroutines that are neither awaited nor closed.
            raise ConfigurationError(
                "api_key is an asynchronous function: pass a plain function, or use an async client"
            )
        return _bearer(key, self.source)

    async def bearer_async(self) -> Secret:
        """Return the value of the `Authorization` header, and await the function if it is asynchronous."""
        if self._header is not None:
            return self._header
        key = conceal(self._call_provider())
        return _bearer(conceal(await key) if hasattr(key, "__await__") else key, self.source)

    def _call_provider(self) -> object:
        assert self._provider is not None
        return self._provider()


def find_credentials(api_key: Key, variables: tuple[str, ...], what: str, origin: str) -> Credentials:
    """Return the key from the argument, else from the first environment variable that is set.

    Raises `ConfigurationError` if there is no key. The message includes `origin`, which explains where users create
    keys.
    """
    if isinstance(api_key, Secret):
        return Credentials(api_key, "argument")
    if api_key is not None:
        if not callable(api_key):
            raise ConfigurationError(f"api_key must be a string or a function, not {type(api_key).__name__}")
        return Credentials(api_key, "callable")
    for name in variables:
        if os.environ.get(name):
            return Credentials(Secret(os.environ[name]), name)
    raise ConfigurationError(
        f"no {what}: pass api_key=..., a string or a function that returns one, or set one of the "
        f"environment variables {', '.join(variables)}. {origin}"
    )


def _bearer(key: object, source: str) -> Secret:
    reason = _invalid_reason(key.reveal() if isinstance(key, Secret) else key, source)
    if reason is not None:
        raise ConfigurationError(reason)
    assert isinstance(key, Secret)
    return Secret(f"Bearer {key.reveal()}")


def _invalid_reason(key: object, source: str) -> str | None:
    """Return why a key is invalid; None if it is valid. The text contains no part of the key."""
    names = {"argument": "api_key", "callable": "the key that api_key returned"}
    where = names.get(source, f"the key in {source}")
    if not isinstance(key, str):
        return f"{where} must be a string, not {type(key).__name__}"
    if not key:
        return f"{where} is empty"
    if "\n" in key or "\r" in key:
        return f"{where} contains a line break; strip it if it was read from a file"
    if not key.isascii():
        return f"{where} contains non-ASCII characters, which keys do not have; copy the complete key again"
    if not key.isprintable() or " " in key:
        hint = "; omit the word Bearer" if key[:7].lower() == "bearer " else ""
        return f"{where} contains a space or a control character{hint}"
    return None
