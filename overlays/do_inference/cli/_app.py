"""The main function: selects the command, makes the call, and returns an exit code that scripts can evaluate."""

from __future__ import annotations

import contextlib
import difflib
import sys
import time
from typing import TYPE_CHECKING, Any, Final

from do_inference import errors
from do_inference._pagination import PageRequest
from do_inference._version import __version__
from do_inference.rate_limit._errors import RateLimitDeadlineError
from do_inference_generated._model import Model

from . import _output as output
from ._calls import UsageError, arguments, client, options
from ._commands import Command, load
from ._flags import PROGRAM, parser_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from do_inference._http.executor import HTTPExecutor
    from do_inference.rate_limit import Waiting
    from do_inference.retry import RetryEvent
    from do_inference_generated._interface import ResponseInfo

_MIN_REPORTED_WAIT: Final = 0.5
"""Seconds. Shorter waits are not printed."""

# The first matching class determines the exit code.
_CODES: Final[tuple[tuple[type[BaseException], int], ...]] = (
    (UsageError, 2),
    (errors.ConfigurationError, 3),
    (errors.AuthenticationError, 4),
    (errors.PermissionDeniedError, 4),
    (errors.RateLimitError, 5),
    (RateLimitDeadlineError, 5),
    (errors.InternalServerError, 6),
    (errors.StreamError, 8),
    (errors.StreamTruncated, 8),
    (errors.StreamInterrupted, 8),
    (errors.APIStatusError, 1),
    (errors.APIConnectionError, 7),
    (errors.InferenceError, 6),
    (ValueError, 2),
    (TypeError, 2),
    (OSError, 9),
)
_EPILOG: Final = f"""\
{PROGRAM} COMMAND --help lists the flags of a command.
{PROGRAM} emulate --help describes how to run both APIs on this machine, without a key.

Keys come from the environment (MODEL_ACCESS_KEY, AGENT_ACCESS_KEY and others) or from --api-key-file.
The URL of the agent comes from AGENT_ENDPOINT or --base-url.

Exit codes: 0 success, 1 request rejected, 2 wrong usage, 3 no key or URL, 4 key rejected, 5 rate limit,
6 server error, 7 connection error or timeout, 8 stream interrupted, 9 file error, 130 interrupted."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    output.fill_standard_streams()
    try:
        return _main(words)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        output.discard_output()
        return 141


def _main(words: list[str]) -> int:
    if words[:1] == ["emulate"]:
        return _emulate(words[1:])
    if words[:1] in (["--version"], ["-V"]):
        print(f"{PROGRAM} {__version__}")
        return 0
    commands = load()
    if words[:1] == ["help"]:
        words = [*words[1:2], "--help"]
    if not words or words[0] in ("-h", "--help"):
        shown = overview(commands, "Call DigitalOcean's inference APIs from a shell.", _EPILOG)
        print(shown, file=sys.stdout if words else sys.stderr)
        return 0 if words else 2
    command = commands.get(words[0])
    if command is None:
        return _unknown(commands, words[0])
    given = parser_of(command).parse_args(words[1:])
    if command.deprecation and not given.quiet:
        print(f"{PROGRAM}: {command.deprecation}", file=sys.stderr)
    try:
        _run(command, given)
    except BrokenPipeError:
        raise
    except tuple(kind for kind, _ in _CODES) as error:
        return _report(error)
    return 0


def overview(commands: dict[str, Command], head: str, tail: str) -> str:
    """Return the list of commands with their summaries, by resource."""
    width = max(map(len, commands), default=0)
    lines = [f"usage: {PROGRAM} COMMAND [FLAGS]", "", head]
    group = None
    for name, command in commands.items():
        if command.resource != group:
            group = command.resource
            lines += ["", f"{group}:"]
        mark = " (experimental)" if command.operation.experimental else ""
        mark += " (deprecated)" if command.deprecation else ""
        lines.append(f"  {name:<{width}}  {command.summary}{mark}")
    return "\n".join([*lines, "", tail]).rstrip()


def _unknown(commands: dict[str, Command], word: str) -> int:
    within = {name: command for name, command in commands.items() if name.startswith(f"{word.rstrip('.')}.")}
    if within:
        print(overview(within, f"Commands of {word}:", ""), file=sys.stderr)
        return 2
    near = difflib.get_close_matches(word, commands, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]}?" if near else ""
    print(f"{PROGRAM}: there is no command {word}{hint} ({PROGRAM} --help lists them)", file=sys.stderr)
    return 2


def _run(command: Command, given: Namespace) -> None:
    carried = arguments(command, given)
    place = output.Output(given.output)
    if command.operation.binary and place.is_terminal:
        raise UsageError("the response is a file: use --output FILE, or redirect standard output")
    reports_progress = not given.quiet
    with (
        _without_call_log(),
        client(
            command,
            given,
            _print_retry if reports_progress else None,
            _print_wait if reports_progress else None,
        ) as api,
    ):
        executor = api.executor
        operation = command.operation
        chosen = options(given)
        streaming = bool(getattr(given, "stream", False)) or (
            operation.stream is not None and operation.result is None
        )
        if getattr(given, "all", False):
            info, usage = (
                _all_pages(given, place, executor, PageRequest.first(operation, carried, chosen)),
                None,
            )
        elif given.raw and streaming:
            connection = executor.open(operation, carried, chosen)
            with contextlib.closing(connection):
                output.print_chunks(place, iter(connection.read, b""))
            info, usage = connection.info, None
        elif given.raw:
            answer = executor.request_raw(operation, carried, chosen)
            output.print_bytes(place, answer.content)
            info, usage = answer.info, None
        elif streaming:
            info, usage = _stream(command, given, place, executor.stream(operation, carried, chosen))
        else:
            result = executor.request(operation, carried, chosen)
            info, usage = _result(command, given, place, result)
    if given.verbose and info is not None:
        output.print_metadata(info, usage)


def _all_pages(
    given: Namespace, place: output.Output, executor: HTTPExecutor, first: PageRequest
) -> ResponseInfo | None:
    """Print the items of all pages. Return the metadata of the last response."""
    if given.raw:
        raise UsageError("--raw prints one response, and --all requests several; use one of them")
    request: PageRequest | None = first
    info = None
    with place.text() as printer:
        while request is not None:
            page = executor.request(request.operation, request.arguments, request.options)
            for item in request.items(page._received()):
                printer.line(output.as_json(item, one_line=given.json))
            info = page.response
            request = request.following(page._received(), info)
    return info


def _stream(command: Command, given: Namespace, place: output.Output, opened: Any) -> tuple[Any, Any]:
    assert command.operation.stream is not None
    with opened as stream:
        if given.json or command.operation.stream.accumulator not in output.ACCUMULATORS_WITH_TEXT:
            output.print_events(place, stream)
        else:
            output.print_text(place, stream, reasoning=given.show_reasoning)
        return stream.response, _usage_of(stream)


def _result(command: Command, given: Namespace, place: output.Output, result: Any) -> tuple[Any, Any]:
    if command.operation.binary:
        output.print_bytes(place, result.content)
        return result.response, None
    output.print_result(place, result, one_line=given.json)
    return getattr(result, "response", None), _usage_of(result)


def _usage_of(answer: Any) -> Any:
    usage = getattr(answer, "usage", None)
    return usage.to_dict() if isinstance(usage, Model) else None


@contextlib.contextmanager
def _without_call_log() -> Iterator[None]:
    """Suppress the log of calls: the command prints the same information itself."""
    import logging  # Not at the top, for a fast start of `--help` and `--version`.

    logger = logging.getLogger("do_inference.calls")

    def drop(record: logging.LogRecord) -> bool:
        return False

    logger.addFilter(drop)
    try:
        yield
    finally:
        logger.removeFilter(drop)


def _print_retry(event: RetryEvent) -> None:
    print(
        f"attempt {event.attempt} of {event.max_retries + 1}: {event.error}; next attempt in {event.delay:.1f} s",
        file=sys.stderr,
    )


def _print_wait(wait: Waiting) -> None:
    seconds = wait.available_at - time.monotonic()
    if seconds >= _MIN_REPORTED_WAIT:
        print(f"waiting {seconds:.1f} s for the rate limit", file=sys.stderr)


def _report(error: BaseException) -> int:
    code = next(code for kind, code in _CODES if isinstance(error, kind))
    message = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, errors.ConfigurationError):
        message += " (flags: --api-key-file FILE, --base-url URL, --ca-file FILE)"
    print(f"{PROGRAM}: {message}", file=sys.stderr)
    return code


def _emulate(words: list[str]) -> int:
    try:
        from do_inference.emulator._command import main as emulate
    except ImportError as error:
        print(f'{PROGRAM}: {error.name} is missing: pip install "do-inference[emulator]"', file=sys.stderr)
        return 2
    return emulate(words)
