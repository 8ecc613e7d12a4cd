"""Removal of personal data from recorded responses."""

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
"""Fields whose values are defined by the API."""
PRIVATE = frozenset(
    {"page_content", "filename", "file_name", "title", "user", "user_id", "team_id", "organization", "email"}
)
"""Fields whose values are personal."""
LONG = 200
_SECRETS = re.compile(r"(?i)(sk-|dop_v1_|doo_v1_|dor_v1_|bearer )[\w.-]+")
_URL = re.compile(r"https?://[^\s\"'<>]+")
_HOST = re.compile(r"[\w.-]+\.(?:agents\.do-ai\.run|digitaloceanspaces\.com|ondigitalocean\.app)[^\s\"'<>]*")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")
_ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=[_-])[0-9a-z]{16,}"
    # Cursors, tokens and hashes: long words with letters and digits.
    r"|(?<![\w+/=])(?=[a-z+/=]*\d)(?=[\d+/=]*[a-z])[0-9a-z+/=]{16,}",
    re.IGNORECASE,
)


def sanitised(value: Any, field: str = "") -> Any:
    """Return a value of the same structure with ids, URLs, keys and long texts replaced."""
    if isinstance(value, Mapping):
        return {text(str(key), "name"): sanitised(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list):
        if len(value) > 8 and all(isinstance(item, (int, float)) for item in value):
            return [0.0] * 4
        return [sanitised(item, field) for item in value[:20]]
    return text(value, field) if isinstance(value, str) else value


def text(value: str, field: str = "") -> str:
    """Return a text without personal data."""
    if field in PRIVATE:
        return "TEXT"
    clean = value
    for pattern, instead in (
        (_URL, "https://example.com/"),
        (_HOST, "example.com"),
        (_MAIL, "someone@example.com"),
        (_ADDRESS, "192.0.2.1"),
        (_SECRETS, "KEY"),
        (_ID, "00000000"),
    ):
        clean = pattern.sub(instead, clean)
    if field in KEPT:
        return clean
    return clean if len(clean) <= LONG else f"{clean[:LONG]}..."
