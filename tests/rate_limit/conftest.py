from __future__ import annotations

from collections.abc import Iterator

import pytest

from do_inference.rate_limit import RedisStore


@pytest.fixture(autouse=True)
def closing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the stores of a test."""
    made: list[RedisStore] = []
    make = RedisStore.from_url.__func__

    def from_url(cls: type[RedisStore], *arguments: object) -> RedisStore:
        made.append(make(cls, *arguments))
        return made[-1]

    monkeypatch.setattr(RedisStore, "from_url", classmethod(from_url))
    yield
    for store in made:
        store.close()
