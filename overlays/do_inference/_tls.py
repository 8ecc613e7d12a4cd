"""TLS settings: the contexts that all clients of a process share, and errors of certificates."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Final

from .errors import ConfigurationError

if TYPE_CHECKING:
    import ssl  # Slow to import: each function that uses it imports it when it is called.

_FILES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Environment variables that name certificates to trust. Only the first one that is set counts."""


@cache
def shared_context() -> ssl.SSLContext:
    """Return the context of all clients without `verify`.

    Loading the certificates takes about 20 ms and 1 MB, so it happens once, for the first connection that needs it.
    """
    return new_context()


def new_context() -> ssl.SSLContext:
    """Return a context that trusts the authorities named by the environment, or else those of certifi, like httpx.

    The first of `SSL_CERT_FILE`, `SSL_CERT_DIR`, `REQUESTS_CA_BUNDLE` and `CURL_CA_BUNDLE` that is set is the path of a
    PEM file or of a directory with OpenSSL's hashed names.

    Raises:
        ConfigurationError: The certificates cannot be read. The message names the variable.
    """
    import ssl

    variable = next((name for name in _FILES if os.environ.get(name)), None)
    try:
        if variable is None:
            import certifi

            return ssl.create_default_context(cafile=certifi.where())
        return _trusting(os.environ[variable])
    except OSError as error:  # Errors of TLS are among these.
        named = "those of certifi" if variable is None else f"{variable}={os.environ[variable]}"
        raise ConfigurationError(
            f"the certificates to trust cannot be read: {_reason(error)} ({named})"
        ) from None


def _trusting(place: str) -> ssl.SSLContext:
    import ssl

    folders = place.split(os.pathsep)
    if all(map(os.path.isdir, folders)):
        return ssl.create_default_context(capath=place)
    # OpenSSL does not report a missing directory, and does not name a missing file.
    if not os.path.exists(place):  # noqa: PTH110 - the import of pathlib takes a millisecond
        raise FileNotFoundError("there is no such file or directory")
    return ssl.create_default_context(cafile=place)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


@cache
def untrusting_context() -> ssl.SSLContext:
    """Return a context without any authority, for pools of plain HTTP: a TLS connection by mistake fails."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def is_untrusted(error: BaseException) -> bool:
    """Return whether `error`, or an error that caused it, rejects the certificate of a server."""
    from ssl import SSLCertVerificationError

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(cause):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
