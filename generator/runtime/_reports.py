"""Stands for the module of this name in the generated client, so that type checkers can read this folder."""

from __future__ import annotations

from typing import Any, TypeAlias

Usage: TypeAlias = Any
Retrieval: TypeAlias = Any
Citation: TypeAlias = Any
