"""The limits of connection pools."""

from typing import Final

MAX_CONNECTIONS: Final = 1000
MAX_IDLE_CONNECTIONS: Final = 100
KEEP_ALIVE_SECONDS: Final = 30.0
"""Seconds after which an idle connection is not reused."""
