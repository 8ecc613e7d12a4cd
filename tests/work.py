"""Counts the work of a function, so that tests compare two sizes of its input without measuring time."""

from __future__ import annotations

import gc
import itertools
import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType
from typing import Any, NamedTuple

_SCANS = frozenset(
    (kind, name)
    for kinds, names in (
        (("list", "deque"), ("count", "index", "insert", "remove")),
        (("bytes", "bytearray", "str"), ("lstrip", "replace", "rstrip", "split", "splitlines", "strip")),
    )
    for kind, name in itertools.product(kinds, names)
)
"""Types and methods whose time is proportional to the length of the object."""
_SMALL = 256
"""Bytes. Allocations of less in one line are not counted: those of the count itself are smaller."""
_GROWTH = 2.2
"""Largest ratio for twice the input. Buffers that grow in steps need a margin; quadratic growth has the ratio 4."""


class Work(NamedTuple):
    """The work of a function in the current thread."""

    steps: int
    """Executed lines of Python code, including each repetition of a line in a loop, and items that methods scan."""
    allocated: int
    """Bytes that were allocated, whether they are still in use or not. Each copy of a text counts again."""


def work_of(run: Callable[[], object]) -> Work:
    """Return the work of a function. Loops in C count by what they allocate, and those that only read do not count."""
    steps = allocated = before = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal steps, allocated, before
        steps += 1
        now, peak = tracemalloc.get_traced_memory()
        if peak - before > _SMALL:
            allocated += peak - before
        tracemalloc.reset_peak()
        before = now
        return trace

    def profile(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal steps
        if event == "c_call" and (type(arg.__self__).__name__, arg.__name__) in _SCANS:
            steps += len(arg.__self__)

    previous = sys.gettrace(), sys.getprofile()
    gc.collect()
    gc.disable()  # Its callbacks and finalizers would count.
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        sys.setprofile(profile)
        sys.settrace(trace)
        run()
    finally:
        sys.settrace(previous[0])
        sys.setprofile(previous[1])
        tracemalloc.stop()
        gc.enable()
    return Work(steps, allocated)


def assert_linear(prepare: Callable[[int], Callable[[], object]], size: int) -> None:
    """Check that twice the input takes at most about twice the work.

    `prepare` returns the function for an input of a size. What it does itself does not count.
    """
    prepare(size // 8)()  # Imports modules and fills caches.
    small, large = (work_of(prepare(each)) for each in (size // 2, size))
    assert sum(small) > size // 2, f"{small} is too little work for an input of {size // 2}"
    assert large.steps <= _GROWTH * small.steps, f"{small} becomes {large}"
    assert large.allocated <= _GROWTH * max(small.allocated, 10_000), f"{small} becomes {large}"
