"""Docstrings from the texts and limits of the description."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

from generator.names import python_name

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH = 100


def describe(node: Mapping[str, Any]) -> str:
    """Return the description of a node, with the white space of each paragraph collapsed."""
    paragraphs = str(node.get("description", "")).strip().split("\n\n")
    return "\n\n".join(_collapse(paragraph) for paragraph in paragraphs)


def _collapse(paragraph: str) -> str:
    """Return a paragraph as one line, or a list as one line for each item."""
    items = re.split(r"\n\s*(?=[-*] |\d+[.)] )", paragraph)
    return "\n".join(" ".join(item.split()) for item in items)


def deprecation(node: Mapping[str, Any]) -> str:
    """Return the sentence about a deprecated node, which may name its replacement; empty if it is not deprecated."""
    if not node.get("deprecated"):
        return ""
    other = node.get("x-replaced-by")
    return f"Deprecated: use `{python_name(other, frozenset())}` instead." if other else "Deprecated."


def limits(schema: Mapping[str, Any]) -> str:
    """Return the limits and the default of a value as sentences."""
    sentences = []
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        sentences.append(f"From {low} to {high}.")
    elif low is not None:
        sentences.append(f"At least {low}.")
    elif high is not None:
        sentences.append(f"At most {high}.")
    if "exclusiveMinimum" in schema:
        sentences.append(f"More than {schema['exclusiveMinimum']}.")
    if "exclusiveMaximum" in schema:
        sentences.append(f"Less than {schema['exclusiveMaximum']}.")
    if "multipleOf" in schema:
        sentences.append(f"Must be a multiple of {schema['multipleOf']}.")
    sentences += _length_limits(schema, "Length", "characters", "At least one character.")
    sentences += _length_limits(schema, "Items", "items", "At least one item.")
    sentences += _length_limits(schema, "Properties", "entries", "At least one entry.")
    if schema.get("uniqueItems"):
        sentences.append("No duplicates.")
    if "pattern" in schema:
        sentences.append(f"Pattern: `{schema['pattern']}`.")
    if "default" in schema and schema["default"] is not None:
        sentences.append(f"Server default: {_literal(schema['default'])}.")
    return " ".join(sentences)


def _length_limits(schema: Mapping[str, Any], keyword: str, unit: str, one: str) -> list[str]:
    """Return the sentence about `min...` and `max...` of a keyword such as `Items`, if there is a limit."""
    low, high = schema.get(f"min{keyword}"), schema.get(f"max{keyword}")
    if low is not None and high is not None:
        return [f"{low} to {high} {unit}."]
    if high is not None:
        return [f"At most {high} {unit}."]
    if low is not None:
        return [one if low == 1 else f"At least {low} {unit}."]
    return []


def _literal(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def docstring(text: str, indent: int = 4) -> str:
    """Return the docstring literal of a text, wrapped, with its quotes."""
    text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').strip()
    margin = " " * indent
    blocks = []
    for paragraph in text.split("\n\n"):
        lines = paragraph.split("\n")
        blocks.append("\n".join(_wrap(line, margin) for line in lines))
    body = "\n\n".join(blocks).strip()
    if body.endswith('"'):
        body += " "
    return f'"""{body}\n{margin}"""' if "\n" in body else f'"""{body}"""'


def _wrap(line: str, margin: str) -> str:
    lead = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line.strip(),
        WIDTH,
        initial_indent=margin + lead,
        subsequent_indent=margin + lead + ("    " if lead else ""),
        break_long_words=False,
        break_on_hyphens=False,
    )
