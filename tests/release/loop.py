"""The maintainer's loop in a repository of its own: edit, generate, judge, prepare, build, upload, install, call."""

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
PARTS = ("generated_client", "generator", "openapi", "overlays", "tools")
FILES = ("LICENSE", "README.md", "hatch_build.py", "pyproject.toml")
LAST = "0.4.0"
"""The last release, which is tagged."""
REPOSITORY = "https://git.example/do-inference"


class Ended(NamedTuple):
    """How a command ended, and all that it printed."""

    code: int
    told: str


class Repository:
    """A copy of what a release is made of, with one release behind it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in PARTS:
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in FILES:
            shutil.copy(ROOT / file, folder)
        (folder / ".gitignore").write_text("__pycache__/\nbuild/\ndist/\n.mypy_cache/\n", encoding="utf-8")
        (folder / "CHANGELOG.md").write_text(
            f"# Changelog\n\n## Unreleased\n\n## {LAST}\n\n- First.\n", encoding="utf-8"
        )
        settings = folder / "pyproject.toml"
        text = settings.read_text(encoding="utf-8").replace(
            'repository = ""', f'repository = "{REPOSITORY}"', 1
        )
        settings.write_text(set_version(text, LAST), encoding="utf-8")
        self.git("init", "-q")

    def tag(self) -> None:
        """Release what is there as the last one."""
        self.python("generator")
        self.commit()
        self.git("tag", f"v{LAST}")

    def edit(self, file: str, before: str, after: str) -> None:
        """Edit the description as a maintainer does; a file that is not there yet has the text `""`."""
        path = self.folder / "openapi" / file
        text = path.read_text(encoding="utf-8") if before else ""
        assert before in text
        path.write_text(text.replace(before, after, 1) if before else after, encoding="utf-8")

    def python(self, *words: str) -> Ended:
        """Run `python -m` with these words in the repository, with nothing of this tree on the path."""
        outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        ended = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=self.folder,
            env=outside,
            text=True,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return Ended(ended.returncode, ended.stdout)

    def git(self, *words: str) -> None:
        """Run git, as somebody."""
        who = ("-c", "user.name=n", "-c", "user.email=e@example.com")
        subprocess.run(["git", *who, *words], cwd=self.folder, check=True, capture_output=True)

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", ".")
        self.git("commit", "-qm", "x")

    def changelog(self) -> str:
        """The changelog as it is now."""
        return (self.folder / "CHANGELOG.md").read_text(encoding="utf-8")

    def published(self, address: str) -> None:
        """Build what is committed, and upload it to an index."""
        built = self.python("hatchling", "build", "-d", "dist")
        assert built.code == 0, built.told
        upload(self.folder / "dist", address)


def installed(address: str, version: str, folder: Path) -> Path:
    """A fresh environment with the package from the index; gives back its Python.

    What the package depends on is lent by the environment that runs the tests, so that they need no other index.
    """
    python = create(sys.executable, folder)
    paths = sysconfig.get_paths("venv", {"base": str(folder), "platbase": str(folder)})
    lent = dict.fromkeys(sysconfig.get_paths()[kind] for kind in ("purelib", "platlib"))
    Path(paths["purelib"], "lent.pth").write_text("\n".join(lent), encoding="utf-8")
    index = f"{address}simple/"
    install(python, "--isolated", "--no-deps", "--index-url", index, f"do-inference=={version}")
    return python
