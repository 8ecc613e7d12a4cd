"""The certificate authorities that a client trusts: its argument `verify`."""

from __future__ import annotations

import base64
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from ..errors import ConfigurationError

if TYPE_CHECKING:
    import ssl

    Verify: TypeAlias = ssl.SSLContext | str | bytes | os.PathLike[str] | Literal[True] | None

logger: Final = logging.getLogger("do_inference")

_PEM: Final = b"-----BEGIN "
_DER: Final = b"\x30\x82"
"""The first bytes of a certificate of usual length in binary form."""
_FORMS: Final = (
    "a file or directory of certificates, their text (PEM, or PEM in Base64), or an ssl.SSLContext"
)


def context_of(verify: Verify | Literal[False]) -> ssl.SSLContext | None:
    """The TLS settings for `verify`; None for those that all clients of the process share.

    The given certificates are trusted in addition to the authorities that are trusted anyway, so that the same client
    still reaches the hosts of presigned URLs. Raises `ConfigurationError` for certificates that cannot be read and for
    False, `TypeError` for other types.
    """
    if verify is None or verify is True:
        return None
    if verify is False:
        raise ConfigurationError(
            "verify=False would send the key to any host that answers. Pass the certificate of the host's authority "
            f"instead: {_FORMS}"
        )
    import ssl

    if isinstance(verify, ssl.SSLContext):
        return _own(verify, ssl.CERT_NONE)
    if not isinstance(verify, (str, bytes, os.PathLike)):
        raise TypeError(f"verify must be {_FORMS}, not {type(verify).__name__}")
    from ..transport.tls import new_context

    context = new_context()
    given = None if isinstance(verify, os.PathLike) else _certificates(verify)
    try:
        if given is not None:
            context.load_verify_locations(cadata=given)
        else:
            _load(context, os.fsdecode(verify))
    except (OSError, ValueError) as error:  # Errors of TLS are among these.
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(f"the certificates in verify cannot be read: {reason}") from None
    return context


def _own(context: ssl.SSLContext, unverified: ssl.VerifyMode) -> ssl.SSLContext:
    if context.verify_mode == unverified:
        logger.warning(
            "the SSLContext in verify checks no certificates: any host can read the key and the data"
        )
    elif not context.check_hostname:
        logger.warning(
            "the SSLContext in verify checks no host names: another host can read the key and the data"
        )
    return context


def _certificates(given: str | bytes) -> str | bytes | None:
    """PEM as text or DER as bytes, as `ssl` takes them; None for the name of a file."""
    data = given.encode(errors="replace") if isinstance(given, str) else given
    if _PEM not in data and not data.startswith(_DER):
        try:
            data = base64.b64decode(b"".join(data.split()), validate=True)
        except ValueError:
            return None
    if _PEM in data:
        # Variables of an environment often hold the two characters \\n for each line break.
        return data.replace(b"\\n", b"\n").decode("ascii", errors="replace")
    return data if data.startswith(_DER) else None


def _load(context: ssl.SSLContext, place: str) -> None:
    if place and Path(place).is_dir():
        context.load_verify_locations(capath=place)
    elif not place or not Path(place).exists():  # OpenSSL does not say which file is missing.
        shown = f"{place!r} is" if len(place) < 256 and "\n" not in place else "this text is"
        raise ValueError(f"{shown} no file, no directory and no certificate; pass {_FORMS}")
    else:
        found = _certificates(Path(place).read_bytes())
        if found is None:
            raise ValueError(f"{place!r} holds no certificate")
        context.load_verify_locations(cadata=found)


def is_untrusted(error: BaseException) -> bool:
    """Whether an error comes from a certificate that is not trusted."""
    from ssl import SSLCertVerificationError

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(cause):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
