"""What all tests have in common."""

from __future__ import annotations

import gc
import os
import signal

import pytest

try:
    from hypothesis import HealthCheck, settings
except ImportError:  # The sessions of peers do without it.
    pass
else:
    # No property may fail because a machine is slow. In CI the examples are the same in every run.
    settings.register_profile(
        "any-machine",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=bool(os.environ.get("CI")),
    )
    settings.load_profile("any-machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run software of other projects in a separate session, and put slow tests first."""
    for item in items:
        if "peers" in item.path.parts:
            item.add_marker(pytest.mark.peers)
            if "streams" not in item.path.parts:  # There they are servers, in processes of their own.
                item.add_marker(pytest.mark.filterwarnings("default"))  # their warnings are theirs
    # Whole releases take a minute each. At the end, one process runs them and the others are idle.
    items.sort(key=lambda item: item.get_closest_marker("release") is None)


def pytest_collection_finish() -> None:
    """Leave thousands of collected tests out of every garbage collection that follows."""
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name long bytes by their parameter: compressed ones differ from process to process, and names must not."""
    return argname if isinstance(val, bytes) and len(val) > 20 else None


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
