"""Deviations of the live service from its documentation: applies those that a request or an option selects.

`x-emulator-fault: T1, S2` selects them one by one; `live` selects those that every caller of the live service gets.
`_deviation_numbers` lists all. `bodies` and `streams` change replies. The numbers in `_AS_FAULTS` are faults of the
connection or of the framing. The request handler and the framing implement the others, where the reply is made.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from do_inference.emulator._deviations.bodies import BODIES, encoded
from do_inference.emulator._deviations.streams import STREAMS
from do_inference.emulator._faults import NO_FAULT, Fault
from do_inference.emulator._replies import BytesReply, Event, JSONReply, Reply, StreamReply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from do_inference.emulator._request import EmulatedRequest

LIVE = frozenset({"T1", "T2", "T4", "T14", "T31"})
"""What every caller of the live service gets. These fields are documented, but no response has them."""
LIVE_FAULT = Fault(deviations=LIVE)
_AS_FAULTS: Mapping[str, Fault] = {
    "S4": Fault(no_terminator=True),
    "S9": Fault(newline="crlf", no_space=True, last_open=True),
    "S10": Fault(dribble=3),
    "S15": Fault(status=429),
    "S18": Fault(first_byte=0.2),
    "T21": Fault(shape="E2"),
    "T50": Fault(shape="E5"),
    "T51": Fault(shape="E2"),
}


def expanded(fault: Fault) -> Fault:
    """Return the fault with the deviations that other faults describe expanded into those."""
    for number in fault.deviations:
        fault = _AS_FAULTS.get(number, NO_FAULT) | fault
    return fault


def deviate(reply: Reply, numbers: frozenset[str], call: EmulatedRequest) -> Reply:
    """Return the reply with the deviations of these numbers, in the order of their numbers.

    A changed reply is a copy: a behaviour may return stored data.
    """
    if isinstance(reply, JSONReply):
        body = copy.deepcopy(reply.body)
        for number in sorted(numbers, key=_order):
            body = BODIES[number](body, call) if number in BODIES else body
        status = 200 if "T52" in numbers and reply.status in (201, 202) else reply.status
        return replace(reply, body=body, status=status)
    if isinstance(reply, StreamReply):
        events: Iterator[Event] = iter(reply.events)
        events = _each_event(events, numbers, call)
        for number in sorted(numbers, key=_order):
            events = STREAMS[number](events) if number in STREAMS else events
        terminator = None if "S17" in numbers or "S5" in numbers else reply.terminator
        return replace(reply, events=events, terminator=terminator)
    if isinstance(reply, BytesReply) and "T57" in numbers and call.operation.encoded is not None:
        return JSONReply(encoded(reply.content, call), reply.status, reply.headers, reply.tokens)
    return reply


def _order(number: str) -> tuple[str, int]:
    return (number[0], int(number[1:]))


def _each_event(events: Iterable[Event], numbers: frozenset[str], call: EmulatedRequest) -> Iterator[Event]:
    chosen = [BODIES[number] for number in sorted(numbers & BODIES.keys(), key=_order)]
    for event in events:
        data = event.data
        if chosen and not isinstance(data, str):
            data = copy.deepcopy(data)
            for change in chosen:
                data = change(data, call)
        yield Event(data, event.name)
