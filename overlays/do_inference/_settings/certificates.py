"""The certificate authorities that a client trusts, from its argument `verify`."""

from __future__ import annotations

import base64
import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from ..errors import ConfigurationError

if TYPE_CHECKING:
    import ssl

    Verify: TypeAlias = ssl.SSLContext | str | bytes | os.PathLike[str] | Literal[True] | None

logger: Final = logging.getLogger("do_inference")

_PEM: Final = b"-----BEGIN "
_DER: Final = (b"\x30\x81", b"\x30\x82")
"""The first bytes of a binary certificate or private key: an ASN.1 sequence with a length of one or two bytes."""
_CERTIFICATE: Final = re.compile(
    rb"-----BEGIN (?:X509 )?CERTIFICATE-----(.*?)(-----END (?:X509 )?CERTIFICATE-----|\Z)", re.DOTALL
)
_BREAK: Final = re.compile(rb"\s|\\[rnt]")
"""White space, including its escaped form of two characters such as \\n."""
_SUFFIXES: Final = (".pem", ".crt", ".cer", ".der")
_HASHED: Final = re.compile(r"[0-9a-f]{8}\.\d+").fullmatch
"""Matches the file names that OpenSSL uses in a directory of certificates."""
_FORMS: Final = (
    "the path of a certificate file or directory, certificates as PEM text or Base64, or an ssl.SSLContext"
)


def given_context(verify: Verify | Literal[False]) -> ssl.SSLContext:
    """Return the TLS context for a `verify` that is neither None nor True.

    The certificates are trusted in addition to the default authorities, so that the client can also connect to the
    hosts of presigned URLs. Raises `ConfigurationError` for False and for unreadable certificates, and `TypeError` for
    a wrong type.
    """
    if verify is False:
        raise ConfigurationError(
            "verify=False would send the key to any host that accepts the connection. Pass the certificate of the "
            f"host's authority instead: {_FORMS}"
        )
    import ssl

    if isinstance(verify, ssl.SSLContext):
        if verify.protocol == ssl.PROTOCOL_TLS_SERVER:
            raise ConfigurationError(
                "the SSLContext in verify is for servers; create it with ssl.create_default_context()"
            )
        return _warn_if_insecure(verify, ssl.CERT_NONE)
    if not isinstance(verify, (str, bytes, os.PathLike)):
        raise TypeError(f"verify must be {_FORMS}, not {type(verify).__name__}")
    from .._tls import new_context

    context = new_context()
    try:
        given = None if isinstance(verify, os.PathLike) else _decoded(verify)
        if given is None:
            _load(context, verify)
        else:
            context.load_verify_locations(cadata=_certificates(given))
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError.
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigurationError(f"the certificates in verify cannot be read: {reason}") from None
    return context


def _warn_if_insecure(context: ssl.SSLContext, unverified: ssl.VerifyMode) -> ssl.SSLContext:
    if context.verify_mode == unverified:
        logger.warning(
            "the SSLContext in verify does not check certificates: another host can read the key and the data"
        )
    elif not context.check_hostname:
        logger.warning(
            "the SSLContext in verify does not check host names: another host can read the key and the data"
        )
    return context


def _decoded(given: str | bytes) -> bytes | None:
    """Return PEM or DER, decoded from Base64 if necessary; None for other texts, such as a path."""
    data = given.encode(errors="replace") if isinstance(given, str) else given
    if _PEM in data or data.startswith(_DER):
        return data
    try:
        data = base64.b64decode(b"".join(data.split()), validate=True)
    except ValueError:
        return None
    return data if _PEM in data or data.startswith(_DER) else None


def _certificates(data: bytes) -> bytes:
    """Return the certificates in PEM or DER as DER. Raises `ValueError`, without any of `data`, if there are none.

    The lines of PEM may be broken, joined or indented in any way, which happens in environment variables and YAML.
    Other text, such as comments and keys, is ignored.
    """
    if _PEM not in data:
        return data
    found = _CERTIFICATE.findall(data)
    if not found or not all(end for _, end in found):
        what = "a private key" if b"PRIVATE KEY" in data and not found else "PEM data"
        raise ValueError(f"found {what}, but no complete certificate; pass {_FORMS}")
    try:
        return b"".join(base64.b64decode(_BREAK.sub(b"", body), validate=True) for body, _ in found)
    except ValueError:
        raise ValueError("the text of a certificate is not valid Base64") from None


def _load(context: ssl.SSLContext, given: str | bytes | os.PathLike[str]) -> None:
    place = os.fsdecode(given)
    path = Path(place)
    if place in ("", "."):  # Path("") is the current directory.
        raise ValueError(f"the path is empty; pass {_FORMS}")
    try:
        exists = path.exists()
    except OSError:  # The text is too long for a path.
        exists = False
    if not exists:  # OpenSSL does not report which file is missing.
        # Show the text only if it looks like a path: it can also be a key that was passed by mistake.
        known = (
            isinstance(given, os.PathLike) or place.startswith((".", "/", "~")) or path.suffix in _SUFFIXES
        )
        shown = repr(place) if known and place.isprintable() and len(place) < 256 else "the text"
        raise ValueError(
            f"{shown} is not an existing file or directory, and not a certificate; pass {_FORMS}"
        )
    if path.is_dir():
        _load_directory(context, path)
    elif (found := _decoded(path.read_bytes())) is None:
        raise ValueError(f"the file {place!r} does not contain a certificate")
    else:
        context.load_verify_locations(cadata=_certificates(found))


def _load_directory(context: ssl.SSLContext, directory: Path) -> None:
    """Trust the certificates in a directory: the files with OpenSSL's hashed names, otherwise all files."""
    names = [entry.name for entry in directory.iterdir()]
    if any(map(_HASHED, names)):
        context.load_verify_locations(capath=directory)
        return
    files = [directory / name for name in sorted(names) if Path(name).suffix.lower() in _SUFFIXES]
    found = [data for file in files if file.is_file() and (data := _decoded(file.read_bytes()))]
    certificates = [data for data in found if _PEM not in data or _CERTIFICATE.search(data)]
    if not certificates:
        raise ValueError(
            f"the directory {str(directory)!r} does not contain certificates (files that end in {', '.join(_SUFFIXES)})"
        )
    for data in certificates:
        context.load_verify_locations(cadata=_certificates(data))
