"""What all tests have in common."""

from __future__ import annotations

import signal

import pytest


@pytest.fixture(autouse=True, scope="session")
def _can_be_interrupted() -> None:
    """A shell starts what runs in the background with interrupts ignored, and what tests start would inherit it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds a key or an address that belongs to whoever runs it."""
    for name in (
        "AGENT_ACCESS_KEY",
        "AGENT_ENDPOINT",
        "DIGITALOCEAN_TOKEN",
        "GRADIENT_AGENT_ACCESS_KEY",
        "GRADIENT_AGENT_ENDPOINT",
        "GRADIENT_INFERENCE_ENDPOINT",
        "GRADIENT_MODEL_ACCESS_KEY",
        "MODEL_ACCESS_KEY",
    ):
        monkeypatch.delenv(name, raising=False)
