"""The TLS settings that all clients of a process share."""

from __future__ import annotations

import os
import ssl
from functools import cache
from typing import Final

from ..errors import ConfigurationError

_VARIABLES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@cache
def shared_context() -> ssl.SSLContext:
    """Trusts what httpx trusts: `SSL_CERT_FILE` and `SSL_CERT_DIR` where set, else certifi's authorities.

    Loading those takes some 20 ms and most of a megabyte, which is why it is done once, and not before the
    first connection that needs it. Raises `ConfigurationError` where the variables name what cannot be read.
    """
    import httpx

    try:
        return httpx.create_ssl_context()
    except OSError as error:  # Errors of TLS are among these.
        named = " and ".join(f"{name}={os.environ[name]}" for name in _VARIABLES if os.environ.get(name))
        raise ConfigurationError(
            f"the certificates to trust cannot be read: {error} ({named or 'those of certifi'})"
        ) from None


@cache
def untrusting_context() -> ssl.SSLContext:
    """Trusts nobody.

    For pools that make plain connections only, and must fail should they ever make another.
    """
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
