"""How an emulator is set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from do_inference.emulator._faults import Fault
from do_inference.emulator._fields import check_fields
from do_inference.emulator._guard import check_hosts
from do_inference.emulator._limits import Limits

MODEL_KEY = "sk-do-v1-emulator"
AGENT_KEY = "emulator-agent-key"
ANY = "*"
"""As a key: whichever key comes is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Everything that can be set. The defaults behave as published, with no faults and no delays."""

    api_keys: tuple[str, ...] = field(default=(MODEL_KEY,), repr=False)
    """Keys of serverless inference. `"*"` takes any."""
    agent_keys: tuple[str, ...] = field(default=(AGENT_KEY,), repr=False)
    """Keys of the agent. `"*"` takes any."""
    seed: int = 0
    limits: Limits = field(default_factory=Limits)
    faults: Fault = field(default_factory=Fault)
    """Faults that every request meets."""
    live: bool = False
    """Answer as the live service is known to, where that differs from what is published."""
    errors: Literal["published", "live"] | None = None
    """The shapes of refusals; by default as `live` says."""
    responses: Literal["events", "chunks"] = "events"
    """The grammar of Responses streams: typed events, or the published `response.chunk`."""
    batches: Literal["published", "live"] | None = None
    """The shapes of batches; by default as `live` says."""
    jobs: Literal["polls", "time"] = "polls"
    """What moves jobs on: each look at them, or the clock."""
    job_seconds: float = 2.0
    """With `jobs="time"`: how long each state of a job lasts."""
    event_delay: float = 0.0
    """Seconds between the events of a stream."""
    any_model: bool = False
    """Answer for models that are not in the list of models, instead of refusing them with 404."""
    routers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Custom routers by their names without `router:`, each with its models in the order in which it tries them."""
    strict: bool = False
    """Refuse requests with 404 that no rule and no recorded answer is for."""
    allow_hosts: tuple[str, ...] = ()
    """Names by which clients may call the emulator besides those of loopback. `"*"` takes any."""
    upstream: str | None = None
    """Base URL of an OpenAI-compatible server that answers in place of the emulator's own behaviours."""
    upstream_key: str | None = field(default=None, repr=False)
    record: str | None = None
    """With `upstream`: a file that its answers are written to, to be loaded as fixtures."""
    fault_header: bool = True
    """Whether requests may ask for faults by `x-emulator-fault`."""
    body_limit: int = 64 * 1024 * 1024
    """Bytes a request body may have."""

    def __post_init__(self) -> None:
        """Raises TypeError or ValueError for what an emulator cannot be."""
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
                    f"a router has a name and at least one model, unlike {name!r}: {list(models)!r}"
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
            raise ValueError("record writes down what an upstream server says; there is none")
        if not file.parent.is_dir() or file.is_dir():
            raise ValueError(f"record must be a file in a directory that is there, not {file}")
        if file.exists() and file.stat().st_size:
            raise ValueError(f"{file} holds a recording already; remove it, or record to another file")

    @property
    def live_errors(self) -> bool:
        """Whether refusals have the shapes of the live service."""
        return self.live if self.errors is None else self.errors == "live"

    @property
    def live_batches(self) -> bool:
        """Whether batches have the shapes of the live service."""
        return self.live if self.batches is None else self.batches == "live"


def _is_sendable(key: str) -> bool:
    """Whether a header can carry the key."""
    return bool(key) and key.isascii() and key.isprintable() and key == key.strip()


def _is_address(url: str) -> bool:
    """Whether a URL is one that requests can go to, without a query."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        return False
    clean = url.isprintable() and not set(url) & set(" ?#")
    return known and clean and bool(parts.hostname)
