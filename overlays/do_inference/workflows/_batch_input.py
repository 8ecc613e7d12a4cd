"""The input of a batch: the format of its lines, and files with these lines. Holds one line in memory at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Final, NamedTuple, NoReturn, TypeAlias

from do_inference import Model
from do_inference._json.codec import dumps

from ._errors import BatchInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

Body: TypeAlias = Mapping[str, object] | Model
Request: TypeAlias = Mapping[str, object] | tuple[str, Body]
"""A line as a mapping, or `(custom_id, body)`."""

MESSAGES: Final = "/v1/messages"
MAX_LINES: Final = 50_000
MAX_BYTES: Final = 200 * 1024 * 1024
"""The documented limit is 200 MB. Interpreted as mebibytes, because the server may accept files that are larger than
200 million bytes, and rejects the others itself.
"""


class LineFormat(NamedTuple):
    """The common format of all lines of a batch."""

    provider: str
    endpoint: str | None
    """The required value of `url` on each line."""

    @property
    def create_endpoint(self) -> str | None:
        """The `endpoint` parameter of the request that creates the batch; batches for anthropic have none."""
        return None if self.provider == "anthropic" else self.endpoint

    def line(self, request: Request, number: int) -> dict[str, object]:
        """Convert a request to a complete line. Raise `BatchInputError` if it is invalid."""
        if isinstance(request, tuple) and len(request) == 2:
            custom_id, body = request
            rest: dict[str, object] = {}
        elif isinstance(request, Mapping):
            rest = dict(request)
            custom_id = rest.pop("custom_id", None)  # type: ignore[assignment]
            body = rest.pop("body", None) or rest.pop("params", None)  # type: ignore[assignment]
        else:
            raise BatchInputError(
                f"expected a mapping or (custom_id, body), not {type(request).__name__}", line=number
            )
        if isinstance(body, Model):
            body = body.to_dict(exclude_none=True)
        if self.provider == "anthropic":
            line = {"custom_id": custom_id, "params": body, **rest}
        else:
            line = {"custom_id": custom_id, "method": "POST", "url": self.endpoint, "body": body, **rest}
        self.check(line, number)
        return line

    def check(self, line: object, number: int) -> str:
        """Return the custom_id of a line. Raise `BatchInputError` if the line does not have this format."""
        if not isinstance(line, Mapping):
            raise BatchInputError("expected a JSON object", line=number)
        custom_id = line.get("custom_id")
        if not isinstance(custom_id, str) or not custom_id:
            raise BatchInputError("custom_id must be a non-empty string", line=number)
        if self.provider == "anthropic":
            self._check_anthropic(line, number)
        else:
            self._check_openai(line, number)
        return custom_id

    def _check_openai(self, line: Mapping[str, object], number: int) -> None:
        if line.get("method") != "POST":
            raise BatchInputError(f"method must be 'POST', not {line.get('method')!r}", line=number)
        if line.get("url") != self.endpoint:
            raise BatchInputError(
                f"url is {line.get('url')!r}, but the endpoint of the batch is {self.endpoint!r}", line=number
            )
        _check_body(line.get("body"), "body", number)

    def _check_anthropic(self, line: Mapping[str, object], number: int) -> None:
        # The documented format has `params`; clients of the service send the format of openai instead.
        if "params" in line:
            _check_body(line["params"], "params", number)
            return
        if line.get("url") != MESSAGES:
            raise BatchInputError(
                f"the line must contain params, or a body and the url {MESSAGES!r}", line=number
            )
        _check_body(line.get("body"), "body", number)


def _check_body(body: object, name: str, number: int) -> None:
    if not isinstance(body, Mapping) or not body:
        raise BatchInputError(f"{name} must be a non-empty object with the fields of a request", line=number)


def detect_format(provider: str | None, endpoint: str | None, first: object) -> LineFormat:
    """Return the format by the arguments, or else by the first line. Raise `BatchInputError` if it is unclear."""
    line: Mapping[str, object] = first if isinstance(first, Mapping) else {}
    url = line.get("url")
    endpoint = endpoint or (url if isinstance(url, str) else None)
    if provider is None:
        is_anthropic = endpoint == MESSAGES or (endpoint is None and "params" in line)
        provider = "anthropic" if is_anthropic else "openai"
    if provider == "anthropic":
        if endpoint not in (None, MESSAGES):
            raise BatchInputError(f"the endpoint of batches for anthropic is {MESSAGES!r}, not {endpoint!r}")
        return LineFormat(provider, MESSAGES)
    if endpoint is None:
        raise BatchInputError(
            "the endpoint of the requests is unknown: pass endpoint='/v1/chat/completions' or '/v1/responses', "
            "or provider='anthropic'"
        )
    return LineFormat(provider, endpoint)


class LineCounter:
    """Counts lines and bytes, and checks that each custom_id is unique."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        """The line number of each custom_id, from 1."""
        self.size = 0
        """The number of bytes."""

    def add(self, custom_id: str, size: int, number: int) -> None:
        """Add a line. Raise `BatchInputError` for a repeated custom_id, and above the limits of a batch."""
        earlier = self.numbers.setdefault(custom_id, number)
        if earlier != number:
            raise BatchInputError(f"custom_id {custom_id!r} is already used on line {earlier}", line=number)
        self.size += size
        if len(self.numbers) > MAX_LINES:
            raise BatchInputError(f"a batch can have at most {MAX_LINES} requests", line=number)
        if self.size > MAX_BYTES:
            raise BatchInputError(f"the input of a batch can have at most {MAX_BYTES} bytes", line=number)

    def finish(self) -> None:
        """Raise `BatchInputError` if there are no lines."""
        if not self.numbers:
            raise BatchInputError("there are no requests")


Requests: TypeAlias = str | os.PathLike[str] | Iterable[Request]
"""The path of a JSONL file, or the requests themselves."""

_MIN_NAME_LENGTH: Final = 7
"""The service requires file names of at least 7 characters that end in .jsonl."""
_DEFAULT_NAME: Final = "requests.jsonl"


class BatchInput(NamedTuple):
    """A valid input file."""

    path: Path
    name: str
    """The name of the upload."""
    format: LineFormat
    custom_ids: tuple[str, ...]


def check_file(path: Path, provider: str | None, endpoint: str | None) -> BatchInput:
    """Check every line of a JSONL file. Raise `BatchInputError` or `OSError`."""
    counter = LineCounter()
    format_: LineFormat | None = None
    with path.open("rb") as file:
        for number, text in enumerate(file, 1):
            if not text.strip():
                counter.size += len(text)
                continue
            line = _parse_line(text, number)
            format_ = format_ or detect_format(provider, endpoint, line)
            counter.add(format_.check(line, number), len(text), number)
    counter.finish()
    assert format_ is not None
    return BatchInput(path, _upload_name(path.name), format_, tuple(counter.numbers))


def write_file(
    requests: Iterable[Request], provider: str | None, endpoint: str | None, file: IO[bytes]
) -> BatchInput:
    """Write requests to a file, one at a time. Raise `BatchInputError` if one is invalid."""
    counter = LineCounter()
    rest = iter(requests)
    first = next(rest, None)
    if first is None:
        counter.finish()
    format_ = detect_format(provider, endpoint, first)
    for number, request in enumerate(chain((first,), rest), 1):
        assert request is not None
        line = format_.line(request, number)
        text = _encode_line(line, number)
        counter.add(str(line["custom_id"]), len(text), number)
        file.write(text)
    file.flush()
    return BatchInput(Path(file.name), _DEFAULT_NAME, format_, tuple(counter.numbers))


@contextmanager
def temporary_file() -> Iterator[IO[bytes]]:
    """Create a named file, and delete it at the end of the block. The block may close it."""
    file = NamedTemporaryFile(prefix="do-inference-", suffix=".jsonl", delete=False)  # noqa: SIM115
    try:
        yield file
    finally:
        file.close()
        Path(file.name).unlink(missing_ok=True)


def path_of(requests: Requests) -> Path | None:
    """Return the path if the requests are in a file, otherwise None."""
    return Path(requests) if isinstance(requests, str | os.PathLike) else None


def requests_of(requests: Requests) -> Iterable[Request]:
    """Return the requests if they are not in a file."""
    if isinstance(requests, str | os.PathLike | Mapping):
        raise TypeError("expected an iterable of requests")
    return requests


def _parse_line(text: bytes, number: int) -> object:
    try:
        line: object = _DECODER.decode(text.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        raise BatchInputError("the line is not UTF-8", line=number) from None
    except (ValueError, RecursionError) as error:
        raise BatchInputError(f"the line is not JSON: {error}", line=number) from None
    return line


def _encode_line(line: Mapping[str, object], number: int) -> bytes:
    try:
        return dumps(line) + b"\n"
    except (TypeError, ValueError) as error:
        raise BatchInputError(f"the request cannot be encoded as JSON: {error}", line=number) from error


def _reject_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")


_DECODER: Final = json.JSONDecoder(parse_constant=_reject_constant)


def _upload_name(name: str) -> str:
    """Return a name that the service accepts."""
    stem = name if name.lower().endswith(".jsonl") else f"{name}.jsonl"
    return stem if len(stem) >= _MIN_NAME_LENGTH else f"batch-{stem}"
