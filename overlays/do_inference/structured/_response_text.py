"""The text of a response of any API, and the JSON values in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from do_inference._content import text_fragments
from do_inference._json.strict import DECODER, parse_strict

_FENCED: Final = re.compile(r"```(?:json)?\s*\n(.*?)\n?\s*```", re.DOTALL | re.IGNORECASE)
_BRACKET: Final = re.compile(r"[{\[]\s*")
_THINKING: Final = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


def text_of(result: object) -> str:
    """Return the text that the model generated, from a result of any API. Of several choices, the first one counts.

    Args:
        result: A result of a method such as `client.chat.completions.create`, `client.messages.create` or
            `client.responses.create`, or its JSON object.

    Raises:
        TypeError: `result` is neither of them.

    Example:
        completion = client.chat.completions.create(model="openai-gpt-oss-20b", messages=[...])
        print(text_of(completion))
    """
    return "".join(_message_texts(as_json(result), "text"))


def refusal_of(result: object) -> str:
    """Return the text of a refusal; empty if the model did not refuse."""
    return "".join(_message_texts(as_json(result), "refusal"))


def as_json(result: object) -> dict[str, Any]:
    """Return the JSON object of a result."""
    if isinstance(result, Mapping):
        return dict(result)
    to_dict = getattr(result, "to_dict", None)
    if to_dict is None:
        raise TypeError(f"{type(result).__name__} is not the result of a call")
    value: dict[str, Any] = to_dict()
    return value


def values_in(text: str) -> Iterator[Any]:
    """Yield the JSON values that a text may represent: the complete text, the content of code fences, and the objects
    and arrays between prose.

    Raises:
        ValueError: The text contains no JSON value.
    """
    visible = _THINKING.sub("", text)
    error_of_text: ValueError | None = None
    is_found = False
    for candidate in (visible, *(fenced[1] for fenced in _FENCED.finditer(visible))):
        try:
            value = parse_strict(candidate)
        except ValueError as error:
            error_of_text = error_of_text or error
        else:
            is_found = True
            yield value
    for value in _values_between_prose(visible):
        is_found = True
        yield value
    if not is_found:
        raise ValueError(f"not JSON: {error_of_text}") from error_of_text


def _values_between_prose(text: str) -> Iterator[Any]:
    """Yield the objects and arrays in a text, up to the first malformed one, whose parts are not the result."""
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


def _message_texts(value: Mapping[str, Any], wanted: str) -> Iterator[str]:
    for choice in objects(value.get("choices"))[:1]:
        message = choice.get("message")
        if isinstance(message, Mapping):
            if wanted == "refusal" and isinstance(message.get("refusal"), str):
                yield message["refusal"]
            yield from _content_texts(message.get("content"), wanted)
    yield from _content_texts(value.get("content"), wanted)
    for item in objects(value.get("output")):
        yield from _content_texts([item] if item.get("type") == "text" else item.get("content"), wanted)


def _content_texts(content: Any, wanted: str) -> Iterator[str]:
    yield from (text for type_, text in text_fragments(content) if type_ == wanted)


def objects(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects in an array; an empty list if `value` is not an array."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
