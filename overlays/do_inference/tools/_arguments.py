"""The arguments of a tool call: whether they can be acted on, and how they go back to the server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from do_inference._json.codec import dumps
from do_inference._json.strict import json_type, parse_object

if TYPE_CHECKING:
    from do_inference._truncation import Ending

_SHOWN: Final = 200


class Arguments(NamedTuple):
    """What a model wrote as the arguments of a call."""

    written: str
    """As it came, as JSON text."""
    value: dict[str, Any]
    """The object that stands in the conversation; empty if no object was written."""
    problem: str | None
    """Why the call does not run; None if it can."""

    @property
    def text(self) -> str:
        """A JSON text for the conversation: the model's own if that is strict JSON, so that prompt caches still hit."""
        try:
            if json.loads(self.written) == self.value:
                return self.written
        except (ValueError, RecursionError):
            pass
        return dumps(self.value).decode()


def read_arguments(given: Any, ending: Ending) -> Arguments:
    """Read the arguments of a call in a turn that ended so.

    An empty text stands for no arguments, if the server says that the turn is finished.
    """
    written, value, problem = _read(given, ending)
    if ending.truncated:
        reason = ending.reason or "no end"
        problem = f"the answer was cut off ({reason}), so this call may be incomplete and was not run"
    return Arguments(written, value, problem)


def _read(given: Any, ending: Ending) -> tuple[str, dict[str, Any], str | None]:
    if isinstance(given, str):
        if not given.strip():
            unfinished = "the arguments are missing; send {} for a call without arguments"
            return given, {}, None if ending.reason else unfinished
        try:
            return given, parse_object(given), None
        except ValueError as error:
            return (
                given,
                {},
                f"the arguments are not a JSON object: {error}; they begin with {given[:_SHOWN]!r}",
            )
    if not isinstance(given, dict):
        text = json.dumps(given, ensure_ascii=False, default=str)
        return text, {}, f"the arguments are not a JSON object, but {json_type(given)}"
    try:
        return dumps(given).decode(), given, None
    except ValueError as error:
        text = json.dumps(given, ensure_ascii=False, default=str)
        return text, {}, f"the arguments are not JSON: {error}"
