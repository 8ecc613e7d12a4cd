"""Tests of the publication of a draft, with a draft made by hand. `gh` is a stand-in (`fake_gh.py`); git is real."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools.pull_request import BODY, BOT, BRANCH, BUNDLE, OUTPUT, TITLE, publish

if sys.platform == "win32":
    pytest.skip("the stand-in for gh is a script with a shebang line", allow_module_level=True)

PERSON = ("n", "e@example.com")


class Clones:
    """A remote, a clone in which the draft is made and published, and a clone of another person."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.state = programs / "gh.json"
        self.remote, self.clone, self.other = folder / "origin.git", folder / "clone", folder / "other"
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.remote))
        git(folder, "clone", "-q", self.remote.as_uri(), str(self.other))
        git(self.other, "checkout", "-q", "-B", "main")
        save(self.other, "main.txt", "first", PERSON)
        git(self.other, "push", "-q", "origin", "main")
        self.advance("second")

    def advance(self, text: str) -> None:
        """Move main."""
        git(self.other, "checkout", "-q", "main")
        save(self.other, "main.txt", text, PERSON)
        git(self.other, "push", "-q", "origin", "main")

    def run(self, draft: str, *options: str) -> str:
        """Clone as the workflow does, draft a text, and publish it. Without a text there is nothing to propose."""
        git(self.remote.parent, "clone", "-q", *options, self.remote.as_uri(), str(self.clone))
        output = self.clone / OUTPUT
        output.mkdir(parents=True)
        if draft:
            (output / TITLE).write_text("A title\n", "utf-8")
            (output / BODY).write_text("A text\n", "utf-8")
            save(self.clone, "draft.txt", draft, BOT)
            git(self.clone, "bundle", "create", "-q", str(output / BUNDLE), "HEAD^..HEAD", "HEAD")
            git(self.clone, "reset", "-q", "--hard", "HEAD^")
        try:
            return publish(self.clone, "main")
        finally:
            self.clone.rename(self.clone.with_name(f"clone-{len(list(self.remote.parent.iterdir()))}"))

    def commit_by_hand(self) -> None:
        git(self.other, "fetch", "-q", "origin")
        git(self.other, "checkout", "-q", "-B", "by-hand", f"origin/{BRANCH}")
        save(self.other, "words.txt", "words", PERSON)
        git(self.other, "push", "-q", "origin", f"HEAD:{BRANCH}")

    def branch(self) -> list[str]:
        """Return the files of the branch; an empty list if there is no branch."""
        if not git(self.other, "ls-remote", "origin", f"refs/heads/{BRANCH}"):
            return []
        git(self.other, "fetch", "-q", "origin", BRANCH)
        return git(self.other, "ls-tree", "--name-only", "FETCH_HEAD").splitlines()

    def pulls(self) -> list[dict[str, Any]]:
        return json.loads(self.state.read_text("utf-8"))  # type: ignore[no-any-return]


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def save(folder: Path, file: str, text: str, author: tuple[str, str]) -> None:
    """Commit a file."""
    (folder / file).write_text(text, "utf-8")
    git(folder, "add", file)
    identity = ("-c", f"user.name={author[0]}", "-c", f"user.email={author[1]}")
    git(folder, *identity, "commit", "-qm", f"Write {file}")


@pytest.fixture
def clones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clones:
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "gh"
    source = Path(__file__).with_name("fake_gh.py").read_text(encoding="utf-8")
    program.write_text(f"#!{sys.executable}\n{source}", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "repositories"
    folder.mkdir()
    return Clones(folder, programs)


@pytest.mark.parametrize("options", [(), ("--depth", "1")], ids=["complete clone", "shallow clone"])
def test_draft_follows_main(clones: Clones, options: tuple[str, ...]) -> None:
    """A shallow clone does not have the commits between the old draft and main."""
    assert clones.run("one", *options).startswith("Opened ")
    clones.advance("moved")
    clones.advance("again")
    assert clones.run("one", *options) == "Updated #1."
    git(clones.other, "fetch", "-q", "origin", BRANCH)
    assert git(clones.other, "show", "FETCH_HEAD:main.txt") == "again"
    assert clones.run("", *options) == "Closed #1: nothing differs any more."
    assert clones.branch() == []
    assert clones.run("", *options) == "There is nothing to propose and no open pull request."


@pytest.mark.parametrize("options", [(), ("--depth", "1")], ids=["complete clone", "shallow clone"])
def test_commits_of_other_people_are_kept(clones: Clones, options: tuple[str, ...]) -> None:
    clones.run("one", *options)
    clones.commit_by_hand()
    clones.advance("moved")
    assert clones.run("two", *options).startswith("Updated #1, but not its branch")
    assert clones.run("", *options).startswith(
        "Closed #1: nothing differs any more. The branch update/upstream is kept"
    )
    assert clones.branch() == ["draft.txt", "main.txt", "words.txt"]


def test_pull_request_of_a_fork_is_left_alone(clones: Clones) -> None:
    """Anyone can open a pull request from a branch of that name in a fork."""
    clones.run("one")
    (own,) = clones.pulls()
    foreign = {**own, "number": 2, "isCrossRepository": True, "title": "Not ours"}
    clones.state.write_text(json.dumps([own, foreign]), "utf-8")
    assert clones.run("two") == "Updated #1."
    assert clones.run("") == "Closed #1: nothing differs any more."
    assert clones.run("three").startswith("Opened ")
    assert [(one["number"], one["open"], one["title"]) for one in clones.pulls()] == [
        (1, False, "A title"),
        (2, True, "Not ours"),
        (3, True, "A title"),
    ]
