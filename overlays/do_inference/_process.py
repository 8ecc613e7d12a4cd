"""Tells a forked process from its parent without a system call for each check."""

from __future__ import annotations

import os

forks = 0
"""How many forks separate this process from the one that first imported this module."""


def _count() -> None:
    global forks  # noqa: PLW0603 - one count for each process
    forks += 1


if hasattr(os, "register_at_fork"):  # Windows has no forks.
    os.register_at_fork(after_in_child=_count)
