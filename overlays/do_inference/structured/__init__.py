"""Answers of a given shape: a schema from a type, and the answer as a value of that type."""

from __future__ import annotations

from ._errors import StructuredOutputError
from ._output_format import OutputFormat
from ._reading import text_of

__all__ = ["OutputFormat", "StructuredOutputError", "text_of"]
