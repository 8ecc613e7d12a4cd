"""Where limiters keep their ledgers: in memory, in a file that processes of one host share, in Redis or Valkey."""

from .base import Decision, Mark, Store
from .file import FileStore
from .memory import MemoryStore
from .redis import RedisStore

__all__ = ["Decision", "FileStore", "Mark", "MemoryStore", "RedisStore", "Store"]
