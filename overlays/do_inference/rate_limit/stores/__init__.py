"""Where limiters keep their ledgers: in memory, in a file that processes of one host share, in Redis or Valkey."""

from .base import Decision, Mark, Store
from .memory import MemoryStore

__all__ = ["Decision", "Mark", "MemoryStore", "Store"]
