"""The input file of a batch: written from requests, or checked where there is one. Holds one line at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Final, NamedTuple, NoReturn, TypeAlias

from do_inference._json.codec import dumps

from ._batch_lines import Form, Request, Tally, find_form
from ._errors import BatchInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

Requests: TypeAlias = str | os.PathLike[str] | Iterable[Request]
"""The path of a JSONL file, or the requests themselves."""

_SHORTEST_NAME: Final = 7
_DEFAULT_NAME: Final = "requests.jsonl"


class BatchInput(NamedTuple):
    """A file that is ready to be uploaded."""

    path: Path
    name: str
    """What the file is announced as."""
    form: Form
    custom_ids: tuple[str, ...]


def check_file(path: Path, provider: str | None, endpoint: str | None) -> BatchInput:
    """A JSONL file as it is, once every line has been checked. Raises `BatchInputError` and `OSError`."""
    tally = Tally()
    form: Form | None = None
    with path.open("rb") as file:
        for number, text in enumerate(file, 1):
            if not text.strip():
                tally.size += len(text)
                continue
            line = _read(text, number)
            form = form or find_form(provider, endpoint, line)
            tally.add(form.check(line, number), len(text), number)
    tally.finish()
    assert form is not None
    return BatchInput(path, _announced(path.name), form, tuple(tally.numbers))


def write_file(
    requests: Iterable[Request], provider: str | None, endpoint: str | None, file: IO[bytes]
) -> BatchInput:
    """Write requests into a file as they come. Raises `BatchInputError`."""
    tally = Tally()
    rest = iter(requests)
    first = next(rest, None)
    if first is None:
        tally.finish()
    form = find_form(provider, endpoint, first)
    for number, request in enumerate(chain((first,), rest), 1):
        assert request is not None
        line = form.line(request, number)
        text = _write(line, number)
        tally.add(str(line["custom_id"]), len(text), number)
        file.write(text)
    file.flush()
    return BatchInput(Path(file.name), _DEFAULT_NAME, form, tuple(tally.numbers))


@contextmanager
def temporary_file() -> Iterator[IO[bytes]]:
    """A file that has a name until the block ends. It is closed or not as the block leaves it."""
    file = NamedTemporaryFile(prefix="do-inference-", suffix=".jsonl", delete=False)  # noqa: SIM115
    try:
        yield file
    finally:
        file.close()
        Path(file.name).unlink(missing_ok=True)


def path_of(requests: Requests) -> Path | None:
    """The path, where the requests are in a file."""
    return Path(requests) if isinstance(requests, str | os.PathLike) else None


def requests_of(requests: Requests) -> Iterable[Request]:
    """The requests, where they are not in a file."""
    if isinstance(requests, str | os.PathLike | Mapping):
        raise TypeError("expected an iterable of requests")
    return requests


def _read(text: bytes, number: int) -> object:
    try:
        line: object = _DECODER.decode(text.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        raise BatchInputError("this is not UTF-8", line=number) from None
    except (ValueError, RecursionError) as error:
        raise BatchInputError(f"this is not JSON: {error}", line=number) from None
    return line


def _write(line: Mapping[str, object], number: int) -> bytes:
    try:
        return dumps(line) + b"\n"
    except (TypeError, ValueError) as error:
        raise BatchInputError(f"this cannot be written as JSON: {error}", line=number) from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON value")


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse)


def _announced(name: str) -> str:
    """The service wants names of 7 characters and more that end in .jsonl."""
    stem = name if name.lower().endswith(".jsonl") else f"{name}.jsonl"
    return stem if len(stem) >= _SHORTEST_NAME else f"batch-{stem}"
