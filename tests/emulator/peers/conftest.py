"""Emulators for tests with software of other projects, each in a separate environment that nox creates."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from do_inference.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def emulated() -> Iterator[Callable[..., Emulator]]:
    with ExitStack() as stack:

        def started(**options: Any) -> Emulator:
            return stack.enter_context(Emulator(**{"any_model": True, **options}))

        yield started
