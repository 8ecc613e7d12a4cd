"""Reads JSON that is not finished yet."""

from __future__ import annotations

import json
import re
from typing import Any, Final, TypeVar

DefaultT = TypeVar("DefaultT")

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*(?P<closed>"?)|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_HIGH: Final = r"\\u[dD][89abAB][0-9a-fA-F]{2}"
_TORN_ESCAPE: Final = re.compile(rf"(?<!\\)(?:\\\\)*((?:{_HIGH})?\\(?:u[0-9a-fA-F]{{0,3}})?|{_HIGH})$")
"""An escape that breaks off, and the first half of a character that takes two."""
_WORDS: Final = ("true", "false", "null")


def parse_partial(text: str, default: DefaultT) -> Any | DefaultT:
    """The value of a JSON text that may break off anywhere: what has come of objects, lists and strings.

    A number or word that breaks off is left out, because it may not be what it seems, and so is a key without
    its value.
    `default` where nothing can be read. Takes time linear in the text.
    """
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_complete(text), strict=False)
    except (ValueError, RecursionError):
        return default


def _complete(text: str) -> str:
    """The text up to its last whole value, with all closed that is open."""
    closers: list[str] = []
    kept = 0
    pending = ""
    expects_key = False
    for token in _TOKEN.finditer(text):
        first = text[token.start()]
        if first in "{[":
            closers.append("}" if first == "{" else "]")
            kept, pending, expects_key = token.end(), "", first == "{"
        elif first in "}]":
            if closers:
                closers.pop()
            kept, pending, expects_key = token.end(), "", False
        elif first == ",":
            expects_key = bool(closers) and closers[-1] == "}"
        elif first == ":":
            expects_key = False
        elif first == '"' and not expects_key:
            kept = token.end()
            pending = "" if token["closed"] else '"'
        elif first != '"' and not expects_key and (token.end() < len(text) or token[0] in _WORDS):
            kept, pending = token.end(), ""
    head = text[:kept]
    if pending:
        head = _without_torn_escape(head)
    return head + pending + "".join(reversed(closers))


def _without_torn_escape(text: str) -> str:
    torn = _TORN_ESCAPE.search(text, max(0, len(text) - 64))
    return text[: torn.start(1)] if torn else text
