"""The certificate authorities that a client trusts: its argument `verify`."""

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
"""The first bytes of a certificate, or of a private key, in binary form."""
_CERTIFICATE: Final = re.compile(
    rb"-----BEGIN (?:X509 )?CERTIFICATE-----(.*?)(-----END (?:X509 )?CERTIFICATE-----|\Z)", re.DOTALL
)
_BREAK: Final = re.compile(rb"\s|\\[rnt]")
"""White space, also in the form of two characters such as \\n."""
_SUFFIXES: Final = (".pem", ".crt", ".cer", ".der")
_HASHED: Final = re.compile(r"[0-9a-f]{8}\.\d+").fullmatch
"""The names that OpenSSL looks for in a directory."""
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
        if verify.protocol == ssl.PROTOCOL_TLS_SERVER:
            raise ConfigurationError(
                "the SSLContext in verify is for servers; make it with ssl.create_default_context()"
            )
        return _own(verify, ssl.CERT_NONE)
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


def _decoded(given: str | bytes) -> bytes | None:
    """PEM or DER, decoded from Base64 if necessary; None for anything else, such as the name of a file."""
    data = given.encode(errors="replace") if isinstance(given, str) else given
    if _PEM in data or data.startswith(_DER):
        return data
    try:
        data = base64.b64decode(b"".join(data.split()), validate=True)
    except ValueError:
        return None
    return data if _PEM in data or data.startswith(_DER) else None


def _certificates(data: bytes) -> bytes:
    """The certificates in PEM or DER as DER. Raises ValueError, which shows none of `data`, if there are none.

    The lines of PEM may be broken, joined or indented in any way, as variables of an environment and YAML do it. Other
    text, such as comments and keys, is passed over.
    """
    if _PEM not in data:
        return data
    found = _CERTIFICATE.findall(data)
    if not found or not all(end for _, end in found):
        what = "a private key" if b"PRIVATE KEY" in data and not found else "PEM"
        raise ValueError(f"this is {what} without a whole certificate; pass {_FORMS}")
    try:
        return b"".join(base64.b64decode(_BREAK.sub(b"", body), validate=True) for body, _ in found)
    except ValueError:
        raise ValueError("the text of a certificate is no Base64") from None


def _load(context: ssl.SSLContext, given: str | bytes | os.PathLike[str]) -> None:
    place = os.fsdecode(given)
    path = Path(place)
    if place in ("", "."):  # Path("") is the present directory.
        raise ValueError(f"the path is empty; pass {_FORMS}")
    try:
        exists = path.exists()
    except OSError:  # The text is too long for a name.
        exists = False
    if not exists:  # OpenSSL does not say which file is missing.
        # A text can also be a key that was passed by mistake.
        known = (
            isinstance(given, os.PathLike) or place.startswith((".", "/", "~")) or path.suffix in _SUFFIXES
        )
        shown = f"{place!r} is" if known and place.isprintable() and len(place) < 256 else "this text is"
        raise ValueError(f"{shown} no file, no directory and no certificate; pass {_FORMS}")
    if path.is_dir():
        _load_directory(context, path)
    elif (found := _decoded(path.read_bytes())) is None:
        raise ValueError(f"{place!r} holds no certificate")
    else:
        context.load_verify_locations(cadata=_certificates(found))


def _load_directory(context: ssl.SSLContext, directory: Path) -> None:
    """Trust the certificates in a directory: those with the hashed names of OpenSSL, else those of all files."""
    names = [entry.name for entry in directory.iterdir()]
    if any(map(_HASHED, names)):
        context.load_verify_locations(capath=directory)
        return
    files = [directory / name for name in sorted(names) if Path(name).suffix.lower() in _SUFFIXES]
    found = [data for file in files if file.is_file() and (data := _decoded(file.read_bytes()))]
    certificates = [data for data in found if _PEM not in data or _CERTIFICATE.search(data)]
    if not certificates:
        raise ValueError(
            f"the directory {str(directory)!r} holds no certificates (files that end with {', '.join(_SUFFIXES)})"
        )
    for data in certificates:
        context.load_verify_locations(cadata=_certificates(data))
