"""Turns what the transport raises into the errors of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpx

from ..errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    ConfigurationError,
    DeadlineError,
    DecodingError,
    Phase,
)

if TYPE_CHECKING:
    from .response import ResponseMetadata

# What a transport may raise because of the network. Anything else is a mistake in a program and goes through.
NETWORK_FAILURES: Final = (httpx.HTTPError, httpx.InvalidURL, OSError)

_PHASES: Final[tuple[tuple[type[Exception], Phase], ...]] = (
    (httpx.ConnectTimeout, "connect"),
    (httpx.WriteTimeout, "write"),
    (httpx.PoolTimeout, "pool"),
    (httpx.TimeoutException, "read"),
)

_TIMED_OUT: Final = {
    "connect": "no connection to {host} within the connect timeout",
    "write": "{host} did not take the request within the write timeout",
    "pool": "no free connection to {host} within the pool timeout",
    "read": "{host} sent nothing for as long as the read timeout",
}


def explain(
    error: Exception, host: str, info: ResponseMetadata | None = None
) -> APIError | ConfigurationError:
    """The error of this package that a failure of the transport stands for."""
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol | httpx.InvalidURL):
        return ConfigurationError(f"the request cannot be sent as it is: {_told(error)}")
    if isinstance(error, httpx.DecodingError):  # Of a transport of the user's own: ours do not decode.
        return DecodingError(f"the answer of {host} cannot be decompressed: {_told(error)}", response=info)
    for kind, phase in _PHASES:
        if isinstance(error, kind):
            return APITimeoutError(_TIMED_OUT[phase].format(host=host), phase=phase, response=info)
    if isinstance(error, httpx.ConnectError):
        return APIConnectionError(f"no connection to {host}: {_told(error)}", response=info)
    return APIConnectionError(f"the connection to {host} broke: {_told(error)}", response=info)


def late(host: str, info: ResponseMetadata | None = None) -> DeadlineError:
    """The error of a call that ran out of time."""
    return DeadlineError(f"the call to {host} did not end before its deadline", response=info)


def _told(error: BaseException) -> str:
    """What an error says, or what caused it where it says nothing, as httpx's own sometimes do."""
    told: BaseException | None = error
    while told is not None:
        text = " ".join(str(told).split())
        if text:
            return text[:200]
        told = told.__cause__ or told.__context__
    return type(error).__name__
