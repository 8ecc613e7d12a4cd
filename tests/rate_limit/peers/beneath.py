"""The limiter's transport for whichever HTTP package an SDK is built on."""

from __future__ import annotations

from typing import Any


def transport_for(package: Any) -> tuple[Any, Any]:
    """The HTTP package that an SDK is built on, and the limiter's transport for it."""
    base = package.DefaultHttpxClient.__mro__
    if any(kind.__module__.startswith("httpx2") for kind in base):
        import httpx2

        from do_inference.rate_limit.transport_httpx2 import RateLimitTransport as Transport2

        return httpx2, Transport2
    import httpx

    from do_inference.rate_limit import RateLimitTransport

    return httpx, RateLimitTransport
