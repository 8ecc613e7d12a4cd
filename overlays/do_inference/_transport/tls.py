"""The TLS settings that all clients of a process share."""

from __future__ import annotations

import os
import ssl
from functools import cache
from pathlib import Path
from typing import Final

from ..errors import ConfigurationError

_FILES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""The variables that name certificates to trust. The first one that is set counts, alone."""


@cache
def shared_context() -> ssl.SSLContext:
    """The TLS settings of all clients that bring none of their own.

    Loading certificates takes some 20 ms and most of a megabyte. So it happens once, and not before the first
    connection that needs it.
    """
    return new_context()


def new_context() -> ssl.SSLContext:
    """TLS settings that trust the authorities that the environment names, else certifi's, as httpx does.

    The first of `SSL_CERT_FILE`, `SSL_CERT_DIR`, `REQUESTS_CA_BUNDLE` and `CURL_CA_BUNDLE` that is set names a file of
    certificates or a directory as OpenSSL has it. Raises `ConfigurationError`, which names the variable, if they cannot
    be read.
    """
    import httpx

    variable = next((name for name in _FILES if os.environ.get(name)), None)
    try:
        if variable is None:
            return httpx.create_ssl_context(trust_env=False)
        return _trusting(os.environ[variable])
    except OSError as error:  # Errors of TLS are among these.
        named = "those of certifi" if variable is None else f"{variable}={os.environ[variable]}"
        raise ConfigurationError(
            f"the certificates to trust cannot be read: {_reason(error)} ({named})"
        ) from None


def _trusting(place: str) -> ssl.SSLContext:
    folders = place.split(os.pathsep)
    if all(map(os.path.isdir, folders)):
        return ssl.create_default_context(capath=place)
    # OpenSSL says nothing of a missing directory, and not which file is missing.
    if not Path(place).exists():
        raise FileNotFoundError("there is no such file or directory")
    return ssl.create_default_context(cafile=place)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


@cache
def untrusting_context() -> ssl.SSLContext:
    """Trusts nobody.

    For pools that make plain connections only, and must fail should they ever make another.
    """
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
