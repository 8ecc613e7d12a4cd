"""Upstream moves, and a pull request follows: from two upstream commits to a call with the released package.

`gh` is a stand-in (`fake_gh.py`); git, its remote, the generator, the build and the package index are real.
"""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

if not (find_spec("pypiserver") and find_spec("openapi_python_client")):
    pytest.skip("the tools are not installed", allow_module_level=True)
if sys.platform == "win32":
    pytest.skip("the stand-in for gh is a script with a shebang line", allow_module_level=True)

from tests.drift.documents import published
from tests.drift.test_draft import cursor
from tests.drift.test_drift import TAG, schema
from tests.drift.trees import in_tree
from tests.release.loop import CommandResult, Repository, install_package
from tests.release.test_worked_changes import PROLOGUE
from tools.index import index
from tools.pull_request import BOT, BRANCH
from tools.rehearsal import run

pytestmark = [pytest.mark.release, pytest.mark.timeout(900)]

NOTICE = {
    "type": "object",
    "description": "A verdict on a text.",
    "required": ["ok"],
    "properties": {"ok": {"type": "boolean", "description": "Whether the text is acceptable."}},
}
QUESTION = {
    "type": "object",
    "description": "A text to judge.",
    "required": ["input"],
    "properties": {"input": {"type": "string", "minLength": 1, "description": "The text."}},
}
VERDICT_OPERATION = {
    "operationId": "inference_create_verdict",
    "tags": ["Serverless Inference"],
    "summary": "Judges a text.",
    "description": "Returns whether the text is acceptable.",
    "security": [{"inference_bearer_auth": []}],
    "servers": [{"url": "https://inference.do-ai.run"}],
    "requestBody": {"required": True, "content": {"application/json": {"schema": QUESTION}}},
    "responses": {
        "200": {"description": "The verdict.", "content": {"application/json": {"schema": NOTICE}}},
        "401": {"description": "No key."},
    },
}


class Upstream:
    """A repository with the published description as a tree of files, and its commits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.document = published()
        folder.mkdir()
        self.git("init", "-q")
        self.commit("Publish", lambda document: None)

    def commit(self, message: str, change: Callable[[dict[str, Any]], object]) -> None:
        change(self.document)
        self.root = in_tree(self.document, self.folder / "specification")
        self.git("add", "--all")
        self.git("commit", "-qm", message)

    def git(self, *arguments: str) -> None:
        identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=self.folder, check=True, capture_output=True)


class Maintained(Repository):
    """A released repository with a remote, where `gh` is the stand-in."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(folder)
        self.programs = folder.parent / "bin"
        self.programs.mkdir()
        program = self.programs / "gh"
        source = Path(__file__).with_name("fake_gh.py").read_text(encoding="utf-8")
        program.write_text(f"#!{sys.executable}\n{source}", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{self.programs}{os.pathsep}{os.environ['PATH']}")
        remote = folder.parent / "origin.git"
        subprocess.run(["git", "init", "-q", "--bare", str(remote)], check=True)
        self.git("checkout", "-q", "-B", "main")
        self.tag()
        self.git("remote", "add", "origin", str(remote))
        self.git("push", "-q", "origin", "main")

    def update(self, upstream: Upstream, *arguments: str) -> CommandResult:
        """Run both steps of the workflow: the draft, and its publication."""
        checks = (
            "--check",
            f"{sys.executable} -m generator check",
            "--check",
            f"{sys.executable} -c 'import nothing'",
            "--check",
            "no-such-program",
        )
        drafted = self.python("tools.update", str(upstream.root), *checks)
        assert drafted.code == 0, drafted.output
        return self.python("tools.pull_request", *arguments)

    def pulls(self) -> list[dict[str, Any]]:
        state = self.programs / "gh.json"
        return json.loads(state.read_text("utf-8")) if state.exists() else []  # type: ignore[no-any-return]

    def ask(self, *arguments: str) -> str:
        """Return the output of git."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def branch(self) -> str:
        """Return the commit of the pull request's branch; empty if there is none."""
        return self.ask("ls-remote", "origin", f"refs/heads/{BRANCH}").partition("\t")[0]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maintained:
    return Maintained(tmp_path / "repository", monkeypatch)


@pytest.fixture
def upstream(tmp_path: Path) -> Upstream:
    return Upstream(tmp_path / "upstream")


@pytest.fixture
def address() -> Iterator[str]:
    with index() as address:
        yield address


def add_operation(document: dict[str, Any]) -> None:
    document["paths"][f"/v1/{TAG}"] = {"post": VERDICT_OPERATION}


def require_user_and_remove_encoding(document: dict[str, Any]) -> None:
    request = schema(document, "EmbeddingsRequest")
    request["required"].append("user")
    del request["properties"]["encoding_format"]


def test_two_upstream_commits_become_a_pull_request_and_a_release(
    repository: Maintained, upstream: Upstream, address: str
) -> None:
    nothing = repository.update(upstream)
    assert nothing.output == "There is nothing to propose and no open pull request.\n"

    upstream.commit("Add an operation", add_operation)
    upstream.commit("Require user, remove encoding_format", require_user_and_remove_encoding)
    assert repository.update(upstream).output == "Opened https://git.example/do-inference/pull/1.\n"
    (pull,) = repository.pulls()
    assert pull["title"] == "Follow upstream: 3 changes, version 0.5.0"
    assert (pull["head"], pull["base"], pull["open"]) == (BRANCH, "main", True)
    for line in (
        "at least 0.5.0 (breaking changes since v0.4.0).",
        "-m generator check` | passed |",
        "'import nothing'` | **failed** |",
        "`no-such-program` | **failed** |",
        "- `client.embeddings.create(..., user=)` is required now (in a request)",
        "- `client.embeddings.create(..., encoding_format=)` removed (in a request)",
        f"- `client.{TAG}.create` new",
        f"- POST /v1/{TAG}: operation missing here",
        "- POST /v1/embeddings request.user: required is true upstream, false here",
        "- POST /v1/embeddings request.encoding_format: property not upstream",
        "ModuleNotFoundError: No module named 'nothing'",
    ):
        assert line in pull["body"]
    todo = pull["body"].partition("### To do before merging")[2].partition("\n### ")[0]
    assert re.findall(r"- \[ \] (.*), line \d+$", todo, re.MULTILINE) == [
        "Write what callers need to know: `openapi/schemas/embedding_request.yaml`",
        "Write what callers need to know: `openapi/shared/tags.yaml`",
    ]
    assert todo.count("- [ ]") == 2

    changed = repository.ask(
        "diff", "main", repository.branch(), "--", "openapi/schemas/embedding_request.yaml"
    )
    assert "-required: [model, input]\n+required: [model, input, user]" in changed
    assert "-  encoding_format:" in changed
    files = repository.ask("diff", "--name-status", "main", repository.branch()).splitlines()
    for expected in (
        "D\topenapi/schemas/embedding_encoding_format.yaml",
        f"A\topenapi/resources/{TAG}/{TAG}_create.yaml",
        f"A\topenapi/schemas/{TAG}_request.yaml",
        f"A\tgenerated_client/do_inference_generated/resources/{TAG}.py",
        "M\tgenerated_client/do_inference_generated/resources/embeddings.py",
        "M\tCHANGELOG.md",
    ):
        assert expected in files
    assert {file.partition("\t")[2].partition("/")[0] for file in files} == {
        "CHANGELOG.md",
        "generated_client",
        "openapi",
    }

    repository.git("fetch", "-q", "origin", BRANCH)
    repository.git("merge", "-q", "--ff-only", "FETCH_HEAD")
    assert repository.update(upstream).output == "Closed #1: nothing differs any more.\n", "merged by hand"
    prepared = repository.python("tools.prepare")
    assert "Prepared 0.5.0" in prepared.output
    repository.commit()
    ready = repository.python("tools.release", "0.5.0")
    assert ready.code == 0, ready.output
    repository.published(address)
    folder = repository.folder.parent / "elsewhere"
    program = f"""
verdict = client.{TAG}.create(input="a text")
assert isinstance(verdict.ok, bool), verdict
assert client.embeddings.create(model="all-mini-lm-l6-v2", input="a", user="u").data[0].embedding
try:
    client.embeddings.create(model="all-mini-lm-l6-v2", input="a")
except TypeError as error:
    assert "user" in str(error), error
else:
    raise AssertionError
"""
    run(install_package(address, "0.5.0", folder), PROLOGUE.format(version="0.5.0") + program, folder)


def test_pull_request_is_updated_kept_and_closed(repository: Maintained, upstream: Upstream) -> None:
    repository.git("commit", "--allow-empty", "-qm", "After the release")
    repository.git("push", "-q", "origin", "main")
    upstream.commit("Require user", lambda d: schema(d, "EmbeddingsRequest")["required"].append("user"))
    assert repository.update(upstream).output.startswith("Opened")
    first = repository.branch()
    assert repository.ask("log", "-1", "--format=%ae", first) == BOT[1]

    assert repository.update(upstream).output == "Updated #1.\n"
    assert repository.branch() == first, "an equal draft is not pushed again"

    upstream.commit("Add an operation", add_operation)
    assert repository.update(upstream).output == "Updated #1.\n"
    second = repository.branch()
    assert second != first
    (pull,) = repository.pulls()
    assert pull["title"] == "Follow upstream: 2 changes, version 0.5.0"

    clone = repository.folder.parent / "clone"
    subprocess.run(
        ["git", "clone", "-q", "-b", BRANCH, str(clone.parent / "origin.git"), str(clone)], check=True
    )
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
    for command in ((*identity, "commit", "-q", "--allow-empty", "-m", "Words"), ("push", "-q")):
        subprocess.run(["git", *command], cwd=clone, check=True)
    by_hand = repository.branch()
    upstream.commit(
        "Allow no text", lambda d: d["paths"][f"/v1/{TAG}"]["post"]["requestBody"].pop("required")
    )
    kept = repository.update(upstream)
    assert kept.output == "Updated #1, but not its branch: it has commits of other people.\n"
    assert repository.branch() == by_hand
    assert repository.pulls()[0]["body"].startswith("> The branch has commits of other people")

    def withdraw(document: dict[str, Any]) -> None:
        del document["paths"][f"/v1/{TAG}"]
        schema(document, "EmbeddingsRequest")["required"].remove("user")

    upstream.commit("Withdraw", withdraw)
    closed = repository.update(upstream)
    assert closed.output.startswith("Closed #1: nothing differs any more. The branch update/upstream is kept")
    (pull,) = repository.pulls()
    assert (pull["open"], pull["comments"]) == (False, ["Nothing differs any more, except what is recorded."])
    assert repository.branch() == by_hand


def test_draft_that_breaks_a_rule_is_proposed_without_a_client(
    repository: Maintained, upstream: Upstream
) -> None:
    """A union without a tag cannot be generated: the pull request says so, with file and line."""
    parts = [{"type": "object", "properties": {name: {"type": "string"}}} for name in "ab"]
    upstream.commit(
        "Add a union",
        lambda d: schema(d, "EmbeddingsRequest")["properties"].update(
            extra={"oneOf": parts, "description": "X."}
        ),
    )
    assert repository.update(upstream).output.startswith("Opened")
    (pull,) = repository.pulls()
    assert pull["title"] == "Follow upstream: 1 change"
    assert "**The client is not regenerated.**" in pull["body"]
    assert (
        "`openapi/schemas/embedding_request_extra.yaml:1` is a union of objects without a discriminator"
        in pull["body"]
    )
    files = repository.ask("diff", "--name-only", "main", repository.branch()).splitlines()
    assert all(file.startswith("openapi/") for file in files)


def test_what_a_person_has_to_decide_is_proposed_without_changes(
    repository: Maintained, upstream: Upstream
) -> None:
    """The description departs from the format of the cursor; another format upstream is not drafted."""
    upstream.commit("Another format", lambda d: cursor(d).update(format="byte"))
    assert repository.update(upstream).output.startswith("Opened")
    assert "format is byte upstream" in repository.pulls()[0]["body"]
    assert repository.ask("diff", "--name-only", "main", repository.branch()) == ""


def test_unreadable_upstream_document_is_an_error(repository: Maintained) -> None:
    failed = repository.python("tools.update", "nowhere.yaml")
    assert failed.code == 2
    assert "cannot read" in failed.output
    assert "Traceback" not in failed.output


def test_publishing_reports_errors_of_git_and_gh(repository: Maintained, upstream: Upstream) -> None:
    upstream.commit("Require user", lambda d: schema(d, "EmbeddingsRequest")["required"].append("user"))
    repository.git("remote", "set-url", "origin", str(repository.folder.parent / "nowhere.git"))
    failed = repository.update(upstream)
    assert failed.code == 1
    assert failed.output.startswith("`git ls-remote origin` failed: ")
    (repository.programs / "gh").write_text(
        "#!/bin/sh\necho 'HTTP 401: Bad credentials' >&2\nexit 1\n", "utf-8"
    )
    assert (
        repository.python("tools.pull_request").output == "`gh pr list` failed: HTTP 401: Bad credentials\n"
    )
