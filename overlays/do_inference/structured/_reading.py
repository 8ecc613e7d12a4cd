"""The text of an answer of any dialect, and the JSON in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from do_inference._content import pieces
from do_inference._json.strict import DECODER, parse_strict

_FENCED: Final = re.compile(r"```(?:json)?\s*\n(.*?)\n?\s*```", re.DOTALL | re.IGNORECASE)
_BRACKET: Final = re.compile(r"[{\[]\s*")
_THOUGHTS: Final = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


def text_of(result: object) -> str:
    """The text that the model said, in a result of any dialect: of the first choice, where there are several."""
    return "".join(_texts(as_json(result), "text"))


def refusal_of(result: object) -> str:
    """What the model said in refusing; empty where it did not refuse."""
    return "".join(_texts(as_json(result), "refusal"))


def as_json(result: object) -> dict[str, Any]:
    """A result as the JSON object it was."""
    if isinstance(result, Mapping):
        return dict(result)
    to_dict = getattr(result, "to_dict", None)
    if to_dict is None:
        raise TypeError(f"{type(result).__name__} is no result of a call")
    value: dict[str, Any] = to_dict()
    return value


def values_in(text: str) -> Iterator[Any]:
    """The JSON values that a text may mean: itself, what it holds in fences, and what stands amid its prose.

    Raises:
        ValueError: There is none.
    """
    said = _THOUGHTS.sub("", text)
    fault: ValueError | None = None
    found = False
    for candidate in (said, *(fenced[1] for fenced in _FENCED.finditer(said))):
        try:
            value = parse_strict(candidate)
        except ValueError as error:
            fault = fault or error
        else:
            found = True
            yield value
    for value in _amid_prose(said):
        found = True
        yield value
    if not found:
        raise ValueError(f"not JSON: {fault}") from fault


def _amid_prose(text: str) -> Iterator[Any]:
    """The objects and arrays in a text, up to the first that is broken: what that holds is not the answer."""
    end = 0
    for bracket in _BRACKET.finditer(text):
        if bracket.start() < end:
            continue
        try:
            value, end = DECODER.raw_decode(text, bracket.start())
        except json.JSONDecodeError as error:
            if error.pos > bracket.end():
                return
        except (ValueError, RecursionError):
            return
        else:
            yield value


def _texts(value: Mapping[str, Any], wanted: str) -> Iterator[str]:
    for choice in objects(value.get("choices"))[:1]:
        message = choice.get("message")
        if isinstance(message, Mapping):
            if wanted == "refusal" and isinstance(message.get("refusal"), str):
                yield message["refusal"]
            yield from _texts_of_content(message.get("content"), wanted)
    yield from _texts_of_content(value.get("content"), wanted)
    for item in objects(value.get("output")):
        yield from _texts_of_content([item] if item.get("type") == "text" else item.get("content"), wanted)


def _texts_of_content(content: Any, wanted: str) -> Iterator[str]:
    yield from (text for kind, text in pieces(content) if kind == wanted)


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects in an array; none where it is something else."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
