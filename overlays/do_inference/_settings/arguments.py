"""Validation of client arguments when the client is created, rather than at the first call or the first error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from do_inference_generated._interface import NotGiven

from ..errors import ConfigurationError
from ..retry import RetryPolicy
from .header_fields import encode_fields

if TYPE_CHECKING:
    from .header_fields import FieldList


def check_sender(http_client: object, transport: object, verify: object, *, asynchronous: bool) -> None:
    """Raise `TypeError` for a wrong type, and `ConfigurationError` for arguments that exclude each other."""
    if verify is not None and verify is not True and not (http_client is transport is None):
        given = "transport" if http_client is None else "http_client"
        raise ConfigurationError(
            f"verify has no effect together with {given}: create the {given} with verify=... instead"
        )
    if http_client is not None and transport is not None:
        raise ConfigurationError("pass either http_client or transport, not both")
    if http_client is not None:
        import httpx

        kind = httpx.AsyncClient if asynchronous else httpx.Client
        if not isinstance(http_client, kind):
            raise TypeError(f"http_client must be an httpx.{kind.__name__}, not {_type_name(http_client)}")
    method = "handle_async_request" if asynchronous else "handle_request"
    if transport is not None and (isinstance(transport, type) or not hasattr(transport, method)):
        raise TypeError(f"transport must be an httpx transport with {method}, not {_type_name(transport)}")


def check_retry(policy: object) -> RetryPolicy:
    """Return the retry policy. Raises `TypeError` for a wrong type."""
    if not isinstance(policy, RetryPolicy):
        raise TypeError(f"retry must be a RetryPolicy, not {_type_name(policy)}")
    return policy


def check_hook(hook: object, name: str, *, asynchronous: bool) -> None:
    """Raise `TypeError` if a hook is not callable, or is a coroutine function passed to a synchronous client."""
    if hook is None:
        return
    if not callable(hook):
        raise TypeError(f"{name} must be a function, not {_type_name(hook)}")
    from inspect import iscoroutinefunction

    if iscoroutinefunction(hook) and not asynchronous:
        raise TypeError(f"{name} is asynchronous: pass a plain function, or use an async client")


def check_limiter(limiter: object) -> None:
    """Raise `TypeError` unless the argument is a `RateLimiter`, None or omitted."""
    if limiter is None or isinstance(limiter, NotGiven):
        return
    from ..rate_limit import RateLimiter

    if not isinstance(limiter, RateLimiter):
        raise TypeError(f"rate_limiter must be a RateLimiter or None, not {_type_name(limiter)}")


def header_fields(fields: object) -> FieldList:
    """Return the encoded default headers. Raises `TypeError` or `ValueError` for invalid ones."""
    if not isinstance(fields, Mapping):
        raise TypeError(f"default_headers must be a mapping of names to values, not {_type_name(fields)}")
    return encode_fields(fields)


def _type_name(value: object) -> str:
    return f"the class {value.__name__} itself" if isinstance(value, type) else type(value).__name__
