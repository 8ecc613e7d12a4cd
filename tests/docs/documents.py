"""The code blocks of a document, and a program that runs its Python blocks in order.

`python documents.py FILE` executes the code blocks of FILE in one namespace, because they depend on each other. It
prints the lines of those that it skips because they need a package that is not installed.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)


class Snippet(NamedTuple):
    """A fenced code block."""

    language: str
    line: int
    """The number of its first line in the document, from 1."""
    code: str

    @property
    def is_for_pytest(self) -> bool:
        return "pytest" in self.imports

    @property
    def imports(self) -> set[str]:
        """The packages that a Python code block imports."""
        found: set[str] = set()
        for node in ast.walk(ast.parse(self.code)):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
        return found


def snippets(document: str, *languages: str) -> Iterator[Snippet]:
    """Yield the code blocks of a document in these languages."""
    for block in _BLOCK.finditer(document):
        if block[1] in languages:
            line = document.count("\n", 0, block.start(2)) + 1
            yield Snippet(block[1], line, textwrap.dedent(block[2]))


def main(path: str) -> None:
    namespace: dict[str, object] = {"__name__": "__main__"}
    for snippet in snippets(Path(path).read_text(encoding="utf-8"), "python"):
        # Line numbers are those of the document, so that tracebacks are correct.
        program = compile("\n" * (snippet.line - 1) + snippet.code, path, "exec")
        if any(importlib.util.find_spec(name) is None for name in snippet.imports):
            print("skipped:", snippet.line)
        elif not snippet.is_for_pytest:
            exec(program, namespace)


if __name__ == "__main__":
    main(sys.argv[1])
