"""Both inference APIs on your own machine: for development and tests without a key, a bill or a network.

Needs the extra: `pip install "do-inference[emulator]"`.

    with Emulator() as emulator:
        client = Client(api_key=emulator.api_key, base_url=emulator.base_url)
"""

from __future__ import annotations

from do_inference.emulator.call import Call, Upload
from do_inference.emulator.clock import Clock, SystemClock, VirtualClock
from do_inference.emulator.emulator import Emulator
from do_inference.emulator.faults import Fault
from do_inference.emulator.journal import Exchange, Journal
from do_inference.emulator.limits import Limits, Window
from do_inference.emulator.options import Options
from do_inference.emulator.replies import BytesReply, JSONReply, StreamReply
from do_inference.emulator.wire import Event

__all__ = [
    "BytesReply",
    "Call",
    "Clock",
    "Emulator",
    "Event",
    "Exchange",
    "Fault",
    "JSONReply",
    "Journal",
    "Limits",
    "Options",
    "StreamReply",
    "SystemClock",
    "Upload",
    "VirtualClock",
    "Window",
]
