"""Answers of a given shape: a schema from a type, and the answer as a value of that type."""

from __future__ import annotations

from .errors import StructuredOutputError
from .output_format import OutputFormat
from .reading import text_of

__all__ = ["OutputFormat", "StructuredOutputError", "text_of"]
