"""The `do-inference` command: every operation of the description as a command of the shell.

The commands are built at run time from the description in the package, so a new operation needs no code here.
"""

from ._app import main

__all__ = ["main"]
