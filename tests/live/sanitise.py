"""Recorded answers without anything that belongs to somebody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

KEPT = frozenset(
    {
        "type",
        "object",
        "role",
        "status",
        "finish_reason",
        "stop_reason",
        "model",
        "name",
        "code",
        "event",
        "provider",
    }
)
"""Fields whose text is the API's and not the caller's."""
LONG = 200
_SECRETS = re.compile(r"(?i)(sk-|dop_v1_|doo_v1_|dor_v1_|bearer )[\w.-]+")
_URL = re.compile(r"https?://[^\s\"']+")
_ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=[_-])[0-9A-Za-z]{16,}", re.IGNORECASE
)


def sanitised(value: Any, field: str = "") -> Any:
    """The value with its shape kept, and ids, URLs, keys and long texts replaced."""
    if isinstance(value, Mapping):
        return {key: sanitised(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list):
        if len(value) > 8 and all(isinstance(item, (int, float)) for item in value):
            return [0.0] * 4
        return [sanitised(item, field) for item in value[:20]]
    return text(value, field) if isinstance(value, str) else value


def text(value: str, field: str = "") -> str:
    """A text that may be shown."""
    clean = _SECRETS.sub("KEY", _URL.sub("https://example.com/", value))
    clean = _ID.sub("00000000", clean)
    if field in KEPT:
        return clean
    return clean if len(clean) <= LONG else f"{clean[:LONG]}..."
