"""Host names as they go over the wire, into certificates' names and into comparisons."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final

_NAME: Final = re.compile(r"(?!.{254})(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?", re.ASCII)
_ENCODED: Final = "xn--"


def ascii_host(host: str) -> str:
    """A host in the form that is sent: lower case, names outside ASCII by IDNA 2008 with the mapping of UTS 46.

    IDNA 2003, which Python's own codec implements, maps some names to other ones that can belong to somebody else:
    `straße.example` to `strasse.example`. Raises `ValueError` for what is neither a name nor an address.
    """
    host = host.strip("[]").lower()
    if ":" in host:
        host = host.replace("%25", "%", 1)  # In a URL, the zone of an address is percent-encoded (RFC 6874).
        ip_address(host)
        return host
    if not host.isascii() or any(label.startswith(_ENCODED) for label in host.split(".")):
        import idna

        host = idna.encode(host, uts46=True).decode("ascii")
    if not _NAME.fullmatch(host):
        raise ValueError("neither a host name nor an address")
    return host


def is_loopback(host: str) -> bool:
    """Whether a host stays on this machine."""
    host = host.strip("[]").lower().removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or (mapped is not None and bool(mapped.is_loopback))
