"""The pytest plugin: a fixture with an emulator for each test that asks for one.

A test asks for it by its name, and may say how it is set up:

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
    """What happens after a test that passed, but left prescribed answers unused."""
    text = "answers prescribed in the inference_emulator fixture that a test did not use: warn (default), error, ignore"
    parser.addini(UNUSED, text, default="warn")
    parser.addoption("--inference-emulator-unused", dest=UNUSED, choices=_REACTIONS, default=None, help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known. Raises UsageError for an unknown setting."""
    text = "inference_emulator(**options): how the inference_emulator fixture is set up, as for Emulator(...)"
    config.addinivalue_line("markers", text)
    _reaction(config)


def _reaction(config: pytest.Config) -> str:
    reaction = str(config.getoption(UNUSED) or config.getini(UNUSED))
    if reaction not in _REACTIONS:
        raise pytest.UsageError(f"{UNUSED} must be one of {', '.join(_REACTIONS)}, not {reaction!r}")
    return reaction


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test failed or was skipped: then unused answers are a consequence, and are not reported."""
    report = yield
    if not report.passed:
        item.stash[_UNFINISHED] = True
    return report


@pytest.fixture
def inference_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """A running emulator of both inference APIs, with no memory of other tests.

    When the test ends, the first exception of a `match` or `function` is raised, and answers that were prescribed and
    not used are reported as the option `inference_emulator_unused` says.
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
    """One running emulator without limits for the whole run, for tests that leave no trace in it."""
    from do_inference.emulator import Emulator

    with Emulator(limits="none") as emulator:
        yield emulator
