"""A base class for objects with connections, which cannot be deep-copied or pickled."""

from __future__ import annotations

from typing import Any, Never


class HoldsConnections:
    """Raises `TypeError` with an alternative when an instance is deep-copied or pickled."""

    __slots__ = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Never:
        raise TypeError(
            f"a {type(self).__name__} cannot be deep-copied, because it has open connections; copy.copy(client) and "
            "client.with_options() return a client that shares them"
        )

    def __reduce__(self) -> Never:
        raise TypeError(
            f"a {type(self).__name__} cannot be pickled, because it has open connections and a key; create a client "
            "in the process that uses it"
        )
