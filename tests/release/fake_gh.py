"""A stand-in for the command line of GitHub, with the commands that `tools.pull_request` uses and their rules.

It keeps its pull requests in `gh.json` next to this program, and their branches are those of the remote `origin`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

STATE = Path(__file__).with_name("gh.json")
ADDRESS = "https://git.example/do-inference/pull/"


def main() -> int:
    pulls: list[dict[str, Any]] = json.loads(STATE.read_text("utf-8")) if STATE.exists() else []
    parser = argparse.ArgumentParser("gh", allow_abbrev=False)
    commands = (
        parser.add_subparsers(required=True).add_parser("pr").add_subparsers(dest="command", required=True)
    )
    listing, create = commands.add_parser("list"), commands.add_parser("create")
    edit, close = commands.add_parser("edit"), commands.add_parser("close")
    for command in (listing, create):
        command.add_argument("--head", required=True)
    listing.add_argument("--state", choices=["open"], required=True)
    listing.add_argument("--json", choices=["number,isCrossRepository"], required=True)
    listing.add_argument("--limit", type=int, default=30)
    create.add_argument("--base", required=True)
    for command in (create, edit):
        command.add_argument("--title", required=True)
        command.add_argument("--body-file", type=Path, required=True)
    for command in (edit, close):
        command.add_argument("number", type=int)
    close.add_argument("--comment", required=True)
    close.add_argument("--delete-branch", action="store_true")
    given = parser.parse_args()
    try:
        print(
            {"list": list_open, "create": opened, "edit": edited, "close": closed}[given.command](
                pulls, given
            )
        )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    STATE.write_text(json.dumps(pulls, indent=1), "utf-8")
    return 0


def list_open(pulls: list[dict[str, Any]], given: argparse.Namespace) -> str:
    found = [one for one in reversed(pulls) if one["open"] and one["head"] == given.head]
    fields = given.json.split(",")
    return json.dumps([{field: one[field] for field in fields} for one in found[: given.limit]])


def opened(pulls: list[dict[str, Any]], given: argparse.Namespace) -> str:
    if any(one["open"] and one["head"] == given.head and not one["isCrossRepository"] for one in pulls):
        raise ValueError(
            f'a pull request for branch "{given.head}" into branch "{given.base}" already exists'
        )
    if not git("ls-remote", "origin", f"refs/heads/{given.head}"):
        raise ValueError("must first push the current branch to a remote, or use the --head flag")
    number = len(pulls) + 1
    pull = {"number": number, "open": True, "head": given.head, "base": given.base, "comments": []}
    pulls.append({**pull, "isCrossRepository": False, "title": given.title, "body": body(given)})
    return f"{ADDRESS}{number}"


def edited(pulls: list[dict[str, Any]], given: argparse.Namespace) -> str:
    find(pulls, given).update(title=given.title, body=body(given))
    return f"{ADDRESS}{given.number}"


def closed(pulls: list[dict[str, Any]], given: argparse.Namespace) -> str:
    pull = find(pulls, given)
    pull["open"] = False
    pull["comments"].append(given.comment)
    if given.delete_branch:
        git("push", "--quiet", "origin", "--delete", pull["head"])
    return ""


def find(pulls: list[dict[str, Any]], given: argparse.Namespace) -> dict[str, Any]:
    for pull in pulls:
        if pull["number"] == given.number and pull["open"]:
            return pull
    raise ValueError(f"GraphQL: Could not resolve to a PullRequest with the number of {given.number}.")


def body(given: argparse.Namespace) -> str:
    text = str(given.body_file.read_text("utf-8"))
    if len(text) > 65536:
        raise ValueError("GraphQL: Body is too long (maximum is 65536 characters)")
    return text


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, text=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    sys.exit(main())
