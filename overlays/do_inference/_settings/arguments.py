"""Checks of arguments that would otherwise go unnoticed until the first call, or the first that fails."""

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
    """Raise `TypeError` for what cannot send, and `ConfigurationError` for arguments that exclude each other."""
    if verify is not None and verify is not True and not (http_client is transport is None):
        given = "transport" if http_client is None else "http_client"
        raise ConfigurationError(
            f"verify has no effect on a {given} of your own: make the {given} with verify=..."
        )
    if http_client is not None and transport is not None:
        raise ConfigurationError("pass either http_client or transport, not both")
    if http_client is not None:
        import httpx

        kind = httpx.AsyncClient if asynchronous else httpx.Client
        if not isinstance(http_client, kind):
            raise TypeError(f"http_client must be an httpx.{kind.__name__}, not {_shown(http_client)}")
    method = "handle_async_request" if asynchronous else "handle_request"
    if transport is not None and (isinstance(transport, type) or not hasattr(transport, method)):
        raise TypeError(f"transport must be an httpx transport with {method}, not {_shown(transport)}")


def check_retry(policy: object) -> RetryPolicy:
    """The retry policy. Raises `TypeError` for anything else."""
    if not isinstance(policy, RetryPolicy):
        raise TypeError(f"retry must be a RetryPolicy, not {_shown(policy)}")
    return policy


def check_hook(hook: object, name: str, *, asynchronous: bool) -> None:
    """Raise `TypeError` for what cannot be called, or not awaited where it has to be."""
    if hook is None:
        return
    if not callable(hook):
        raise TypeError(f"{name} must be a function, not {_shown(hook)}")
    from inspect import iscoroutinefunction

    if iscoroutinefunction(hook) and not asynchronous:
        raise TypeError(f"{name} is asynchronous: only the async clients can await it")


def check_limiter(limiter: object) -> None:
    """Raise `TypeError` for what paces nothing."""
    if limiter is None or isinstance(limiter, NotGiven):
        return
    from ..rate_limit import RateLimiter

    if not isinstance(limiter, RateLimiter):
        raise TypeError(f"rate_limiter must be a RateLimiter or None, not {_shown(limiter)}")


def header_fields(fields: object) -> FieldList:
    """Default headers as they are sent. Raises `TypeError` or `ValueError` for what is none."""
    if not isinstance(fields, Mapping):
        raise TypeError(f"default_headers must be a mapping of names to values, not {_shown(fields)}")
    return encode_fields(fields)


def _shown(value: object) -> str:
    return f"the class {value.__name__} itself" if isinstance(value, type) else type(value).__name__
