"""Normalization of host names for requests, certificate checks and comparisons."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final

_NAME: Final = re.compile(r"(?!.{254})(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?", re.ASCII)
_ACE_PREFIX: Final = "xn--"


def ascii_host(host: str) -> str:
    """Return a host in lower case, with non-ASCII names encoded by IDNA 2008 with the mapping of UTS 46.

    Python's `idna` codec implements IDNA 2003, which maps some names to others that may belong to a different owner:
    `straße.example` to `strasse.example`. Raises `ValueError` for texts that are neither a host name nor an IP address.
    """
    host = host.strip("[]").lower()
    if ":" in host:
        host = host.replace("%25", "%", 1)  # In a URL, the zone of an address is percent-encoded (RFC 6874).
        ip_address(host)
        return host
    if not host.isascii() or any(label.startswith(_ACE_PREFIX) for label in host.split(".")):
        import idna

        host = idna.encode(host, uts46=True).decode("ascii")
    if not _NAME.fullmatch(host):
        raise ValueError("neither a host name nor an IP address")
    return host


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    host = host.strip("[]").lower().removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or (mapped is not None and bool(mapped.is_loopback))
