"""Drafts what upstream changed as one commit: `python -m tools.update UPSTREAM [--check COMMAND]...`.

Works on a copy of the current commit. Edits `openapi/` so that it says what the upstream document says, regenerates the
client, adds entries to CHANGELOG.md, and runs the checks. Writes into build/update:

    title.txt, body.md    the title and the text of the pull request
    branch.bundle         the commit, for `git fetch`

Without differences it writes nothing there. `python -m tools.pull_request` publishes the folder.
"""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from generator.__main__ import generate
from generator.changes.report import ChangesReport
from generator.changes.sources import SourceError
from generator.drift.__main__ import Drift
from generator.drift.record import RecordError
from generator.openapi.documents import UnreadableDocumentError
from generator.openapi.problems import DescriptionError
from tools.pull_request import BODY, BOT, BUNDLE, OUTPUT, TITLE
from tools.release import changed, git, previous, unreleased

ROOT = Path(__file__).resolve().parents[1]
TAIL = 30
"""How many lines of the output of a failed check the text contains."""
LONGEST = 60_000
"""The length of a text that the platform accepts, in characters, with some left for the note on other commits."""


@dataclass(frozen=True)
class Check:
    """The result of a command."""

    command: str
    passed: bool
    output: str


@dataclass
class Proposal:
    """The contents of a pull request."""

    upstream: str
    """The report on what upstream changed, in Markdown."""
    changed: int
    """The number of differences."""
    files: list[str]
    """The files of the description that were edited."""
    todo: list[str] = field(default_factory=list)
    """What a person has to do, one line each."""
    changes: ChangesReport | None = None
    """What this changes for users; None if the draft is not a valid description."""
    next_version: str = ""
    """The lowest version that the next release can have, and why."""
    checks: list[Check] = field(default_factory=list)

    def title(self) -> str:
        count = f"{self.changed} change{'' if self.changed == 1 else 's'}"
        version = re.match(r"[\d.]+", self.next_version)
        return f"Follow upstream: {count}{f', version {version[0]}' if version else ''}"

    def body(self) -> str:
        """Return the text: what a person decides by comes first, and the details are folded."""
        lines = [self.summary(), ""]
        if self.checks:
            lines += ["| Check | Result |", "|---|---|"]
            lines += [
                f"| `{one.command}` | {'passed' if one.passed else '**failed**'} |" for one in self.checks
            ]
            lines += [""]
        if self.todo:
            lines += [f"### To do before merging ({len(self.todo)})", ""]
            lines += [*(f"- [ ] {line}" for line in self.todo), ""]
        if self.changes:
            lines += ["### What changes for users", "", *self.changes_for_users(), ""]
        lines += folded(f"What upstream changed ({self.changed})", self.upstream)
        for check in self.checks:
            if not check.passed:
                tail = "\n".join(check.output.splitlines()[-TAIL:])
                lines += folded(f"The end of the output of {check.command}", f"```text\n{tail}\n```")
        text = "\n".join(lines)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n\nThe rest is left out: it is too long."

    def summary(self) -> str:
        release = (
            f" The version of the next release: at least {self.next_version}." if self.next_version else ""
        )
        places = "1 place" if self.changed == 1 else f"{self.changed} places"
        done = "The client is regenerated." if self.changes else "**The client is not regenerated.**"
        return (
            f"Upstream differs from the description in {places}. This is a draft that says what upstream "
            f"says. {done}{release}"
        )

    def changes_for_users(self) -> Iterator[str]:
        assert self.changes is not None
        sections = self.changes.sections(markdown=True)
        if not sections:
            yield "Nothing."
        for heading, lines in sections:
            yield f"**{heading}**"
            yield ""
            yield from (f"- {line}" for line in lines)
            yield ""


def folded(title: str, text: str) -> list[str]:
    """Return a block of Markdown that shows only its title at first."""
    return ["<details>", f"<summary>{title}</summary>", "", text, "", "</details>", ""]


def draft(
    root: Path, upstream: str, checks: Iterable[str], say: Callable[[str], None] = print
) -> Proposal | None:
    """Draft the pull request into build/update. Returns None if there is nothing to propose."""
    output = root / OUTPUT
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    with copy_of_commit(root) as tree:
        say("1 of 5: compare with upstream")
        before = Drift.of(upstream, tree / "openapi" / "openapi.yaml", label=described(upstream))
        if before.status.quiet():
            say("There is nothing to propose: everything that differs is recorded.")
            return None
        say("2 of 5: draft the description")
        proposal = Proposal(before.report.markdown(), len(before.report.lines), before.draft())
        after = regenerated(tree, upstream, before, proposal, say)
        say("4 of 5: what changes for users")
        if after:
            assess(root, tree, proposal)
        say("5 of 5: checks")
        for command in checks:
            proposal.checks.append(run(command, tree))
            say(f"{command}: {'passed' if proposal.checks[-1].passed else 'failed'}")
        commit(root, tree, proposal)
    (output / TITLE).write_text(f"{proposal.title()}\n", encoding="utf-8")
    (output / BODY).write_text(f"{proposal.body()}\n", encoding="utf-8")
    return proposal


def described(upstream: str) -> str:
    """Return what a report calls the upstream document: its name, and its commit if it belongs to a repository."""
    if urlsplit(upstream).scheme:
        return upstream
    file = Path(upstream)
    try:
        return f"{file.name} at {git(file.resolve().parent, 'log', '-1', '--format=%h of %cs')}"
    except (OSError, subprocess.CalledProcessError):
        return file.name


@contextmanager
def copy_of_commit(root: Path) -> Iterator[Path]:
    """Check out the current commit into a temporary folder."""
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch).resolve() / root.name
        git(root, "worktree", "add", "--quiet", "--detach", str(tree))
        try:
            yield tree
        finally:
            git(root, "worktree", "remove", "--force", str(tree))


def regenerated(
    tree: Path, upstream: str, before: Drift, proposal: Proposal, say: Callable[[str], None]
) -> bool:
    """Regenerate the client from the draft, and list what is left to do. Returns False if the draft is not valid."""
    say("3 of 5: regenerate the client")
    description = tree / "openapi" / "openapi.yaml"
    try:
        generate(description, tree / "generated_client", say)
    except DescriptionError as error:
        proposal.todo += [f"`openapi/{problem.where}` {problem.text}" for problem in error.problems]
        return False
    finally:
        proposal.todo += unfinished(tree, proposal.files)
    Drift.of(upstream, description).settle(before)
    left = Drift.of(upstream, description).report
    proposal.todo += [f"{line} (not drafted)" for line in left.texts()]
    return True


def unfinished(tree: Path, files: Iterable[str]) -> Iterator[str]:
    """Yield a line for each file of the draft that contains TODO."""
    for name in files:
        file = tree / "openapi" / name
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        if numbers := [str(number) for number, line in enumerate(lines, 1) if "TODO" in line]:
            yield f"Write what callers need to know: `openapi/{name}`, line {', '.join(numbers)}"


def assess(root: Path, tree: Path, proposal: Proposal) -> None:
    """Compare the draft with the current commit and with the last release, and add the entries of the changelog."""
    proposal.changes = whole = changed(root, "HEAD", tree)
    tag = previous(root)
    if tag is None:
        proposal.next_version = "any version (there was no release yet)"
    else:
        if git(root, "rev-parse", f"{tag}^{{commit}}") != git(root, "rev-parse", "HEAD"):
            whole = changed(root, tag, tree)
        if whole.next_version:
            proposal.next_version = f"{whole.next_version} ({whole.severity.label} changes since {tag})"
    changelog = tree / "CHANGELOG.md"
    entries = proposal.changes.changelog().partition("\n")[2].strip()
    changelog.write_text(with_entries(changelog.read_text(encoding="utf-8"), entries), encoding="utf-8")


def with_entries(log: str, entries: str) -> str:
    """Return a changelog with more unreleased entries, after those that are there."""
    if not entries:
        return log
    head, written, older = unreleased(log)
    parts = [part for part in (written, entries) if part]
    return f"{head}\n" + "\n\n".join(parts) + "\n" + (f"\n{older}" if older else "")


def run(command: str, tree: Path) -> Check:
    """Run a command in the copy. One that cannot be started has failed."""
    try:
        done = subprocess.run(
            shlex.split(command),
            cwd=tree,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except (OSError, ValueError) as error:
        return Check(command, passed=False, output=f"cannot run the command: {error}")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    return Check(command, done.returncode == 0, plain)


def commit(root: Path, tree: Path, proposal: Proposal) -> None:
    """Commit the draft and write the bundle. The commit is empty if a person has to decide everything."""
    entries = proposal.changes.changelog() if proposal.changes else ""
    message = f"{proposal.title()}\n\n{entries.partition(chr(10))[2].strip()}"
    author = ("-c", f"user.name={BOT[0]}", "-c", f"user.email={BOT[1]}")
    git(tree, "add", "--all", "openapi", "generated_client", "CHANGELOG.md")
    git(tree, *author, "commit", "--quiet", "--allow-empty", "-m", message)
    base = git(tree, "rev-parse", "HEAD^")
    git(tree, "bundle", "create", "--quiet", str(root / OUTPUT / BUNDLE), f"{base}..HEAD", "HEAD")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tools.update", description=__doc__)
    parser.add_argument("upstream", help="file or URL of the upstream OpenAPI document")
    parser.add_argument(
        "--check", action="append", default=[], metavar="COMMAND", help="a command to run on the draft"
    )
    given = parser.parse_args(arguments)
    try:
        proposal = draft(ROOT, given.upstream, given.check)
    except (UnreadableDocumentError, RecordError, SourceError) as error:
        print(error, file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        print(f"`{' '.join(error.cmd[:3])}` failed: {error.stderr.strip()}", file=sys.stderr)
        return 2
    if proposal:
        print(
            f"{proposal.title()}: build/update has the pull request, with {len(proposal.todo)} things to do"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
