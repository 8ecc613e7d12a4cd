"""The shape of the description: which keywords each part has, and the types of their values.

`shape.yaml` is a JSON schema of the bundled description. All other rules rely on the shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import yaml

from generator.openapi import reader
from generator.openapi.problems import Problem

if TYPE_CHECKING:
    from generator.openapi.bundle import Bundle

INSTEAD = {
    "nullable": 'write `type: [..., "null"]`, or `oneOf` with `{type: "null"}` next to a $ref',
    "parameters": "add them to each operation",
    "style": "lists are sent with a repeated name in queries, and with commas in headers and paths",
    "explode": "lists are sent with a repeated name in queries, and with commas in headers and paths",
    "encoding": "callers pass the media type of a file as (name, content, type)",
}
"""What to write instead of an unsupported keyword."""


def check_shape(bundle: Bundle) -> Iterator[Problem]:
    """Yield the places where the description has another shape than the generator expects."""
    for error in _validator().iter_errors(bundle.document):
        steps = _steps(error, bundle.document)
        subject = _subject(steps)
        for text in _texts(error, subject):
            yield Problem(bundle.place(reader.pointer(*steps)), text)


def _steps(error: jsonschema_rs.ValidationError, document: Any) -> list[str | int]:
    """Return the path of an error, in which keys such as 401 are texts."""
    steps: list[str | int] = []
    for step in error.instance_path:
        key: Any = step if isinstance(document, list) else str(step)
        steps.append(key)
        document = document[key]
    return steps


@cache
def _shape() -> Any:
    return yaml.safe_load(Path(__file__).with_name("shape.yaml").read_text(encoding="utf-8"))


@cache
def _validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(_shape())


def _texts(error: jsonschema_rs.ValidationError, subject: str) -> Iterator[str]:
    """Yield what is wrong and what to do: a sentence for each unknown keyword, otherwise one."""
    kind, value = error.kind.as_dict(), error.instance
    shape, expected = _expected(error.schema_path)
    match error.kind.name:
        case "additionalProperties":
            for key in kind["unexpected"]:
                yield _unknown(key, list(shape.get("properties", {})))
        case "required":
            yield f"{subject}lacks `{kind['property']}`; add it"
        case "uniqueItems":
            yield f"{subject}lists a value twice; remove one of them"
        case "propertyNames":
            yield f"{subject}has the key {shown(kind['error'].instance)}; write {expected}"
        case _:
            yield f"{subject}is {shown(value)}; write {expected}"


def _expected(path: list[str | int]) -> tuple[Mapping[str, Any], str]:
    """Return the part of the shape that contains the violated keyword, and the description of what it expects."""
    node, holder, expected = _shape(), _shape(), ""
    for step in path:
        holder = node
        node = node[step]
        if isinstance(holder, Mapping) and isinstance(holder.get("description"), str):
            expected = holder["description"]
    return holder, expected


def _subject(steps: list[str | int]) -> str:
    """Return the keyword or item at a path, as the beginning of a sentence; nothing for a whole file."""
    if not steps or (steps[0] == "components" and len(steps) == 3):
        return ""
    return f"item {steps[-1] + 1} " if isinstance(steps[-1], int) else f"`{steps[-1]}` "


def _unknown(key: str, known: list[str]) -> str:
    kind = (
        "an extension that nothing uses"
        if key.startswith("x-")
        else "a keyword that the generator does not support"
    )
    near = get_close_matches(key, known, n=1, cutoff=0.75)
    other = f"write `{near[0]}`" if near else "remove it or use other keywords"
    return f"uses `{key}`, {kind}; {INSTEAD.get(key, other)}"


def shown(value: Any) -> str:
    """Return a value as a short text for messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (Mapping, list)):
        kind = "mapping" if isinstance(value, Mapping) else "list"
        return f"a {kind}" if value else f"an empty {kind}"
    return shortened(repr(value))


def shortened(text: str) -> str:
    """Return a text, or its beginning if it is long."""
    return text if len(text) <= 80 else f"{text[:77]}..."
