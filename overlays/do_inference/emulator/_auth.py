"""Whose key is it? Each API takes its own keys and refuses the other's."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from do_inference.emulator._behaviours.registry import ACCEPTS_X_API_KEY, KEY_OPTIONAL
from do_inference.emulator._errors import Refusal
from do_inference.emulator._options import ANY, Options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference.emulator._description import Operation


def authenticate(operation: Operation, headers: Mapping[str, str], options: Options) -> str:
    """The key of a request, or the empty text where the operation needs none.

    Raises Refusal 401 where the key is missing, unknown or of the other API.
    """
    key = _bearer(headers)
    if not key and operation.id in ACCEPTS_X_API_KEY:
        key = headers.get("x-api-key", "")
    if not operation.secured or (not key and operation.id in KEY_OPTIONAL):
        return key
    known = options.agent_keys if operation.api == "agent" else options.api_keys
    if not key or not (key in known or ANY in known):
        raise Refusal(401)
    return key


def _bearer(headers: Mapping[str, str]) -> str:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def shown(key: str) -> str:
    """A name for a key that does not give it away."""
    return (
        f"key {hashlib.sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}" if key else "no key"
    )
