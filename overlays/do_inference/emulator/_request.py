"""The parsed request that behaviours and rules receive."""

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
    """Prescribed output of a language model; None where the emulator generates it."""

    text: str | None
    tool_calls: Sequence[ScriptedCall] | None
    reasoning: str | None


@dataclass(slots=True)
class Upload:
    """An uploaded file of a form.

    upload = request.body["file"]
    assert upload.name == "speech.wav" and len(upload.content) > 0
    """

    name: str
    content: bytes
    content_type: str


def named(value: Any) -> Any:
    """Return a field of a body with files replaced by their names, so that JSON can represent it."""
    if isinstance(value, list):
        return [named(item) if isinstance(item, Upload) else item for item in value]
    return value.name if isinstance(value, Upload) else value


@dataclass(slots=True)
class EmulatedRequest:
    """An authenticated and parsed request.

    def shout(request: EmulatedRequest) -> str:
        return str(request.body["messages"][-1]["content"]).upper()

    emulator.respond("chat.completions.create", function=shout)
    """

    operation: DescribedOperation
    state: EmulatorState
    number: int
    """The number of the request, from 1."""
    request_id: str
    key: str = field(repr=False)
    now: float
    path: Mapping[str, str] = field(default_factory=dict)
    queries: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Each query parameter with all its values; `query` has only the last one."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Any = None
    """Parsed JSON, the fields of a form with `Upload` for files, or bytes."""
    raw: bytes = field(default=b"", repr=False)
    """The unparsed body."""
    script: ScriptedContent | None = None
    """The prescribed output, which the behaviours of language models use."""
    tokens: int | None = None
    """The number of tokens to generate, if a fault sets it."""
    deviations: frozenset[str] = frozenset()
    """The numbers of the deviations that apply to the response."""
    route: str | None = None
    """The route of the router that chose the model; None if the request names the model itself."""
    fields: Mapping[str, Any] = field(init=False, repr=False)
    """The body if it is an object, else an empty mapping."""
    model: str = field(init=False, repr=False)
    """The model in the body, or an empty string."""
    wants_stream: bool = field(init=False, repr=False)
    """Whether the body requests an event stream."""

    def __post_init__(self) -> None:
        """Look up what every operation asks for."""
        self.fields = self.body if isinstance(self.body, dict) else NO_FIELDS
        self.model = str(self.fields.get("model") or "")
        self.wants_stream = self.fields.get("stream") is True

    @property
    def description(self) -> Description:
        """The description that the emulator serves."""
        return self.state.description

    @property
    def query(self) -> Mapping[str, str]:
        """Each query parameter with its last value."""
        return {name: values[-1] for name, values in self.queries.items()}

    @property
    def is_prescribed(self) -> bool:
        """Whether a rule prescribes the output of the model."""
        script = self.script
        return script is not None and any(
            part is not None for part in (script.text, script.reasoning, script.tool_calls)
        )

    def seed(self, purpose: str) -> bytes:
        """Return 16 bytes that depend on the emulator's seed and the content of the request, not on time."""
        plain = self.body
        if isinstance(plain, bytes):
            plain = len(plain)
        elif isinstance(plain, dict):
            plain = {key: value for key, value in plain.items() if key not in _HOW_NOT_WHAT}
            if self.operation.form_fields:
                plain = {key: named(value) for key, value in plain.items()}
        return filler_text.digest(self.state.options.seed, self.operation.id, purpose, dict(self.path), plain)

    def rng(self, purpose: str) -> random.Random:
        """Return a random generator with this seed."""
        return filler_text.generator(self.seed(purpose))
