# Generated from openapi/ by generator/. Do not edit.
"""Reads the OpenAPI description that this package was generated from."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from typing import Any


def read_description() -> dict[str, Any]:
    """Return the parsed description. A wheel contains it compressed, a clone of the repository does not."""
    assert __package__ is not None
    folder = files(__package__)
    packed = folder / "description.json.gz"
    content = (
        gzip.decompress(packed.read_bytes())
        if packed.is_file()
        else (folder / "description.json").read_bytes()
    )
    document: dict[str, Any] = json.loads(content)
    return document
