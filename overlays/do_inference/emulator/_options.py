"""The settings of an emulator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from do_inference.emulator._faults import NO_FAULT, Fault
from do_inference.emulator._fields import check_fields
from do_inference.emulator._guard import check_hosts
from do_inference.emulator._limits import Limits

MODEL_KEY = "sk-do-v1-emulator"
AGENT_KEY = "emulator-agent-key"
ANY = "*"
"""As a key: the emulator accepts any key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """All settings of an emulator. By default it behaves as documented, without faults and delays.

        options = Options(api_keys=("*",), event_delay=0.02, routers={"fast": ["llama3.3-70b-instruct"]})
        with Emulator(options) as emulator: ...

    Raises TypeError or ValueError for an invalid setting.
    """

    api_keys: tuple[str, ...] = field(default=(MODEL_KEY,), repr=False)
    """Accepted keys of serverless inference; `"*"` accepts any."""
    agent_keys: tuple[str, ...] = field(default=(AGENT_KEY,), repr=False)
    """Accepted keys of the agent; `"*"` accepts any."""
    seed: int = 0
    """The seed of generated texts, ids and random faults. The same seed and request give the same response."""
    limits: Limits = field(default_factory=Limits)
    """The rate limits of each key."""
    faults: Fault = NO_FAULT
    """Faults that apply to every request."""
    live: bool = False
    """Respond as the live service does where it differs from its documentation."""
    errors: Literal["published", "live"] | None = None
    """The shapes of error responses; by default `live` selects them."""
    responses: Literal["events", "chunks"] = "events"
    """The events of Responses streams: typed events, or the documented `response.chunk`."""
    batches: Literal["published", "live"] | None = None
    """The shapes of batches; by default `live` selects them."""
    jobs: Literal["polls", "time"] = "polls"
    """What advances jobs: each poll, or the clock."""
    job_seconds: float = 2.0
    """With `jobs="time"`: the duration of each state of a job, in seconds."""
    event_delay: float = 0.0
    """Seconds between the events of a stream."""
    any_model: bool = False
    """Accept models that are not in the list of models, instead of responding with 404."""
    routers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Custom routers by name, without `router:`. Each value lists the models in the order in which to try them."""
    strict: bool = False
    """Respond with 404 to requests that match no rule and no recorded response."""
    allow_hosts: tuple[str, ...] = ()
    """Host names that requests may use, in addition to those of loopback; `"*"` accepts any."""
    upstream: str | None = None
    """Base URL of an OpenAI-compatible server that generates the responses, instead of the emulator."""
    upstream_key: str | None = field(default=None, repr=False)
    """The API key of the upstream server."""
    record: str | None = None
    """With `upstream`: a file to which its responses are written, for use as fixtures."""
    fault_header: bool = True
    """Whether the header `x-emulator-fault` of a request causes faults."""
    body_limit: int = 64 * 1024 * 1024
    """The largest accepted request body, in bytes."""

    def __post_init__(self) -> None:
        """Raise TypeError or ValueError for an invalid setting."""
        check_fields(self)
        for kind, keys in (
            ("a key of serverless inference", self.api_keys),
            ("a key of the agent", self.agent_keys),
        ):
            if not keys or not all(_is_sendable(key) and " " not in key for key in keys):
                raise ValueError(f"{kind} must be text that a header can carry, without spaces, or {ANY}")
        for name in ("event_delay", "job_seconds"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise ValueError(f"{name} must be 0 seconds or more")
        if self.body_limit < 1:
            raise ValueError(f"body_limit must be 1 byte or more, not {self.body_limit}")
        for name, models in self.routers.items():
            if not name or not models or not all(models):
                raise ValueError(
                    f"a router must have a name and at least one model, not {name!r}: {list(models)!r}"
                )
        check_hosts(self.allow_hosts)
        if self.upstream is not None and not _is_address(self.upstream):
            raise ValueError(
                f"upstream must be a URL such as http://127.0.0.1:11434/v1, not {self.upstream!r}"
            )
        if self.upstream_key and not _is_sendable(self.upstream_key):
            raise ValueError("upstream_key must be text that a header can carry")
        if self.record is not None:
            self._check_record(Path(self.record))

    def _check_record(self, file: Path) -> None:
        if self.upstream is None:
            raise ValueError("record requires upstream")
        if not file.parent.is_dir() or file.is_dir():
            raise ValueError(f"record must be a file in an existing directory, not {file}")
        if file.exists() and file.stat().st_size:
            raise ValueError(f"{file} already contains a recording; remove it, or record to another file")

    @property
    def live_errors(self) -> bool:
        """Whether error responses have the shapes of the live service."""
        return self.live if self.errors is None else self.errors == "live"

    @property
    def live_batches(self) -> bool:
        """Whether batches have the shapes of the live service."""
        return self.live if self.batches is None else self.batches == "live"


def _is_sendable(key: str) -> bool:
    """Return whether a header field can contain the key."""
    return bool(key) and key.isascii() and key.isprintable() and key == key.strip()


def _is_address(url: str) -> bool:
    """Return whether a URL is an HTTP base URL without a query."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        return False
    clean = url.isprintable() and not set(url) & set(" ?#")
    return known and clean and bool(parts.hostname)
