"""Turns the text of a flag into the JSON value that its schema asks for."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ._schemas import Schema, Schemas

_NAMES: Final = {
    bool: "boolean",
    dict: "object",
    float: "number",
    int: "integer",
    list: "array",
    str: "string",
    type(None): "null",
}


class UsageError(Exception):
    """The command line cannot be understood; the message says what to write instead."""


def read_text(text: str) -> str:
    """The text given, or that of `@FILE`, or with `-` that of the standard input; `@@` stands for one `@`."""
    if text == "-":
        return sys.stdin.read()
    if text.startswith("@@"):
        return text[1:]
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{text[1:]}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{text[1:]} is not text in UTF-8") from None


class Reader:
    """Reads values by their schemas."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def takes_array(self, schema: Schema) -> bool:
        return self._schemas.items(schema) is not None

    def value(self, flag: str, schema: Schema, texts: list[str]) -> Any:
        """The value of a flag that was given once or more often."""
        types = self._schemas.types(schema)
        if (
            "object" in types
            and self._schemas.is_map(schema)
            and not texts[0].lstrip().startswith(("{", "@", "-"))
        ):
            return self._pairs(flag, schema, texts)
        if len(texts) > 1:
            if "array" not in types:
                raise UsageError(f"{flag} was given {len(texts)} times, and takes one value")
            return [self._element(flag, schema, text) for text in texts]
        return self._single(flag, schema, types, read_text(texts[0]))

    def _single(self, flag: str, schema: Schema, types: frozenset[str], text: str) -> Any:
        if "string" in types:
            # Text stays text, unless it is plainly one of the other forms that the schema admits.
            if types & {"array", "object"} and text.lstrip()[:1] in ("[", "{"):
                found, value = _parsed(text)
                if found and _admitted(value, types):
                    return value
            return text
        found, value = _parsed(text)
        if found and _admitted(value, types):
            return value
        if "array" in types and self._may_be_element(schema, text):
            return [self._element(flag, schema, text, read=False)]
        wanted = " or ".join(sorted(types - {"null"}))
        why = f"not the {_NAMES[type(value)]} {_short(text)}" if found else f"and {_short(text)} is no JSON"
        raise UsageError(f"{flag} takes a JSON {wanted}, {why}")

    def _may_be_element(self, schema: Schema, text: str) -> bool:
        """Whether a text that is no array is one element of it, to be read or complained of as that."""
        beginning = text.lstrip()[:1]
        if beginning in ("[", "{"):
            found, value = _parsed(text)
            return found and isinstance(value, dict) and bool(value)
        items = self._schemas.items(schema) or {}
        return self._schemas.types(items) != {"object"}

    def _element(self, flag: str, schema: Schema, text: str, *, read: bool = True) -> Any:
        items = self._schemas.items(schema) or {}
        return self._single(flag, items, self._schemas.types(items), read_text(text) if read else text)

    def _pairs(self, flag: str, schema: Schema, texts: list[str]) -> dict[str, Any]:
        values = next(
            v["additionalProperties"] for v in self._schemas.variants(schema) if "additionalProperties" in v
        )
        pairs: dict[str, Any] = {}
        for text in texts:
            name, equals, value = text.partition("=")
            if not equals:
                raise UsageError(f"{flag} takes NAME=VALUE or a JSON object, not {_short(text)}")
            pairs[name] = self._single(flag, values, self._schemas.types(values), value)
        return pairs


def _parsed(text: str) -> tuple[bool, Any]:
    try:
        return True, json.loads(text)
    except ValueError:
        return False, None


def _admitted(value: Any, types: frozenset[str]) -> bool:
    name = _NAMES[type(value)]
    return name in types or (name == "integer" and "number" in types)


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
