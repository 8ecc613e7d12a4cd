from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from do_inference.cli import main
from do_inference.emulator import Emulator


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture(scope="session")
def shared_emulator() -> Iterator[Emulator]:
    with Emulator(limits="none", any_model=True) as emulator:
        yield emulator


@pytest.fixture
def emulator(shared_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """Yield an emulator to which environment variables direct the command line."""
    monkeypatch.setenv("MODEL_ACCESS_KEY", shared_emulator.api_key)
    monkeypatch.setenv("AGENT_ACCESS_KEY", shared_emulator.agent_key)
    monkeypatch.setenv("GRADIENT_INFERENCE_ENDPOINT", shared_emulator.base_url)
    monkeypatch.setenv("AGENT_ENDPOINT", shared_emulator.agent_url)
    shared_emulator.script.clear()
    yield shared_emulator
    shared_emulator.script.clear()


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line in this process."""

    def run(*arguments: str) -> Result:
        try:
            code = main(arguments)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        return Result(code, *capfd.readouterr())

    return run
