"""Things that are kept between requests: jobs, batches, files. Bounded, so that memory stays flat."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Generic, TypeVar

from do_inference.emulator._filler_text import seeded

T = TypeVar("T")
MOST = 10_000


class Drawer(Generic[T]):
    """Things by name, in the order they came; the oldest go when there are too many."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._things: OrderedDict[str, T] = OrderedDict()

    def put(self, name: str, thing: T) -> T:
        self._things[name] = thing
        while len(self._things) > self._most:
            self._things.popitem(last=False)
        return thing

    def get(self, name: str) -> T | None:
        return self._things.get(name)

    def drop(self, name: str) -> None:
        self._things.pop(name, None)

    def all(self) -> list[T]:
        return list(self._things.values())

    def __len__(self) -> int:
        return len(self._things)


class Shelf:
    """Drawers by the name of what is in them."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._drawers: dict[str, Drawer[Any]] = {}
        self._made = 0

    def drawer(self, kind: str, most: int = MOST) -> Drawer[Any]:
        return self._drawers.setdefault(kind, Drawer(most))

    def new_id(self, kind: str) -> str:
        """A name that looks like a UUID but is no version 4 one, as the service's are not."""
        self._made += 1
        text = f"{seeded(self._seed, kind, self._made).getrandbits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-11f1-{text[16:20]}-{text[20:]}"
