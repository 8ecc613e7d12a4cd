"""Fixtures for emulators and their HTTP clients."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import httpx
import pytest

pytest.importorskip("starlette", reason="needs the emulator extra")
pytest.importorskip("uvicorn", reason="needs the emulator extra")

from do_inference.emulator import Emulator

from .api_client import APIClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def _shared() -> Iterator[Emulator]:
    with Emulator(limits="none", any_model=True) as emulator:
        yield emulator


@pytest.fixture
def api(_shared: Emulator) -> Iterator[APIClient]:
    """Yield a client of one emulator without limits that all tests share."""
    with httpx.Client(base_url=_shared.base_url, timeout=10, trust_env=False) as client:
        yield APIClient(_shared, client)


@pytest.fixture
def start() -> Iterator[Callable[..., APIClient]]:
    """Yield a function that starts a separate emulator with the given options."""
    with ExitStack() as stack:

        def started(**options: Any) -> APIClient:
            emulator = stack.enter_context(Emulator(**{"any_model": True, **options}))
            client = stack.enter_context(
                httpx.Client(base_url=emulator.base_url, timeout=10, trust_env=False)
            )
            return APIClient(emulator, client)

        yield started
