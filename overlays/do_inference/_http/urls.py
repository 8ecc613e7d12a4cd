"""Absolute URLs that come from outside: presigned ones, and where redirects lead."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import httpx

from .._settings.hosts import ascii_host


def outside_url(text: str) -> httpx.URL:
    """An absolute URL with its host in the form that is sent. Raises `ValueError` for anything else.

    No part of the URL is in the message: presigned URLs are secret, and so are names and passwords in them.
    """
    try:
        parts = urlsplit(text)
        host = ascii_host(parts.hostname or "")
        if not (parts.hostname or "").isascii():
            user, at, _ = parts.netloc.rpartition("@")
            port = "" if parts.port is None else f":{parts.port}"
            text = urlunsplit(parts._replace(netloc=f"{user}{at}{host}{port}"))
        url = httpx.URL(text)
    except (ValueError, httpx.InvalidURL):
        raise ValueError("not an absolute URL") from None
    if url.scheme not in ("http", "https"):
        raise ValueError("not an absolute URL")
    return url
