# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Result, define
from . import systemone_answer as _systemone_answer
from . import systemone_usage as _systemone_usage

if TYPE_CHECKING:
    from .systemone_answer import SystemoneAnswer
    from .systemone_usage import SystemoneUsage


@define(eq=False, repr=False, kw_only=True)
class SystemoneEvaluation(Result):
    """The answers to a set of questions."""

    model: str
    """The model that evaluated the text."""
    answers: dict[str, SystemoneAnswer]
    """The answers, by the name of the question."""
    usage: SystemoneUsage
    """Token usage of the request."""

    _wire: ClassVar[dict[str, str]] = {
        "model": "model",
        "answers": "answers",
        "usage": "usage",
    }

    @staticmethod
    def _decode(value: Any) -> SystemoneEvaluation:
        return decode(value)


def decode(value: Any) -> SystemoneEvaluation:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = SystemoneEvaluation.__new__(SystemoneEvaluation)
    self._raw = value
    item: Any
    self.model = get("model")
    item = get("answers")
    self.answers = (
        {k: _systemone_answer.decode(x) for k, x in item.items() if type(x) is dict}
        if type(item) is dict
        else {}
    )
    item = get("usage")
    self.usage = _systemone_usage.decode(item) if type(item) is dict else _systemone_usage.decode({})
    decoded: SystemoneEvaluation = self
    return decoded
