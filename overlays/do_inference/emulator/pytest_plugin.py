"""The pytest plugin, with fixtures that run an emulator.

The marker `inference_emulator` takes the arguments of `Emulator`:

    def test_it(inference_emulator):
        inference_emulator.respond("chat_completions_create", text="Hello")

    @pytest.mark.inference_emulator(limits="live", seed=7)
    def test_other(inference_emulator): ...
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from do_inference.emulator import Emulator


UNUSED = "inference_emulator_unused"
_UNFINISHED = pytest.StashKey[bool]()
_REACTIONS = ("warn", "error", "ignore")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that sets how unused prescribed responses are reported."""
    text = "prescribed responses of inference_emulator that a test did not use: warn (default), error, ignore"
    parser.addini(UNUSED, text, default="warn")
    parser.addoption("--inference-emulator-unused", dest=UNUSED, choices=_REACTIONS, default=None, help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker. Raises UsageError for an invalid setting."""
    text = "inference_emulator(**options): the arguments of Emulator(...) for the inference_emulator fixture"
    config.addinivalue_line("markers", text)
    _reaction(config)


def _reaction(config: pytest.Config) -> str:
    reaction = str(config.getoption(UNUSED) or config.getini(UNUSED))
    if reaction not in _REACTIONS:
        raise pytest.UsageError(f"{UNUSED} must be one of {', '.join(_REACTIONS)}, not {reaction!r}")
    return reaction


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Record whether the test failed or was skipped. Its unused responses are then not reported."""
    report = yield
    if not report.passed:
        item.stash[_UNFINISHED] = True
    return report


@pytest.fixture
def inference_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """A running emulator for one test.

    After the test, the first exception of a `match` or `function` is raised again. The option
    `inference_emulator_unused` sets how prescribed responses that were not used are reported.

        def test_greeting(inference_emulator: Emulator) -> None:
            inference_emulator.respond("chat.completions.create", text="Hello")
    """
    from do_inference.emulator import Emulator

    marker = request.node.get_closest_marker("inference_emulator")
    with Emulator() if marker is None else Emulator(*marker.args, **marker.kwargs) as emulator:
        yield emulator
    reaction = _reaction(request.config)
    if reaction == "ignore" or request.node.stash.get(_UNFINISHED, False):
        return
    try:
        emulator.assert_all_used()
    except AssertionError as error:
        if reaction == "error":
            pytest.fail(str(error), pytrace=False)
        warnings.warn(str(error), stacklevel=1)


@pytest.fixture(scope="session")
def inference_emulator_session() -> Iterator[Emulator]:
    """One running emulator without rate limits for the session, for tests that do not change its state."""
    from do_inference.emulator import Emulator

    with Emulator(limits="none") as emulator:
        yield emulator
