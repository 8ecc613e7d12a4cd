"""Structured output: JSON schemas from Python types, and responses as values of these types."""

from __future__ import annotations

from ._output_format import OutputFormat, StructuredOutputError
from ._response_text import text_of

__all__ = ["OutputFormat", "StructuredOutputError", "text_of"]
