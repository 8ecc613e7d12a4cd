"""The flags of a command: one for each thing its operation takes, and those that every command has."""

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
    from ._commands import Command, Input

PROGRAM: Final = "do-inference"
_VALUES: Final = (
    "A value may be @FILE, or - for the standard input (@@ for an @ of its own). Objects and arrays are JSON; "
    "an array may also be given one element at a time, and a map as NAME=VALUE, by repeating the flag."
)
_OWN: Final = frozenset(
    {
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
"""The flags that are not of the description."""


class Parser(argparse.ArgumentParser):
    """Complains in one line, and never guesses what an abbreviation stands for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            allow_abbrev=False,
            formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(
                prog, max_help_position=30, width=_width()
            ),
            **options,
        )

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}{self._meant(message)} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(2)

    def _meant(self, message: str) -> str:
        """The flag that one that is not known may have been meant for."""
        unknown = re.match(r"unrecognized arguments: (--[^ =]+)", message)
        near = get_close_matches(unknown[1], self._option_string_actions, n=1) if unknown else []
        return f"; did you mean {near[0]}?" if near else ""


def flag(given: Input) -> str:
    """How an input is written: its name, or `--field-...` where a flag of ours has that name."""
    return f"--field-{given.word}" if given.word.removeprefix("no-") in _OWN else f"--{given.word}"


def destination(given: Input) -> str:
    """Where the parser leaves what was given."""
    return f"{given.place}:{given.name}"


def parser_of(command: Command) -> Parser:
    """The parser of one command."""
    parser = Parser(
        prog=f"{PROGRAM} {command.name}",
        usage=_usage(command),
        description=_description(command),
        epilog=_filled(_VALUES),
    )
    required = parser.add_argument_group("what it takes")
    optional = parser.add_argument_group("what it may take")
    for given in command.inputs:
        if given.place == "path":
            required.add_argument(destination(given), metavar=given.word.upper(), help=_help(command, given))
        else:
            must = given.required and given.default is None
            _add(required if must else optional, command, given)
    if any(given.place == "body" for given in command.inputs):
        optional.add_argument(
            "--body",
            metavar="JSON",
            help="the whole body as a JSON object; flags beside it replace its fields, and fields that no flag names "
            "are sent as they are",
        )
    _add_own(parser, command)
    return parser


def _add(group: Any, command: Command, given: Input) -> None:
    types = command.schemas.types(given.schema)
    text = _help(command, given)
    if types <= {"boolean", "null"}:
        group.add_argument(
            flag(given),
            dest=destination(given),
            action=argparse.BooleanOptionalAction,
            default=None,
            help=text,
        )
        return
    group.add_argument(
        flag(given), dest=destination(given), metavar=_metavar(types, given), action="append", help=text
    )


def _metavar(types: frozenset[str], given: Input) -> str:
    if given.is_file:
        return "FILE"
    if "string" in types:
        return "TEXT"
    if types & {"array", "object"}:
        return "JSON"
    return "INT" if "integer" in types else "NUMBER"


def _add_own(parser: Parser, command: Command) -> None:
    how = parser.add_argument_group("how it is answered")
    if command.streams_on_request:
        how.add_argument(
            "--stream",
            action=argparse.BooleanOptionalAction,
            default=False,
            help="print the answer as it comes: its text, or else one event a line as JSON",
        )
    if command.operation.stream is not None:
        how.add_argument(
            "--show-reasoning",
            action="store_true",
            help="show the model's reasoning too, on the standard error",
        )
    how.add_argument("--json", action="store_true", help="JSON on one line; of a stream, one event a line")
    how.add_argument("--raw", action="store_true", help="the body as it came, undecoded")
    how.add_argument("--output", metavar="FILE", help="write the answer into FILE instead")
    how.add_argument(
        "-v", "--verbose", action="store_true", help="tell of status, request id, rate limit and tokens"
    )
    how.add_argument("-q", "--quiet", action="store_true", help="do not tell of retries and waits")
    call = parser.add_argument_group("how it is called")
    call.add_argument(
        "--api-key-file", metavar="FILE", help="where the key is, instead of the environment; - reads it"
    )
    call.add_argument(
        "--base-url", metavar="URL", help="another server, such as an emulator, or the agent's address"
    )
    call.add_argument(
        "--ca-file",
        metavar="FILE",
        help="certificates to trust in addition to the public authorities, such as that of a private dedicated "
        "endpoint: PEM, or PEM in Base64",
    )
    call.add_argument("--timeout", metavar="SECONDS", type=float, help="for connecting, and for silence")
    call.add_argument(
        "--deadline", metavar="SECONDS", type=float, help="for the whole call, retries included"
    )
    if command.operation.stream is not None:
        call.add_argument(
            "--idle-timeout", metavar="SECONDS", type=float, help="between two reads of a stream"
        )
        call.add_argument(
            "--event-timeout",
            metavar="SECONDS",
            type=float,
            help="between two events of a stream that carry content (default 600)",
        )
    call.add_argument(
        "--max-wait",
        metavar="SECONDS",
        type=float,
        help="in the queue for the rate limit (default 600; inf for no bound)",
    )
    call.add_argument(
        "--max-retries", metavar="N", type=int, help="how often a failed attempt is repeated (default 2)"
    )
    call.add_argument(
        "--pace",
        metavar="FILE",
        help="go no faster than the rate limit allows, together with all commands that name the same file; one file "
        "for each key",
    )
    call.add_argument(
        "--extra-header", metavar="NAME=VALUE", action="append", default=[], help="sent along; repeatable"
    )
    call.add_argument(
        "--extra-query", metavar="NAME=VALUE", action="append", default=[], help="sent along; repeatable"
    )


def _usage(command: Command) -> str:
    needed = [given for given in command.inputs if given.required and given.default is None]
    words = [
        given.word.upper()
        if given.place == "path"
        else f"{flag(given)} {_metavar(command.schemas.types(given.schema), given)}"
        for given in needed
    ]
    return " ".join([f"{PROGRAM} {command.name}", *words, "[FLAGS]"])


def _description(command: Command) -> str:
    paragraphs = [f"{command.summary}.", str(command.described.get("description", ""))]
    if command.operation.experimental:
        paragraphs.append(f"Experimental: known from {command.described.get('x-source', 'hearsay')}.")
    return "\n\n".join(_filled(text) for text in paragraphs if text)


def _filled(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _width() - 2)


def _width() -> int:
    return min(shutil.get_terminal_size().columns, 110)


def _help(command: Command, given: Input) -> str:
    schema = given.schema
    parts = [" ".join(str(schema.get("description", "")).split())]
    words = command.schemas.words(schema)
    if words:
        parts.append(f"One of {', '.join(words)}.")
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None or high is not None:
        parts.append(
            f"{'' if low is None else f'From {low}'}{'' if high is None else f' to {high}'}.".strip().capitalize()
        )
    if schema.get("default") is not None:
        parts.append(f"Default {schema['default']}.")
    shape = command.schemas.example(schema)
    if given.is_file:
        if command.schemas.items(schema) is not None:
            parts.append("Repeat the flag for several.")
    elif isinstance(shape, (dict, list)) and shape and "string" not in command.schemas.types(schema):
        parts.append(f"Such as '{json.dumps(shape)}'.")
    if schema.get("deprecated"):
        parts.append("Deprecated.")
    return " ".join(filter(None, parts)).replace("%", "%%")
