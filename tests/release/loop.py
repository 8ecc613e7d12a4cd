"""The release cycle in a separate repository: edit, generate, check, prepare, build, upload, install and call."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

from tools.environment import create, install
from tools.index import upload
from tools.prepare import set_version

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("generated_client", "generator", "openapi", "overlays", "tools")
FILES = ("LICENSE", "README.md", "hatch_build.py", "pyproject.toml")
LAST_VERSION = "0.4.0"
"""The version of the last release, which has a tag."""
REPOSITORY = "https://git.example/do-inference"


class CommandResult(NamedTuple):
    """The exit code of a command and its complete output."""

    code: int
    output: str


class Repository:
    """A copy of the files that a release needs, with one earlier release."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in FOLDERS:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for file in FILES:
            shutil.copy(ROOT / file, folder)
        (folder / ".gitignore").write_text("__pycache__/\nbuild/\ndist/\n.mypy_cache/\n", encoding="utf-8")
        (folder / "CHANGELOG.md").write_text(
            f"# Changelog\n\n## Unreleased\n\n## {LAST_VERSION}\n\n- First.\n", encoding="utf-8"
        )
        settings = folder / "pyproject.toml"
        text = settings.read_text(encoding="utf-8").replace(
            'repository = ""', f'repository = "{REPOSITORY}"', 1
        )
        settings.write_text(set_version(text, LAST_VERSION), encoding="utf-8")
        self.git("init", "-q")

    def tag(self) -> None:
        """Commit everything and tag it as the last release. `nox -s diff` checks that the client is up to date."""
        self.commit()
        self.git("tag", f"v{LAST_VERSION}")

    def edit(self, file: str, before: str, after: str) -> None:
        """Replace a text in a file of the description. If `before` is empty, write a new file."""
        path = self.folder / "openapi" / file
        text = path.read_text(encoding="utf-8") if before else ""
        assert before in text
        path.write_text(text.replace(before, after, 1) if before else after, encoding="utf-8")

    def python(self, *arguments: str) -> CommandResult:
        """Run `python -m` with these arguments in the repository, without this source tree on the path."""
        outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        result = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.folder,
            env=outside,
            text=True,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return CommandResult(result.returncode, result.stdout)

    def git(self, *arguments: str) -> str:
        """Run git with a fixed user name and email address, and return its output."""
        command = ["git", "-c", "user.name=n", "-c", "user.email=e@example.com", *arguments]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", ".")
        self.git("commit", "-qm", "x")

    def changelog(self) -> str:
        """Return the current text of the changelog."""
        return (self.folder / "CHANGELOG.md").read_text(encoding="utf-8")

    def published(self, address: str) -> None:
        """Build the distributions and upload them to an index."""
        built = self.python("hatchling", "build", "-d", "dist")
        assert built.code == 0, built.output
        upload(self.folder / "dist", address)


def install_package(address: str, version: str, folder: Path) -> Path:
    """Create an environment with the package from the index, and return the path of its Python.

    The dependencies come from the environment that runs the tests, so that no other index is needed.
    """
    python = create(sys.executable, folder)
    paths = sysconfig.get_paths("venv", {"base": str(folder), "platbase": str(folder)})
    shared = dict.fromkeys(sysconfig.get_paths()[kind] for kind in ("purelib", "platlib"))
    Path(paths["purelib"], "shared.pth").write_text("\n".join(shared), encoding="utf-8")
    index = f"{address}simple/"
    install(python, "--isolated", "--no-deps", "--index-url", index, f"do-inference=={version}")
    return python
