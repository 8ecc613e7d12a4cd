# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from .._model import Model, define
from . import retrieved_passage as _retrieved_passage

if TYPE_CHECKING:
    from .retrieved_passage import RetrievedPassage


@define(eq=False, repr=False, kw_only=True)
class AgentRetrieval(Model):
    """Passages that an agent retrieved from its knowledge bases."""

    retrieved_data: list[RetrievedPassage] | None = None
    """The passages."""

    _wire: ClassVar[dict[str, str]] = {
        "retrieved_data": "retrieved_data",
    }

    @staticmethod
    def _decode(value: Any) -> AgentRetrieval:
        return decode(value)


def decode(value: Any) -> AgentRetrieval:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = AgentRetrieval.__new__(AgentRetrieval)
    self._raw = value
    item: Any
    item = get("retrieved_data")
    self.retrieved_data = (
        [_retrieved_passage.decode(x) for x in item if type(x) is dict] if type(item) is list else None
    )
    decoded: AgentRetrieval = self
    return decoded
