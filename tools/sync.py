"""Writes the synchronous modules from the asynchronous ones: `python -m tools.sync [--check]`.

`await` and `async` are dropped, and names are replaced by their synchronous counterparts. Statements whose first line
ends with `# async only`, and paragraphs of docstrings that begin with `Asynchronous:`, are left out. pyproject.toml
lists the modules under `[tool.do-inference.sync]`. What differs in more than names is written by hand in two modules
with equal names, such as `_http/async_io.py` and `_http/sync_io.py`.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
NOTE = "# Generated from {} by `nox -s generate`. Do not edit.\n"

# Names whose counterpart does not follow from the rules in `counterpart`.
NAMES = {
    "AsyncByteStream": "SyncByteStream",
    "AsyncConnection": "SyncConnection",
    "StopAsyncIteration": "StopIteration",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "_async_io": "_sync_io",
    "aclose": "close",
    "aiter": "iter",
    "anext": "next",
    "async_io": "sync_io",
    "handle_async_request": "handle_request",
}
# Words of docstrings and messages.
WORDS = {"asynchronous": "synchronous", "tasks": "threads", "task": "thread"}


class Token(NamedTuple):
    """A token with the white space before it."""

    space: str
    text: str
    type: int


def counterpart(name: str) -> str:
    """Return the synchronous counterpart of a name: `AsyncClient` is `Client`, `sleep_async` is `sleep`."""
    if name in NAMES:
        return NAMES[name]
    name = re.sub(r"^(_*)Async(?=[A-Z])", r"\1", name)
    name = re.sub(r"^(_*)async_(?=[a-z])", r"\1", name)
    return re.sub(r"(?<=[a-z])_async(?=$|_)", "", name)


def synchronous(source: str) -> str:
    """Return the synchronous form of a module, not formatted."""
    tokens = _tokens(_without_async_only(source))
    out: list[str] = []
    closing: list[int] = []  # Nesting depths at which the bracket of an `Awaitable[...]` closes.
    depth = 0
    skip = False
    for index, token in enumerate(tokens):
        following = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if skip:
            skip = False
            depth += 1
            closing.append(depth)
            continue
        if token.type == tokenize.NAME and token.text in ("async", "await"):
            out.append(token.space)
            tokens[index + 1] = tokens[index + 1]._replace(space="")
            continue
        if token.text == "Awaitable" and following == "[":
            out.append(token.space)
            skip = True
            continue
        if token.type == tokenize.OP:
            depth += token.text in "([{"
            if token.text in ")]}":
                depth -= 1
                if closing and closing[-1] == depth + 1:
                    closing.pop()
                    continue
        out.append(token.space + _replaced(token))
    return "".join(out)


def _without_async_only(source: str) -> str:
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and lines[node.lineno - 1].rstrip().endswith("# async only"):
            lines[node.lineno - 1 : node.end_lineno] = [""] * ((node.end_lineno or 0) - node.lineno + 1)
    return re.sub(r"\n\n *Asynchronous: .*?(?=\n\n|\n *\"\"\")", "", "".join(lines), flags=re.DOTALL)


def _tokens(source: str) -> list[Token]:
    lines = source.splitlines(keepends=True)
    tokens = []
    row, column = 1, 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
            continue
        start_row, start_column = token.start
        space = ""
        while row < start_row:
            space += lines[row - 1][column:]
            row, column = row + 1, 0
        space += lines[row - 1][column:start_column] if row <= len(lines) else ""
        tokens.append(Token(space, token.string, token.type))
        row, column = token.end
        if token.type in (tokenize.NEWLINE, tokenize.NL):
            row, column = row + 1, 0
    return tokens


def _replaced(token: Token) -> str:
    if token.type == tokenize.NAME:
        return counterpart(token.text)
    if token.type in (tokenize.STRING, tokenize.COMMENT):
        text = re.sub(r"\b(?:await|async) (?=[a-z_])", "", token.text)
        text = re.sub(r"\w+", lambda word: WORDS.get(word[0], word[0]), text)
        return re.sub(r"\w+", lambda word: counterpart(word[0]), text)
    return token.text


def rendered(source: Path, target: Path) -> str:
    """Return the text of the module `target`, made from the one at `source` and formatted."""
    name = source.relative_to(ROOT).as_posix()
    text = NOTE.format(name) + synchronous(source.read_text(encoding="utf-8"))
    for command in (["check", "--fix", "--quiet", "--exit-zero"], ["format", "--quiet"]):
        text = subprocess.run(
            ["ruff", *command, "--stdin-filename", str(target), "-"],
            input=text, capture_output=True, text=True, check=True, cwd=ROOT,
        ).stdout  # fmt: skip
    return text


def _targets() -> dict[str, str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    targets: dict[str, str] = settings["tool"]["do-inference"]["sync"]
    return targets


def main(arguments: list[str]) -> int:
    """Write the synchronous modules, or with `--check` name those that are not up to date; 1 if there are any."""
    check = "--check" in arguments
    stale = 0
    for name, sibling in _targets().items():
        source = ROOT / name
        target = source.with_name(sibling)
        text = rendered(source, target)
        if target.exists() and target.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        path = target.relative_to(ROOT).as_posix()
        if check:
            print(f"{path} is not up to date: run `nox -s generate`")
        else:
            target.write_text(text, encoding="utf-8", newline="\n")
            print(f"written: {path}")
    return int(check and stale > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
