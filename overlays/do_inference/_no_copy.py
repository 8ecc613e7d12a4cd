"""What holds connections is neither copied deeply nor pickled."""

from __future__ import annotations

from typing import Any, Never


class HoldsConnections:
    """Refuses both with a `TypeError` that says what to do instead."""

    __slots__ = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Never:
        raise TypeError(
            f"a {type(self).__name__} cannot be deep-copied, as it holds connections: copy.copy(client) and "
            "client.with_options() return a client that shares them"
        )

    def __reduce__(self) -> Never:
        raise TypeError(
            f"a {type(self).__name__} holds connections and a key, neither of which can be pickled: "
            "make a client where it is needed"
        )
