"""What the description says, as text for docstrings."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH = 100


def describe(node: Mapping[str, Any]) -> str:
    """The description of a thing, its white space folded within paragraphs."""
    paragraphs = str(node.get("description", "")).strip().split("\n\n")
    return "\n\n".join(_folded(paragraph) for paragraph in paragraphs)


def _folded(paragraph: str) -> str:
    """One line, or one for each item where the paragraph is a list."""
    items = re.split(r"\n\s*(?=[-*] |\d+[.)] )", paragraph)
    return "\n".join(" ".join(item.split()) for item in items)


def limits(schema: Mapping[str, Any]) -> str:
    """The limits and the server's default of a value, as sentences."""
    said = []
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        said.append(f"From {low} to {high}.")
    elif low is not None:
        said.append(f"At least {low}.")
    elif high is not None:
        said.append(f"At most {high}.")
    if "exclusiveMinimum" in schema:
        said.append(f"More than {schema['exclusiveMinimum']}.")
    if "exclusiveMaximum" in schema:
        said.append(f"Less than {schema['exclusiveMaximum']}.")
    if "multipleOf" in schema:
        said.append(f"A multiple of {schema['multipleOf']}.")
    said += _counted(schema, "Length", "characters", "At least one character.")
    said += _counted(schema, "Items", "items", "At least one item.")
    said += _counted(schema, "Properties", "entries", "At least one entry.")
    if schema.get("uniqueItems"):
        said.append("No item twice.")
    if "pattern" in schema:
        said.append(f"Pattern: `{schema['pattern']}`.")
    if "default" in schema and schema["default"] is not None:
        said.append(f"The server's default: {_json(schema['default'])}.")
    if schema.get("deprecated"):
        said.append("Deprecated.")
    return " ".join(said)


def _counted(schema: Mapping[str, Any], keyword: str, things: str, one: str) -> list[str]:
    low, high = schema.get(f"min{keyword}"), schema.get(f"max{keyword}")
    if low is not None and high is not None:
        return [f"{low} to {high} {things}."]
    if high is not None:
        return [f"At most {high} {things}."]
    if low is not None:
        return [one if low == 1 else f"At least {low} {things}."]
    return []


def _json(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, repr(value)) if isinstance(value, bool) else repr(value)


def docstring(text: str, indent: int = 4) -> str:
    """A complete docstring literal for `text`, wrapped, with its closing quotes."""
    text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').strip()
    margin = " " * indent
    blocks = []
    for paragraph in text.split("\n\n"):
        lines = paragraph.split("\n")
        blocks.append("\n".join(_wrapped(line, margin) for line in lines))
    body = "\n\n".join(blocks).strip()
    if body.endswith('"'):
        body += " "
    many = "\n" in body
    return f'"""{body}\n{margin}"""' if many else f'"""{body}"""'


def _wrapped(line: str, margin: str) -> str:
    lead = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line.strip(),
        WIDTH,
        initial_indent=margin + lead,
        subsequent_indent=margin + lead + ("    " if lead else ""),
        break_long_words=False,
        break_on_hyphens=False,
    )
