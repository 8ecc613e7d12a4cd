"""Both inference APIs on your own machine: for development and tests without a key, a bill or a network.

Needs the extra: `pip install "do-inference[emulator]"`.

    with Emulator() as emulator:
        client = Client(api_key=emulator.api_key, base_url=emulator.base_url)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from do_inference.emulator._call import Call as Call
    from do_inference.emulator._clock import Clock as Clock
    from do_inference.emulator._clock import SystemClock as SystemClock
    from do_inference.emulator._clock import VirtualClock as VirtualClock
    from do_inference.emulator._emulator import Emulator as Emulator
    from do_inference.emulator._faults import Fault as Fault
    from do_inference.emulator._forms import Upload as Upload
    from do_inference.emulator._journal import Exchange as Exchange
    from do_inference.emulator._journal import Journal as Journal
    from do_inference.emulator._limits import Bucket as Bucket
    from do_inference.emulator._limits import Limits as Limits
    from do_inference.emulator._limits import Window as Window
    from do_inference.emulator._options import Options as Options
    from do_inference.emulator._replies import BytesReply as BytesReply
    from do_inference.emulator._replies import JSONReply as JSONReply
    from do_inference.emulator._replies import StreamReply as StreamReply
    from do_inference.emulator._wire import Event as Event

# Imported when they are first asked for: every run of pytest imports this package for its plugin, with the extra or
# without it.
_HOMES: Final = {
    "Bucket": "_limits",
    "BytesReply": "_replies",
    "Call": "_call",
    "Clock": "_clock",
    "Emulator": "_emulator",
    "Event": "_wire",
    "Exchange": "_journal",
    "Fault": "_faults",
    "JSONReply": "_replies",
    "Journal": "_journal",
    "Limits": "_limits",
    "Options": "_options",
    "StreamReply": "_replies",
    "SystemClock": "_clock",
    "Upload": "_forms",
    "VirtualClock": "_clock",
    "Window": "_limits",
}
_OF_THE_EXTRA: Final = ("jsonschema_rs", "python_multipart", "starlette", "uvicorn")

__all__ = [
    "Bucket",
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


if not TYPE_CHECKING:  # So that type checkers report a name that does not exist.

    def __getattr__(name: str) -> Any:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            value = getattr(import_module(f"{__name__}.{home}"), name)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in _OF_THE_EXTRA:
                raise
            told = f'the emulator needs {error.name}, which its extra brings: pip install "do-inference[emulator]"'
            raise ModuleNotFoundError(told, name=error.name) from None
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
