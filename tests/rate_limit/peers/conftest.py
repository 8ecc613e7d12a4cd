"""One line puts the limiter under other people's SDKs. Each has an environment of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ..emulated import scaled

if TYPE_CHECKING:
    from do_inference.emulator import Emulator


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "peers" in item.path.parts:
            item.add_marker(pytest.mark.peers)
            item.add_marker(pytest.mark.filterwarnings("default"))  # their warnings are theirs


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with scaled() as running:
        yield running
