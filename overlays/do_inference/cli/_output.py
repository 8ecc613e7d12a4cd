"""Output of responses: text while it is streamed, results as JSON, files unchanged."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from do_inference._atomic_write import check_place, replacing
from do_inference._truncation import Ending, is_truncated
from do_inference_generated._model import to_plain
from do_inference_generated._stream import (
    ChoiceDone,
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
    ToolCallDone,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from do_inference_generated._interface import ResponseInfo
    from do_inference_generated._stream import Stream

ACCUMULATORS_WITH_TEXT: Final = frozenset({"chat", "completions", "messages", "responses"})
# Control characters from a model must not move the cursor or change colors on the terminal.
_CONTROLS: Final = {
    code: "\N{REPLACEMENT CHARACTER}" for code in (*range(32), *range(127, 160)) if code not in (9, 10)
}


class Output:
    """The destination of the response: standard output, or a file that is written completely or not at all."""

    def __init__(self, path: str | None) -> None:
        """Raise `OSError` for an unusable path before the call, so that no response is lost."""
        self._path = None if path is None else Path(path)
        if self._path is not None:
            check_place(self._path)
        if isinstance(sys.stdout, TextIOWrapper):
            # The encoding of the terminal may not support every character of the response.
            sys.stdout.reconfigure(errors="replace")

    @property
    def is_terminal(self) -> bool:
        return self._path is None and sys.stdout.isatty()

    @contextlib.contextmanager
    def binary(self) -> Iterator[IO[bytes]]:
        """Open the destination for bytes."""
        if self._path is None:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
            return
        with replacing(self._path) as partial, partial.open("xb") as file:
            yield file

    @contextlib.contextmanager
    def text(self) -> Iterator[Printer]:
        """Open the destination for text."""
        if self._path is None:
            printer = Printer(sys.stdout, clean=self.is_terminal)
            try:
                yield printer
            finally:
                printer.end_line()
            return
        with (
            replacing(self._path) as partial,
            partial.open("x", encoding="utf-8", errors="replace") as file,
        ):
            yield Printer(file, clean=False)


class Printer:
    """Writes fragments of text, and flushes each one immediately."""

    def __init__(self, file: IO[str], *, clean: bool) -> None:
        self._file = file
        self._clean = clean
        self._line_open = False

    def write(self, text: str) -> None:
        """Write a fragment."""
        if text:
            self._file.write(text.translate(_CONTROLS) if self._clean else text)
            self._file.flush()
            self._line_open = not text.endswith("\n")

    def end_line(self) -> None:
        """End the current line if it is incomplete."""
        if self._line_open:
            self.write("\n")

    def line(self, text: str) -> None:
        """Write a separate line."""
        self.end_line()
        self.write(f"{text}\n")


def as_json(value: Any, *, one_line: bool) -> str:
    """Return a result as JSON."""
    if one_line:
        return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))
    return json.dumps(to_plain(value), ensure_ascii=False, indent=2)


def print_result(output: Output, result: Any, *, one_line: bool) -> None:
    """Print a result."""
    if result is None:
        return
    with output.text() as printer:
        if isinstance(result, str) and not one_line:
            printer.write(result)
        else:
            printer.line(as_json(result, one_line=one_line))


def print_bytes(output: Output, content: bytes) -> None:
    """Print bytes unchanged."""
    with output.binary() as file:
        file.write(content)


def print_chunks(output: Output, chunks: Iterator[bytes]) -> None:
    """Print chunks unchanged, each one when it is received."""
    with output.binary() as file:
        for chunk in chunks:
            file.write(chunk)
            file.flush()


def print_events(output: Output, stream: Stream[Any, Any]) -> None:
    """Print each event of a stream as JSON on one line."""
    with output.text() as printer:
        for event in stream:
            printer.line(as_json(event, one_line=True))


def print_text(output: Output, stream: Stream[Any, Any], *, reasoning: bool) -> None:
    """Print the text of a stream while it is received, and each tool call as JSON on one line."""
    reasoning_printer = Printer(sys.stderr, clean=sys.stderr.isatty())
    choice = 0
    choices_with_text = set()
    with output.text() as printer:
        for event in stream.events():
            match event:
                case TextDelta() | RefusalDelta():
                    choices_with_text.add(event.choice)
                    reasoning_printer.end_line()
                    if event.choice != choice:
                        printer.end_line()
                        choice = event.choice
                    printer.write(event.text)
                case ReasoningDelta() if reasoning:
                    reasoning_printer.write(event.text)
                case ToolCallDone():
                    choices_with_text.add(event.choice)
                    called = {"name": event.name, "arguments": event.arguments, "id": event.id}
                    printer.line(json.dumps({"tool_call": called}, ensure_ascii=False))
                case ChoiceDone() if is_truncated(event.finish_reason):
                    printer.end_line()
                    advice = Ending(event.finish_reason).advice(has_text=event.choice in choices_with_text)
                    print(f"the response was cut off: {event.finish_reason}{advice}", file=sys.stderr)
                case _:
                    pass


def print_metadata(info: ResponseInfo, usage: Mapping[str, object] | None) -> None:
    """Print status, attempts, rate limit and token usage to standard error."""
    parts = [f"status {info.status_code}", f"attempts {info.attempts}"]
    if info.request_id:
        parts.append(f"request id {info.request_id}")
    if info.route:
        parts.append(f"route {info.route}")
    for name, window in (info.rate_limit.windows if info.rate_limit else {}).items():
        parts.append(f"{name} left {_or_unknown(window.remaining)} of {_or_unknown(window.limit)}")
    counted = {k: v for k, v in (usage or {}).items() if isinstance(v, int) and not isinstance(v, bool)}
    if counted:
        parts.append(
            "tokens " + " ".join(f"{name.removesuffix('_tokens')} {count}" for name, count in counted.items())
        )
    print("; ".join(parts), file=sys.stderr)


def _or_unknown(number: int | None) -> str:
    return "?" if number is None else str(number)


def fill_standard_streams() -> None:
    """Replace closed standard streams by the null device, so that no other file gets their descriptors."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open until the process ends


def discard_output() -> None:
    """Discard buffered output: the reader has closed standard output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
