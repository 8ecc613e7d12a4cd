"""A local emulator of both inference APIs, for development and tests without an API key, costs or a network.

Requires the extra: `pip install "do-inference[emulator]"`.

    with Emulator() as emulator:
        client = Client(api_key=emulator.api_key, base_url=emulator.base_url)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from do_inference.emulator._clock import EmulatorClock as EmulatorClock
    from do_inference.emulator._clock import RealClock as RealClock
    from do_inference.emulator._clock import VirtualClock as VirtualClock
    from do_inference.emulator._emulator import Emulator as Emulator
    from do_inference.emulator._faults import Fault as Fault
    from do_inference.emulator._journal import Exchange as Exchange
    from do_inference.emulator._journal import Journal as Journal
    from do_inference.emulator._limits import BucketLimit as BucketLimit
    from do_inference.emulator._limits import Limits as Limits
    from do_inference.emulator._limits import WindowLimit as WindowLimit
    from do_inference.emulator._options import Options as Options
    from do_inference.emulator._replies import BytesReply as BytesReply
    from do_inference.emulator._replies import Event as Event
    from do_inference.emulator._replies import JSONReply as JSONReply
    from do_inference.emulator._replies import StreamReply as StreamReply
    from do_inference.emulator._request import EmulatedRequest as EmulatedRequest
    from do_inference.emulator._request import Upload as Upload

# Imported on first use, for start-up time: each run of pytest imports this package for its plugin, also if the extra is
# not installed.
_HOMES: Final = {
    "BucketLimit": "_limits",
    "BytesReply": "_replies",
    "EmulatedRequest": "_request",
    "EmulatorClock": "_clock",
    "Emulator": "_emulator",
    "Event": "_replies",
    "Exchange": "_journal",
    "Fault": "_faults",
    "JSONReply": "_replies",
    "Journal": "_journal",
    "Limits": "_limits",
    "Options": "_options",
    "StreamReply": "_replies",
    "RealClock": "_clock",
    "Upload": "_request",
    "VirtualClock": "_clock",
    "WindowLimit": "_limits",
}
_EXTRA_MODULES: Final = ("jsonschema_rs", "python_multipart", "starlette", "uvicorn")

__all__ = [
    "BucketLimit",
    "BytesReply",
    "EmulatedRequest",
    "Emulator",
    "EmulatorClock",
    "Event",
    "Exchange",
    "Fault",
    "JSONReply",
    "Journal",
    "Limits",
    "Options",
    "RealClock",
    "StreamReply",
    "Upload",
    "VirtualClock",
    "WindowLimit",
]


if not TYPE_CHECKING:  # Type checkers would otherwise accept any name.

    def __getattr__(name: str) -> Any:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            value = getattr(import_module(f"{__name__}.{home}"), name)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in _EXTRA_MODULES:
                raise
            message = f'the emulator needs {error.name}, which its extra brings: pip install "do-inference[emulator]"'
            raise ModuleNotFoundError(message, name=error.name) from None
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
