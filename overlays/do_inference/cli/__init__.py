"""The `do-inference` command: every operation of the description, from a shell.

It reads the description that the package carries. An operation added there has its command without a line here.
"""

from ._app import main

__all__ = ["main"]
