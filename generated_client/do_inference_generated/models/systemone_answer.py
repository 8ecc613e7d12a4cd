# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define

if TYPE_CHECKING:
    from .enums import SystemoneQuestionType


@define(eq=False, repr=False, kw_only=True)
class SystemoneAnswer(Model):
    """The answer to one question. Of `noul`, `choice` and `score` only the one named by `type` is set."""

    type: SystemoneQuestionType
    """Type of the question."""
    noul: float | None = None
    """Probability that the statement is true."""
    choice: str | None = None
    """Name of the option that applies."""
    score: float | None = None
    """Position on the scale, as a number along the levels of `criteria`."""
    legend: dict[str, Any] | None = None
    """The number of each level of the scale. Only with `score`."""
    probabilities: dict[str, float] | None = None
    """Calibrated probability of each possible answer, by answer."""
    confidence: float | None = None
    """Calibrated probability that the answer is correct."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "noul": "noul",
        "choice": "choice",
        "score": "score",
        "legend": "legend",
        "probabilities": "probabilities",
        "confidence": "confidence",
    }

    @staticmethod
    def _decode(value: Any) -> SystemoneAnswer:
        return decode(value)


def decode(value: Any) -> SystemoneAnswer:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = SystemoneAnswer.__new__(SystemoneAnswer)
    self._raw = value
    item: Any
    self.type = get("type")
    self.noul = get("noul")
    self.choice = get("choice")
    self.score = get("score")
    self.legend = get("legend")
    self.probabilities = get("probabilities")
    self.confidence = get("confidence")
    decoded: SystemoneAnswer = self
    return decoded
