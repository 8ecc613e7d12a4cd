"""The flags of a command: one for each parameter of its operation, and those that all commands have."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import textwrap
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from ._commands import Command, CommandParameter

PROGRAM: Final = "do-inference"
_VALUES: Final = (
    "A value can be @FILE, or - for standard input (@@ at the start represents one @). Objects and arrays are JSON. "
    "Repeat a flag to pass an array one element at a time, or a map as NAME=VALUE."
)
_OWN: Final = frozenset(
    {
        "all",
        "api-key-file",
        "base-url",
        "body",
        "ca-file",
        "deadline",
        "event-timeout",
        "max-wait",
        "extra-header",
        "extra-query",
        "help",
        "idle-timeout",
        "json",
        "max-retries",
        "output",
        "pace",
        "quiet",
        "raw",
        "show-reasoning",
        "stream",
        "timeout",
        "verbose",
    }
)
"""The flags that do not come from the description."""


class Parser(argparse.ArgumentParser):
    """A parser that reports errors on one line, and does not accept abbreviations."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            allow_abbrev=False,
            formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(
                prog, max_help_position=30, width=_width()
            ),
            **options,
        )

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}{self._suggestion(message)} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(2)

    def _suggestion(self, message: str) -> str:
        """Return a hint that contains the closest flag to an unknown one."""
        unknown = re.match(r"unrecognized arguments: (--[^ =]+)", message)
        near = get_close_matches(unknown[1], self._option_string_actions, n=1) if unknown else []
        return f"; did you mean {near[0]}?" if near else ""


def flag(parameter: CommandParameter) -> str:
    """Return the flag of a parameter: its name, or `--field-...` if a flag of all commands has that name."""
    return (
        f"--field-{parameter.word}" if parameter.word.removeprefix("no-") in _OWN else f"--{parameter.word}"
    )


def destination(parameter: CommandParameter) -> str:
    """Return the attribute in which the parser stores the value."""
    return f"{parameter.place}:{parameter.name}"


def parser_of(command: Command) -> Parser:
    """Create the parser of a command."""
    parser = Parser(
        prog=f"{PROGRAM} {command.name}",
        usage=_usage(command),
        description=_description(command),
        epilog=_wrap(_VALUES),
    )
    required = parser.add_argument_group("required")
    optional = parser.add_argument_group("optional")
    for parameter in command.parameters:
        if parameter.place == "path":
            required.add_argument(
                destination(parameter), metavar=parameter.word.upper(), help=_help(command, parameter)
            )
        else:
            is_required = parameter.required and parameter.default is None
            _add(required if is_required else optional, command, parameter)
    if any(parameter.place == "body" for parameter in command.parameters):
        optional.add_argument(
            "--body",
            metavar="JSON",
            help="the complete body as a JSON object; other flags replace its fields, and fields without a flag are "
            "sent unchanged",
        )
    _add_own(parser, command)
    return parser


def _add(group: Any, command: Command, parameter: CommandParameter) -> None:
    types = command.schemas.types(parameter.schema)
    text = _help(command, parameter)
    if types <= {"boolean", "null"}:
        group.add_argument(
            flag(parameter),
            dest=destination(parameter),
            action=argparse.BooleanOptionalAction,
            default=None,
            help=text,
        )
        return
    group.add_argument(
        flag(parameter),
        dest=destination(parameter),
        metavar=_metavar(types, parameter),
        action="append",
        help=text,
    )


def _metavar(types: frozenset[str], parameter: CommandParameter) -> str:
    if parameter.is_file:
        return "FILE"
    if "string" in types:
        return "TEXT"
    if types & {"array", "object"}:
        return "JSON"
    return "INT" if "integer" in types else "NUMBER"


def _add_own(parser: Parser, command: Command) -> None:
    output = parser.add_argument_group("output")
    if command.streams_on_request:
        output.add_argument(
            "--stream",
            action=argparse.BooleanOptionalAction,
            default=False,
            help="print the response while it is generated: its text, or one JSON event per line if it has none",
        )
    if command.operation.stream is not None:
        output.add_argument(
            "--show-reasoning",
            action="store_true",
            help="also print the reasoning of the model, to standard error",
        )
    if command.operation.pagination is not None:
        output.add_argument(
            "--all",
            action="store_true",
            help="print the items of all pages, those of each page when it is received, instead of one page",
        )
    output.add_argument(
        "--json",
        action="store_true",
        help="print JSON on one line; with --stream, one event per line; with --all, one item per line",
    )
    output.add_argument("--raw", action="store_true", help="print the body of the response unchanged")
    output.add_argument("--output", metavar="FILE", help="write the response to FILE")
    output.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="print status, request id, rate limit and token usage to standard error",
    )
    output.add_argument(
        "-q", "--quiet", action="store_true", help="do not print retries, waits and deprecations"
    )
    call = parser.add_argument_group("request")
    call.add_argument(
        "--api-key-file",
        metavar="FILE",
        help="read the key from FILE instead of the environment; - reads standard input",
    )
    call.add_argument(
        "--base-url", metavar="URL", help="the URL of another server, such as an emulator, or of the agent"
    )
    call.add_argument(
        "--ca-file",
        metavar="FILE",
        help="certificates to trust in addition to the public authorities, for example of a private dedicated "
        "endpoint: PEM, or Base64-encoded PEM",
    )
    call.add_argument(
        "--timeout", metavar="SECONDS", type=float, help="limit for connecting and for each read"
    )
    call.add_argument(
        "--deadline", metavar="SECONDS", type=float, help="limit for the complete call, including retries"
    )
    if command.operation.stream is not None:
        call.add_argument(
            "--idle-timeout", metavar="SECONDS", type=float, help="limit between two reads of a stream"
        )
        call.add_argument(
            "--event-timeout",
            metavar="SECONDS",
            type=float,
            help="limit between two events of a stream that contain content (default 600)",
        )
    call.add_argument(
        "--max-wait",
        metavar="SECONDS",
        type=float,
        help="limit for the queue of the rate limit (default 600; inf for no limit)",
    )
    call.add_argument("--max-retries", metavar="N", type=int, help="maximum number of retries (default 2)")
    call.add_argument(
        "--pace",
        metavar="FILE",
        help="observe the rate limit together with all commands that use the same FILE; use one FILE per key",
    )
    call.add_argument(
        "--extra-header",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="an additional value to send; repeatable",
    )
    call.add_argument(
        "--extra-query",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="an additional value to send; repeatable",
    )


def _usage(command: Command) -> str:
    needed = [
        parameter for parameter in command.parameters if parameter.required and parameter.default is None
    ]
    words = [
        parameter.word.upper()
        if parameter.place == "path"
        else f"{flag(parameter)} {_metavar(command.schemas.types(parameter.schema), parameter)}"
        for parameter in needed
    ]
    return " ".join([f"{PROGRAM} {command.name}", *words, "[FLAGS]"])


def _description(command: Command) -> str:
    paragraphs = [f"{command.summary}.", str(command.described.get("description", ""))]
    if command.operation.experimental:
        paragraphs.append(f"Experimental. Source: {command.described.get('x-source', 'undocumented')}.")
    if command.deprecation:
        paragraphs.append(f"{command.deprecation}.")
    return "\n\n".join(_wrap(text) for text in paragraphs if text)


def _wrap(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _width() - 2)


def _width() -> int:
    return min(shutil.get_terminal_size().columns, 110)


def _help(command: Command, parameter: CommandParameter) -> str:
    schema = parameter.schema
    parts = [" ".join(str(schema.get("description", "")).split())]
    old = command.schemas.deprecated_words(schema)
    words = [f"{word} (deprecated)" if word in old else word for word in command.schemas.words(schema)]
    if words:
        parts.append(f"One of {', '.join(words)}.")
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None or high is not None:
        parts.append(
            f"{'' if low is None else f'From {low}'}{'' if high is None else f' to {high}'}.".strip().capitalize()
        )
    if schema.get("default") is not None:
        parts.append(f"Default {schema['default']}.")
    example = command.schemas.example(schema)
    if parameter.is_file:
        if command.schemas.items(schema) is not None:
            parts.append("Repeat the flag for several files.")
    elif isinstance(example, (dict, list)) and example and "string" not in command.schemas.types(schema):
        parts.append(f"Example: '{json.dumps(example)}'.")
    if schema.get("deprecated"):
        other = schema.get("x-replaced-by")
        new = next(
            (flag(p) for p in command.parameters if (p.place, p.name) == (parameter.place, other)), other
        )
        parts.append(f"Deprecated: use {new} instead." if other else "Deprecated.")
    return " ".join(filter(None, parts)).replace("%", "%%")
