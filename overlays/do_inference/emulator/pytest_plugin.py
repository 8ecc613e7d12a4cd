"""The pytest plugin: a fixture with an emulator for each test that asks for one.

A test asks for it by its name, and may say how it is set up:

    def test_it(inference_emulator):
        inference_emulator.answer("chat_completions_create", text="Hello")

    @pytest.mark.inference_emulator(limits="live", seed=7)
    def test_other(inference_emulator): ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from do_inference.emulator import Emulator


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    text = "inference_emulator(**options): how the inference_emulator fixture is set up, as for Emulator(...)"
    config.addinivalue_line("markers", text)


@pytest.fixture
def inference_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """A running emulator of both inference APIs, with no memory of other tests."""
    from do_inference.emulator import Emulator

    marker = request.node.get_closest_marker("inference_emulator")
    with Emulator() if marker is None else Emulator(*marker.args, **marker.kwargs) as emulator:
        yield emulator


@pytest.fixture(scope="session")
def inference_emulator_session() -> Iterator[Emulator]:
    """One running emulator without limits for the whole run, for tests that leave no trace in it."""
    from do_inference.emulator import Emulator

    with Emulator(limits="none") as emulator:
        yield emulator
