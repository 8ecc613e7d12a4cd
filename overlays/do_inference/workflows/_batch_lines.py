"""The lines of a batch's input: their form, and whether they keep to it. Reads and writes no files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

from do_inference import Model

from ._errors import BatchInputError

Body: TypeAlias = Mapping[str, object] | Model
Request: TypeAlias = Mapping[str, object] | tuple[str, Body]
"""A line as a mapping, or `(custom_id, body)`."""

MESSAGES: Final = "/v1/messages"
MAX_LINES: Final = 50_000
MAX_BYTES: Final = 200 * 1024 * 1024
"""Documented as 200 MB. Taken as mebibytes: better to let the server refuse than to refuse what it would take."""


class Form(NamedTuple):
    """The form that the lines of one batch have in common."""

    provider: str
    endpoint: str | None
    """What `url` has to be. Told to the server as well, save for the provider anthropic."""

    @property
    def endpoint_told(self) -> str | None:
        """What the batch is created with."""
        return None if self.provider == "anthropic" else self.endpoint

    def line(self, request: Request, number: int) -> dict[str, object]:
        """A request as a line, with what was left out filled in. Raises `BatchInputError`."""
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
        """The custom_id of a line that keeps to the form. Raises `BatchInputError` for one that does not."""
        if not isinstance(line, Mapping):
            raise BatchInputError("expected a JSON object", line=number)
        custom_id = line.get("custom_id")
        if not isinstance(custom_id, str) or not custom_id:
            raise BatchInputError("custom_id must be a text that is not empty", line=number)
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
                f"url is {line.get('url')!r}, but the batch goes to {self.endpoint!r}", line=number
            )
        _check_body(line.get("body"), "body", number)

    def _check_anthropic(self, line: Mapping[str, object], number: int) -> None:
        # The documented form has `params`; a client of the service sends the form of openai instead.
        if "params" in line:
            _check_body(line["params"], "params", number)
            return
        if line.get("url") != MESSAGES:
            raise BatchInputError(f"there must be params, or a body and the url {MESSAGES!r}", line=number)
        _check_body(line.get("body"), "body", number)


def _check_body(body: object, name: str, number: int) -> None:
    if not isinstance(body, Mapping) or not body:
        raise BatchInputError(f"{name} must be the fields of a request", line=number)


def find_form(provider: str | None, endpoint: str | None, first: object) -> Form:
    """The form of a batch: as given, else as its first line has it. Raises `BatchInputError`."""
    line: Mapping[str, object] = first if isinstance(first, Mapping) else {}
    url = line.get("url")
    endpoint = endpoint or (url if isinstance(url, str) else None)
    if provider is None:
        speaks_anthropic = endpoint == MESSAGES or (endpoint is None and "params" in line)
        provider = "anthropic" if speaks_anthropic else "openai"
    if provider == "anthropic":
        if endpoint not in (None, MESSAGES):
            raise BatchInputError(f"batches of the provider anthropic go to {MESSAGES}, not to {endpoint!r}")
        return Form(provider, MESSAGES)
    if endpoint is None:
        raise BatchInputError(
            "it is not said where the requests go: pass endpoint='/v1/chat/completions' or '/v1/responses', "
            "or provider='anthropic'"
        )
    return Form(provider, endpoint)


class Tally:
    """Counts lines, and knows their names."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        """The line of each custom_id, from 1."""
        self.size = 0
        """Bytes."""

    def add(self, custom_id: str, size: int, number: int) -> None:
        """Take note of a line. Raises `BatchInputError` for a name that was there, and for too much."""
        earlier = self.numbers.setdefault(custom_id, number)
        if earlier != number:
            raise BatchInputError(f"custom_id {custom_id!r} is already on line {earlier}", line=number)
        self.size += size
        if len(self.numbers) > MAX_LINES:
            raise BatchInputError(f"a batch has at most {MAX_LINES} requests", line=number)
        if self.size > MAX_BYTES:
            raise BatchInputError(f"the input of a batch has at most {MAX_BYTES} bytes", line=number)

    def finish(self) -> None:
        """Raises `BatchInputError` where there was no line at all."""
        if not self.numbers:
            raise BatchInputError("there are no requests")
