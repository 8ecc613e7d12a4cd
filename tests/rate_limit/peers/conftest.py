"""One line puts the limiter under other people's SDKs. Each has an environment of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ..emulated import scaled

if TYPE_CHECKING:
    from do_inference.emulator import Emulator


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with scaled() as running:
        yield running
