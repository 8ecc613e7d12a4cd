"""One request, as the code that answers it sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from do_inference.emulator import _filler_text as filler_text

if TYPE_CHECKING:
    import random

    from do_inference.emulator._description import DescribedOperation, Description
    from do_inference.emulator._scripted_calls import ScriptedCall
    from do_inference.emulator._state import EmulatorState

_HOW_NOT_WHAT = frozenset({"partial_images", "stream", "stream_options"})
NO_FIELDS: Mapping[str, Any] = {}


class ScriptedContent(Protocol):
    """What a script wants a language model to say; None for what is left to the emulator."""

    text: str | None
    tool_calls: Sequence[ScriptedCall] | None
    reasoning: str | None


@dataclass(slots=True)
class Upload:
    """A file that came in a form."""

    name: str
    content: bytes
    content_type: str


def named(value: Any) -> Any:
    """A field of a body with the names of files in place of them, as JSON could have it."""
    if isinstance(value, list):
        return [named(item) if isinstance(item, Upload) else item for item in value]
    return value.name if isinstance(value, Upload) else value


@dataclass(slots=True)
class EmulatedRequest:
    """A request that was read, let in and found to be well formed."""

    operation: DescribedOperation
    state: EmulatorState
    number: int
    """Counts requests from 1."""
    request_id: str
    key: str = field(repr=False)
    now: float
    path: Mapping[str, str] = field(default_factory=dict)
    queries: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Each name in the query with all values that came for it; `query` has the last one alone."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Any = None
    """Parsed JSON, the fields of a form with `Upload` for files, or bytes."""
    raw: bytes = field(default=b"", repr=False)
    """The body as it came."""
    script: ScriptedContent | None = None
    """What a script wants said; the behaviours of language models look here."""
    tokens: int | None = None
    """How many tokens a language model is to say, where a fault asks for a number."""
    deviations: frozenset[str] = frozenset()
    """The numbers of the deviations that the answer is to have."""
    route: str | None = None
    """The route of the router that chose the model; None if the request names the model itself."""

    @property
    def description(self) -> Description:
        """The description that the emulator serves."""
        return self.state.description

    @property
    def query(self) -> Mapping[str, str]:
        """Each name in the query with the last of its values."""
        return {name: values[-1] for name, values in self.queries.items()}

    @property
    def fields(self) -> Mapping[str, Any]:
        """The body where it is an object, else nothing."""
        return self.body if isinstance(self.body, Mapping) else NO_FIELDS

    @property
    def wants_stream(self) -> bool:
        """Whether the body asks for an event stream."""
        return self.fields.get("stream") is True

    @property
    def model(self) -> str:
        """The model that the body names; empty where it names none."""
        return str(self.fields.get("model") or "")

    @property
    def is_prescribed(self) -> bool:
        """Whether a script says what the model answers."""
        script = self.script
        return script is not None and any(
            part is not None for part in (script.text, script.reasoning, script.tool_calls)
        )

    def rng(self, purpose: str) -> random.Random:
        """Randomness that depends on the emulator's seed and on what was asked, not on when."""
        body = self.body if not isinstance(self.body, bytes) else len(self.body)
        plain: Any = body
        if isinstance(body, Mapping):
            plain = {key: named(value) for key, value in body.items() if key not in _HOW_NOT_WHAT}
        return filler_text.seeded(self.state.options.seed, self.operation.id, purpose, dict(self.path), plain)
