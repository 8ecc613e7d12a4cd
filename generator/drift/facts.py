"""One difference between upstream and the description."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.drift.documents import Pointer


@dataclass
class Fact:
    """Something upstream says that the description does not say, or the other way round."""

    at: Pointer
    """Where in the bundled description, or where it would stand there."""
    kind: str
    """What it is about: `type`, `required`, `enum`, `maximum`, `property`, ..."""
    side: str
    """`missing` here, `extra` here, or `differs`."""
    upstream: Any
    """What upstream says."""
    ours: Any = None
    contexts: list[str] = field(default_factory=list)
    """The operations and the ways into them on which it was met."""
    sites: set[Pointer] = field(default_factory=set)
    """The places of use through which it was met."""
    draft: Any = None
    """Upstream's own node, for drafts."""

    @property
    def text(self) -> str:
        """What upstream says, in one line; equal texts at one place are equal facts."""
        if self.side == "missing":
            detail = f" ({self.upstream})" if self.upstream not in (None, "") else ""
            return f"{self.kind} missing here{detail}"
        if self.side == "extra":
            detail = (
                f" ({shown(self.ours)})" if self.kind in ("value", "media type", "variant", "status") else ""
            )
            return f"{self.kind} not upstream{detail}"
        return f"{self.kind} upstream: {shown(self.upstream)}"

    @property
    def sentence(self) -> str:
        """For a person."""
        if self.side == "differs":
            return f"{self.kind} is {shown(self.upstream)} upstream, {shown(self.ours)} here"
        return self.text

    @property
    def where(self) -> str:
        """The place, as it is written in `departures.yaml`."""
        return path(self.at)


def path(at: Pointer) -> str:
    """A pointer as one string, without the word that all have in common."""
    steps = at[1:] if at[:1] == ("components",) else at
    return "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)


def shown(value: Any) -> str:
    """A value in one short line."""
    if value is None:
        return "not stated"
    if isinstance(value, str):
        return value
    if isinstance(value, (Mapping, list)):
        text = json.dumps(value, sort_keys=True, default=str)
        return text if len(text) < 100 else f"{text[:97]}..."
    return json.dumps(value, default=str)
