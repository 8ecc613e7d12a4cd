"""Publishes the draft in build/update as one pull request: `python -m tools.pull_request [--base BRANCH]`.

Opens the pull request, updates it, or closes it if the folder is empty. Commits that other people pushed to its branch
are never overwritten or deleted. Needs only `git` with a remote `origin`, and `gh`: a job with write permission then
runs no code that has read the upstream document.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = Path("build") / "update"
TITLE, BODY, BUNDLE = "title.txt", "body.md", "branch.bundle"
BRANCH = "update/upstream"
BOT = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
"""The author of the drafts: the platform's own account."""
KEPT = (
    "> The branch has commits of other people, so it was not updated. Merge it, or delete it: the next run then "
    "starts from `{base}`.\n\n"
)
KEPT_BRANCH = f"The branch {BRANCH} is kept: it has commits of other people."
CLOSED = "Nothing differs any more, except what is recorded."


class PublishError(Exception):
    """git or gh reported an error. The message contains its output."""


def publish(root: Path, base: str) -> str:
    """Open, update or close the pull request. Returns what was done, in one sentence."""
    folder, number = root / OUTPUT, open_pull_request(root)
    if not (folder / BUNDLE).exists():
        if number is None:
            return "There is nothing to propose and no open pull request."
        own = not others(root, base, branch(root))
        run(root, "gh", "pr", "close", number, "--comment", CLOSED, *["--delete-branch"] * own)
        return f"Closed #{number}: nothing differs any more.{'' if own else f' {KEPT_BRANCH}'}"
    pushed = push(root, folder / BUNDLE, base)
    body = (folder / BODY).read_text(encoding="utf-8")
    text = folder / "text.md"
    text.write_text(body if pushed else KEPT.format(base=base) + body, encoding="utf-8")
    content = ("--title", (folder / TITLE).read_text(encoding="utf-8").strip(), "--body-file", str(text))
    if number is None:
        address = run(root, "gh", "pr", "create", "--base", base, "--head", BRANCH, *content)
        return f"Opened {address}."
    run(root, "gh", "pr", "edit", number, *content)
    return f"Updated #{number}{'' if pushed else ', but not its branch: it has commits of other people'}."


def open_pull_request(root: Path) -> str | None:
    """Return the number of the open pull request. Those of forks can have a branch with the same name."""
    fields = ("--json", "number,isCrossRepository", "--limit", "1000")
    found = json.loads(run(root, "gh", "pr", "list", "--head", BRANCH, "--state", "open", *fields))
    return next((str(one["number"]) for one in found if not one["isCrossRepository"]), None)


def push(root: Path, bundle: Path, base: str) -> bool:
    """Push the drafted commit to the branch. Returns False if the branch has commits of other people."""
    run(root, "git", "fetch", "--quiet", str(bundle), "HEAD")
    new = run(root, "git", "rev-parse", "FETCH_HEAD")
    old = branch(root)
    if others(root, base, old):
        return False
    if old and same_tree(root, old, new) and parent(root, old) == parent(root, new):
        return True
    lease = f"--force-with-lease=refs/heads/{BRANCH}:{old}"
    run(root, "git", "push", "--quiet", lease, "origin", f"{new}:refs/heads/{BRANCH}")
    return True


def branch(root: Path) -> str:
    """Return the commit of the branch; empty if there is no branch."""
    return run(root, "git", "ls-remote", "origin", f"refs/heads/{BRANCH}").partition("\t")[0]


def others(root: Path, base: str, commit: str) -> bool:
    """Return whether a commit of the branch, or one before it that is not merged, is by other people."""
    if not commit:
        return False
    shallow = run(root, "git", "rev-parse", "--is-shallow-repository") == "true"
    run(root, "git", "fetch", "--quiet", *["--unshallow"] * shallow, "origin", base, BRANCH)
    merged = run(root, "git", "rev-parse", "FETCH_HEAD")  # the first of the two: the base
    authors = run(root, "git", "log", "--format=%ce", f"{merged}..{commit}").splitlines()
    return bool(set(authors) - {BOT[1]})


def same_tree(root: Path, one: str, other: str) -> bool:
    """Return whether two commits have the same files."""
    return run(root, "git", "diff", "--name-only", one, other) == ""


def parent(root: Path, commit: str) -> str:
    """Return the commit that a drafted commit changes."""
    return run(root, "git", "rev-parse", f"{commit}^")


def run(root: Path, *command: str) -> str:
    """Run a command and return its output. Raises PublishError."""
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise PublishError(f"{command[0]} is not installed") from None
    if done.returncode:
        raise PublishError(f"`{' '.join(command[:3])}` failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tools.pull_request", description=__doc__)
    parser.add_argument("--base", default="main", help="the branch to merge into; main by default")
    given = parser.parse_args(arguments)
    try:
        print(publish(ROOT, given.base))
    except PublishError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
