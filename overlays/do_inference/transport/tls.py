"""The TLS settings that all clients of a process share."""

from __future__ import annotations

import ssl
from functools import cache


@cache
def shared_context() -> ssl.SSLContext:
    """Trusts what httpx trusts: `SSL_CERT_FILE` and `SSL_CERT_DIR` where set, else certifi's authorities.

    Loading those takes some 20 ms and most of a megabyte, which is why it is done once, and not before the
    first connection that needs it.
    """
    import httpx

    return httpx.create_ssl_context()


@cache
def untrusting_context() -> ssl.SSLContext:
    """Trusts nobody.

    For pools that make plain connections only, and must fail should they ever make another.
    """
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
