"""Faults and their text form, such as `x-emulator-fault: latency=0.2, cut-event=3, T1`.

A fault is plain data from an option, a rule or a header. Faults of one request are merged; `_delivery` and
`_deviations` apply the result.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from do_inference.emulator._deviation_numbers import DEVIATIONS
from do_inference.emulator._errors import (
    ERROR_KIND_ALIASES,
    ERROR_KINDS,
    ERROR_SHAPES,
    ErrorReply,
    ErrorShape,
)
from do_inference.emulator._fields import check_fields
from do_inference.emulator._filler_text import seeded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from do_inference.emulator._limits import Limits

_MOST = 2**63
_NEWLINES = ("crlf", "cr", "lf")
_STATUS = (200, 599)
_RANGES: Mapping[str, tuple[int, int | None]] = {
    "status": _STATUS,
    "html": _STATUS,
    "stream_status": _STATUS,
    "times": (1, None),
    "every": (1, None),
    "chance": (0, 1),
    "dribble": (1, None),
}
"""The smallest and the largest value of a number. The default is 0 or more."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Errors of a response or its connection. Durations are seconds of real time; events and bytes count from 0.

        with Emulator(faults=Fault(status=503, times=2)) as emulator: ...  # two failures, then success

    Raises TypeError or ValueError for an invalid value.
    """

    status: int | None = None
    """Respond with this status."""
    shape: ErrorShape | None = None
    """The shape of error responses: `E1` to `E7`, `text` or `empty`."""
    message: str | None = None
    """The message of the error response."""
    kind: str | None = None
    """The kind of error: a key of `ERROR_KINDS`, which implies a status, or with `status` any id or type."""
    retry_after: str | None = None
    """The `retry-after` header: seconds, or a date."""
    times: int | None = None
    """Apply the fault only to the first requests of each key and operation: this many."""
    every: int | None = None
    """Apply the fault only to every n-th request."""
    chance: float | None = None
    """Apply the fault to this share of requests (0 to 1), chosen by the emulator's seed."""
    latency: float = 0.0
    """Wait before the response."""
    first_byte: float = 0.0
    """Wait between the headers and the first byte of the body."""
    delay: float = 0.0
    """Wait before each event of a stream."""
    jitter: float = 0.0
    """Wait up to this long, at random, before each event of a stream."""
    dribble: int | None = None
    """Send the body in chunks of this many bytes, so that lines and characters are split."""
    stall_event: int | None = None
    """Send nothing from this event on, and keep the connection open."""
    stall_byte: int | None = None
    stall: float = 3600.0
    """The duration of a stall."""
    cut_event: int | None = None
    """Close the connection before this event."""
    cut_byte: int | None = None
    """Close the connection before this byte of the body."""
    reset_event: int | None = None
    """Reset the connection before this event."""
    reset_byte: int | None = None
    """Reset the connection before this byte of the body."""
    end_event: int | None = None
    """End the body before this event, without a terminator."""
    refuse: bool = False
    """Reset the connection before the response."""
    hang: bool = False
    """Send no response for the duration of `stall`."""
    no_terminator: bool = False
    error_event: int | None = None
    """Send an error event instead of this event, and then the terminator."""
    error_last: bool = False
    """With `error_event`: send nothing after the error."""
    content_type: str | None = None
    """The content type, regardless of the body. `none` omits the header."""
    json_instead: bool = False
    """Respond to a request for a stream with JSON."""
    stream_status: int | None = None
    """Respond with this status and an event stream of one error event."""
    newline: str | None = None
    """The line ending of a stream: `crlf`, `cr` or `lf`."""
    no_space: bool = False
    """Send `data:{...}` without a space."""
    multiline: bool = False
    """Split the data of each event over several `data:` lines."""
    last_open: bool = False
    """Omit the blank line after the last event."""
    bom: bool = False
    pings: bool = False
    """Send a ping event before each event."""
    comments: bool = False
    """Send a comment line before each event."""
    ids: bool = False
    """Add `id:` and `retry:` lines to each event."""
    event_names: bool | None = None
    """Whether events have `event:` lines; by default as in the API."""
    invalid_utf8: bool = False
    """Insert a byte that is not valid UTF-8 into the body."""
    html: int | None = None
    """Respond with the HTML page of the proxy and this status (200, 404, 502, ...)."""
    not_json: bool = False
    """Truncate the JSON of a successful response to half its length."""
    duplicate_headers: bool = False
    """Send rate-limit and request-id headers twice."""
    no_request_id: bool = False
    no_limit_headers: bool = False
    chunked: bool = False
    """Send a JSON response without a content length."""
    close: bool = False
    """Send `connection: close`."""
    tokens: int | None = None
    """The number of tokens that a language model generates."""
    deviations: frozenset[str] = frozenset()
    """Deviations from the published description, by number: `T1`, `S6`, ..."""

    def __post_init__(self) -> None:
        """Raise TypeError or ValueError for an invalid value."""
        check_fields(self)
        for field in fields(self):
            value = getattr(self, field.name)
            low, high = _RANGES.get(field.name, (0, None))
            if value == field.default or isinstance(value, bool) or not isinstance(value, int | float):
                continue
            if not low <= value <= (_MOST if high is None else high):
                bound = f"{low} or more" if high is None else f"from {low} to {high}"
                raise ValueError(f"{field.name} must be {bound}, not {value}")
        if self.newline not in (None, *_NEWLINES):
            raise ValueError(f"newline must be one of {', '.join(_NEWLINES)}, not {self.newline!r}")
        if self.deviations:
            self._check_deviations()

    def _check_deviations(self) -> None:
        unknown = sorted(self.deviations - DEVIATIONS.keys())
        if unknown:
            raise ValueError(f"there is no deviation {', '.join(unknown)}")

    def __or__(self, other: Fault) -> Fault:
        """Merge two faults; `other` takes precedence."""
        if self is NO_FAULT or other is NO_FAULT:
            return other if self is NO_FAULT else self
        changed = {f.name: value for f in fields(other) if (value := getattr(other, f.name)) != f.default}
        if other.deviations:
            changed["deviations"] = self.deviations | other.deviations
        return replace(self, **changed) if changed else self

    def without_trigger(self) -> Fault:
        if self.times is None and self.every is None and self.chance is None:
            return self
        return replace(self, times=None, every=None, chance=None)

    def __str__(self) -> str:
        parts = []
        for f in fields(self):
            value = getattr(self, f.name)
            if f.name != "deviations" and value != f.default:
                name = f.name.replace("_", "-")
                parts.append(name if value is True else f"{name}={value}")
        return ", ".join([*parts, *sorted(self.deviations)])


NO_FAULT = Fault()


def parse_fault(text: str) -> Fault:
    """Parse a fault from names separated by commas or semicolons, each with `=` and a value if it takes one.

    Raises TypeError for a value that is not text, and ValueError with the known names for an unknown one.
    """
    if not isinstance(text, str):
        raise TypeError(f"a fault is written as text such as 'latency=0.2, cut-event=3', not {text!r}")
    values: dict[str, Any] = {}
    numbers: set[str] = set()
    for part in text.replace(";", ",").split(","):
        name, _, value = (piece.strip() for piece in part.strip().partition("="))
        if not name:
            continue
        if name[0] in "TS" and name[1:].isdecimal():
            numbers.add(name)
        elif ERROR_KIND_ALIASES.get(name, name) in ERROR_KINDS:
            values["kind"] = name
        elif name.isdecimal():
            values["status"] = int(name)
        else:
            values |= _read(name, value)
    return Fault(**values, deviations=frozenset(numbers)) if values or numbers else NO_FAULT


def _read(name: str, value: str) -> dict[str, Any]:
    key = name.replace("-", "_").lower()
    if key in _NEWLINES and not value:
        return {"newline": key}
    reader = _READERS.get(key)
    if reader is None:
        known = ", ".join(
            sorted([*(k.replace("_", "-") for k in _READERS), *ERROR_KINDS, *ERROR_KIND_ALIASES])
        )
        raise ValueError(
            f"{name!r} is not a known fault; the faults are {known}, and deviations such as T1 or S6"
        )
    try:
        return {key: reader(value)}
    except ValueError:
        raise ValueError(f"the fault {name} cannot be {value!r}") from None


def _shape(value: str) -> ErrorShape:
    for shape in ERROR_SHAPES:
        if shape.lower() == value.lower():
            return shape
    raise ValueError(value)


def _flag(value: str) -> bool:
    if value.lower() in ("", "1", "true", "yes", "on"):
        return True
    if value.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError(value)


def _html(value: str) -> int:
    return int(value or 502)


def _readers() -> Mapping[str, Callable[[str], Any]]:
    by_type: Mapping[str, Callable[[str], Any]] = {"int": int, "float": float, "bool": _flag, "str": str}
    named: dict[str, Callable[[str], Any]] = {
        f.name: by_type[str(f.type).partition(" ")[0]]
        for f in fields(Fault)
        if f.name not in ("shape", "deviations", "html")
    }
    return {**named, "shape": _shape, "html": _html}


_READERS = _readers()


def forced_error(
    fault: Fault, limits: Limits, now: float, own: ErrorShape | None = None
) -> ErrorReply | None:
    """Return the error response that a fault causes, if any.

    `now` is Unix time; `own` is the error shape of the operation, if it has its own.
    """
    known = ERROR_KINDS.get(ERROR_KIND_ALIASES.get(fault.kind or "", fault.kind or ""))
    status = fault.status or (known.status if known else None)
    if status is None or status < 400:
        return None
    headers = known.headers(limits, now) if known else {}
    if fault.retry_after is not None:
        headers["retry-after"] = fault.retry_after
    return ErrorReply(
        status,
        fault.message or (known.message if known else ""),
        headers=headers,
        kind=known.name if known else fault.kind or "",
        code=known.code if known else None,
        shape=fault.shape or (known.shape(own) if known else None),
    )


class FaultTriggers:
    """Decides to which requests a fault with `times`, `every` or `chance` applies, per key, operation and fault."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._counts: dict[tuple[str, str, str], int] = {}

    def applies(self, fault: Fault, key: str, operation: str) -> bool:
        if fault.times is None and fault.every is None and fault.chance is None:
            return True
        name = (key, operation, str(fault))
        self._counts[name] = number = self._counts.get(name, 0) + 1
        if fault.times is not None and number > fault.times:
            return False
        if fault.every is not None and number % fault.every:
            return False
        return fault.chance is None or _share(self._seed, number, name) < fault.chance


def _share(seed: int, number: int, name: tuple[str, str, str]) -> float:
    return seeded(seed, number, name[1], name[2]).random()
