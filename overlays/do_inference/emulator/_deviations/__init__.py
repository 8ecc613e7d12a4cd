"""Where the live service departs from what is published, each departure by its number.

`T` numbers concern bodies, `S` numbers streams. `x-emulator-fault: T1, S2` asks for them one by one; `live` turns on
those that any caller of the live service meets every day. Numbers that only concern what clients must do themselves
(T24, T25, T34, T36, T40, T47, T56, S14, S19, S20) are accepted and change nothing here.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from do_inference.emulator._deviations.bodies import BODIES, encoded
from do_inference.emulator._deviations.streams import STREAMS
from do_inference.emulator._faults import Fault
from do_inference.emulator._replies import BytesReply, JSONReply, Reply, StreamReply
from do_inference.emulator._wire import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from do_inference.emulator._call import Call

LIVE = frozenset({"T1", "T2", "T4", "T14", "T31"})
"""What every caller of the live service meets."""
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
    """A fault with those deviations that are faults of the wire turned into them."""
    for number in fault.deviations:
        fault = _AS_FAULTS.get(number, Fault()) | fault
    return fault


def deviate(reply: Reply, numbers: frozenset[str], call: Call) -> Reply:
    """The reply with the deviations of these numbers."""
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


def _each_event(events: Iterable[Event], numbers: frozenset[str], call: Call) -> Iterator[Event]:
    chosen = [BODIES[number] for number in sorted(numbers & BODIES.keys(), key=_order)]
    for event in events:
        data = event.data
        if chosen and not isinstance(data, str):
            data = copy.deepcopy(data)
            for change in chosen:
                data = change(data, call)
        yield Event(data, event.name)


# T57: bytes come as Base64 in JSON, where the description has both. T59: a finished video has an `output.url`.
_ELSEWHERE = frozenset({"S6", "S8", "S9", "S13", "S16", "S17", "T52", "T57", "T59", *_AS_FAULTS})
_FOR_CLIENTS = frozenset({"T24", "T25", "T34", "T36", "T37", "T40", "T47", "T56", "S14", "S19", "S20"})
NUMBERS = frozenset({*BODIES, *STREAMS, *_ELSEWHERE, *_FOR_CLIENTS})
"""Every number that is known."""
