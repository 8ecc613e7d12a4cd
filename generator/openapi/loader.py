"""Loading of YAML files to Python objects that record their line numbers.

Scalars follow the core schema of YAML 1.2: `no` and `2026-11-23` are strings. The parser is libyaml.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CORE = (
    (re.compile(r"(?:null|Null|NULL|~|)$"), lambda _: None),
    (re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?[0-9]+$"), int),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"), float),
)
_CONTROL = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq")} | {"!"}
MOST_VALUES = 500_000
"""The largest number of values in a file. Aliases of aliases multiply: a short file can stand for billions."""
MOST_LEVELS = 100
MOST_DIGITS = 400
LARGEST = 2**63
"""Larger integers lose precision in JSON parsers, or are rejected by them."""


class Mapping(dict[str, Any]):
    """A YAML mapping, with the line on which it begins and the line of each key."""

    line: int = 0
    lines: dict[str, int]


class Sequence(list[Any]):
    """A YAML sequence, with the line on which it begins and the line of each item."""

    line: int = 0
    lines: list[int]


class UnreadableError(Exception):
    """A file that cannot be read as YAML."""

    def __init__(self, line: int | None, text: str) -> None:
        self.line = line
        super().__init__(text)


def read(path: Path, *, strict: bool = True) -> Any:
    """Return the content of a YAML file. The content of an empty file is None.

    With `strict=False`, for files of others, duplicate keys are accepted and the last one is used.

    Raises:
        UnreadableError: The file is missing, is not text in UTF-8, is not YAML, has an alias that contains itself or,
            if `strict`, has duplicate keys.
    """
    text = _text(path)
    try:
        return _Composer(yaml.parse(text, Loader=yaml.CSafeLoader), strict).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableError(mark.line + 1 if mark else None, f"is not YAML: {error.problem}") from None
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise UnreadableError(line, f"is not YAML: {error.reason}; remove the character") from None


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(None, "does not exist") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UnreadableError(None, f"is not a readable file ({reason})") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(line, "is not UTF-8; save it in this encoding") from None


class _Composer:
    """Converts the events of the parser to values.

    It is hand-written because the composer of PyYAML crashes at deep nesting and returns circular values.
    """

    def __init__(self, events: Iterator[Any], strict: bool) -> None:
        self.events = events
        self.strict = strict
        self.depth = 0
        self.count = 0
        self.anchors: dict[str, tuple[Any, int] | None] = {}
        """The value of each anchor and the number of values in it. None while it is being read."""

    def document(self) -> Any:
        found = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if found is not None:
                    raise UnreadableError(_line(event), "has several documents; write one file for each")
                found = (self.value(next(self.events)),)
        return found[0] if found else None

    def value(self, event: Any) -> Any:
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if self.strict and event.tag is not None and event.tag not in _TAGS:
            raise UnreadableError(
                _line(event), f"has the YAML tag {event.tag!r}, which has no meaning here; remove it"
            )
        before, self.depth = self.count, self.depth + 1
        if self.depth > MOST_LEVELS:
            raise UnreadableError(
                _line(event), f"is nested more than {MOST_LEVELS} levels deep; split the file"
            )
        if event.anchor:
            self.anchors[event.anchor] = None
        self.counted(1, event)
        value = self.content(event)
        if event.anchor:
            self.anchors[event.anchor] = (value, self.count - before)
        self.depth -= 1
        return value

    def content(self, event: Any) -> Any:
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event)
        return self.sequence(event) if isinstance(event, yaml.SequenceStartEvent) else self.scalar(event)

    def alias(self, event: yaml.AliasEvent) -> Any:
        if event.anchor not in self.anchors:
            raise UnreadableError(
                _line(event), f"has the alias *{event.anchor} before its anchor; write the value out"
            )
        found = self.anchors[event.anchor]
        if found is None:
            raise UnreadableError(
                _line(event),
                f"has the alias *{event.anchor} inside its own value; write the value out",
            )
        self.counted(found[1], event)
        return found[0]

    def counted(self, number: int, event: yaml.Event) -> None:
        self.count += number
        if self.count > MOST_VALUES:
            raise UnreadableError(
                _line(event), f"has more than {MOST_VALUES} values through its aliases; remove some"
            )

    def mapping(self, start: yaml.Event) -> Mapping:
        mapping, merged = Mapping(), list[Any]()
        mapping.line, mapping.lines = _line(start), {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise UnreadableError(line, "has a key that is not a text; write a text")
            key = self.text(event)
            value = self.value(next(self.events))
            if key == "<<" and not event.style:
                merged += value if isinstance(value, list) else [value]
                if not all(isinstance(part, Mapping) for part in merged):
                    raise UnreadableError(line, "merges a value that is not a mapping; write the value out")
                continue
            if self.strict and key in mapping:
                raise UnreadableError(line, f"has the key {key!r} twice; remove one of them")
            mapping[key] = value
            mapping.lines[key] = line
        for part in merged:
            new = {name: value for name, value in part.items() if name not in mapping}
            mapping.update(new)
            mapping.lines.update({name: part.lines[name] for name in new})
        return mapping

    def text(self, event: yaml.ScalarEvent) -> str:
        """Return the text of a scalar. Escapes can contain control characters, which Python code cannot."""
        text = str(event.value)
        if self.strict and (found := _CONTROL.search(text)):
            raise UnreadableError(
                _line(event), f"has the control character U+{ord(found[0]):04X}; remove it from the text"
            )
        return text

    def sequence(self, start: yaml.Event) -> Sequence:
        sequence = Sequence()
        sequence.line, sequence.lines = _line(start), []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            sequence.lines.append(_line(event))
            sequence.append(self.value(event))
        return sequence

    def scalar(self, event: yaml.ScalarEvent) -> Any:
        text = self.text(event)
        if event.style or event.tag is not None:  # quoted, a block, or declared to be a string
            return text
        for pattern, convert in _CORE:
            if pattern.match(text):
                return _limited(convert(text) if len(text) < MOST_DIGITS else math.inf, event)
        return text


def _limited(value: Any, event: yaml.ScalarEvent) -> Any:
    if isinstance(value, int | float) and abs(value) >= (LARGEST if type(value) is int else math.inf):
        raise UnreadableError(
            _line(event), f"has the number {str(event.value)[:40]}, which is too large; correct it"
        )
    return value


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None
    return event.start_mark.line + 1
