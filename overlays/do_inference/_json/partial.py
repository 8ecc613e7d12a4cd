"""A parser for incomplete JSON, for values that are still being streamed."""

from __future__ import annotations

import json
import re
from typing import Any, Final, TypeVar

DefaultT = TypeVar("DefaultT")

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*(?P<closed>"?)|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_HIGH_SURROGATE: Final = r"\\u[dD][89abAB][0-9a-fA-F]{2}"
_INCOMPLETE_ESCAPE: Final = re.compile(
    rf"(?<!\\)(?:\\\\)*((?:{_HIGH_SURROGATE})?\\(?:u[0-9a-fA-F]{{0,3}})?|{_HIGH_SURROGATE})$"
)
"""An incomplete escape sequence at the end of a text, or an escaped high surrogate without its low surrogate."""
_LITERALS: Final = ("true", "false", "null")


def parse_partial(text: str, default: DefaultT) -> Any | DefaultT:
    """Return the value of a JSON text that may end anywhere, with incomplete objects, arrays and strings.

    A number or literal at the end of the text is omitted, because more characters may follow: `1` may become `12`. A
    key without a value is omitted as well. Returns `default` if nothing can be parsed. Runs in linear time.
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
    """Return the text up to its last complete value, with all open strings, arrays and objects closed."""
    closers: list[str] = []
    end = 0
    pending = ""
    expects_key = False
    for token in _TOKEN.finditer(text):
        first = text[token.start()]
        if first in "{[":
            closers.append("}" if first == "{" else "]")
            end, pending, expects_key = token.end(), "", first == "{"
        elif first in "}]":
            if closers:
                closers.pop()
            end, pending, expects_key = token.end(), "", False
        elif first == ",":
            expects_key = bool(closers) and closers[-1] == "}"
        elif first == ":":
            expects_key = False
        elif first == '"' and not expects_key:
            end = token.end()
            pending = "" if token["closed"] else '"'
        elif first != '"' and not expects_key and (token.end() < len(text) or token[0] in _LITERALS):
            end, pending = token.end(), ""
    head = text[:end]
    if pending:
        head = _without_incomplete_escape(head)
    return head + pending + "".join(reversed(closers))


def _without_incomplete_escape(text: str) -> str:
    found = _INCOMPLETE_ESCAPE.search(text, max(0, len(text) - 64))
    return text[: found.start(1)] if found else text
