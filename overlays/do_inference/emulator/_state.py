"""The state of an emulator that persists between requests: limits, jobs, files and the journal."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from do_inference.emulator._clock import EmulatorClock, RealClock
from do_inference.emulator._faults import FaultTriggers
from do_inference.emulator._filler_text import digest
from do_inference.emulator._journal import Journal
from do_inference.emulator._limits import LimitEnforcer, UsageLog
from do_inference.emulator._options import Options
from do_inference.emulator._stores import Stores
from do_inference.emulator._validation import Validators

if TYPE_CHECKING:
    from do_inference.emulator._description import Description


@dataclass
class EmulatorState:
    """The state of one emulator. Only the journal and the clock may be used outside the server's thread."""

    description: Description
    options: Options = field(default_factory=Options)
    clock: EmulatorClock = field(default_factory=RealClock)
    log: UsageLog | None = None
    base_url: str = "http://127.0.0.1"

    def __post_init__(self) -> None:
        self.journal = Journal()
        self.limit_enforcer = LimitEnforcer(self.options.limits, self.log)
        self.triggers = FaultTriggers(self.options.seed)
        self.validators = Validators(self.description, lenient=self.options.live)
        self.stores = Stores(self.options.seed)
        self._numbers = itertools.count(1)

    def next_number(self) -> int:
        return next(self._numbers)

    def request_id(self, number: int) -> str:
        text = digest(self.options.seed, "request", number).hex()
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"
