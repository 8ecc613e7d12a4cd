"""Tests of the lock of the release tools, tools/requirements.txt, and that nothing else is installed for a build."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "tools" / "requirements.txt"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GITHUB = ROOT / ".github"
INSTALL = "python -m pip install --require-hashes --only-binary=:all: -r tools/requirements.txt"


def locked() -> dict[str, tuple[Requirement, list[str]]]:
    """Return each requirement of the lock with its hashes, by name."""
    text = re.sub(r"^\s*#.*\n", "", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = {}
    for line in text.replace("\\\n", " ").splitlines():
        stated, *hashes = line.split("--hash=")
        requirement = Requirement(stated.strip())
        found[canonicalize_name(requirement.name)] = (requirement, [one.strip() for one in hashes])
    return found


def members(group: str) -> Iterator[Requirement]:
    """Yield the requirements of a dependency group and of those that it includes."""
    for member in SETTINGS["dependency-groups"][group]:
        if isinstance(member, str):
            yield Requirement(member)
        else:
            yield from members(member["include-group"])


def needed() -> list[Requirement]:
    """Return what a release needs: its tools, nox, the build backend, and the dependencies of the package."""
    stated = [*SETTINGS["project"]["dependencies"], *SETTINGS["build-system"]["requires"]]
    return [*members("release"), *members("nox"), *map(Requirement, stated)]


def test_every_package_of_the_lock_has_one_version_and_hashes() -> None:
    found = locked()

    assert len(found) > len({one.name for one in needed()})  # It contains the dependencies of the tools, too.
    for requirement, hashes in found.values():
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert requirement.url is None
        assert hashes, requirement
        assert [one for one in hashes if not re.fullmatch(r"sha256:[0-9a-f]{64}", one)] == []


def test_lock_names_no_index() -> None:
    text = LOCK.read_text(encoding="utf-8")

    assert "://" not in text
    assert re.findall(r"^-.*", text, re.MULTILINE) == []


@pytest.mark.parametrize("requirement", needed(), ids=lambda requirement: requirement.name)
def test_lock_satisfies_what_a_release_needs(requirement: Requirement) -> None:
    found = locked()
    name = canonicalize_name(requirement.name)
    assert name in found, "run `nox -s lock`"
    (pin,) = found[name][0].specifier

    assert requirement.specifier.contains(pin.version, prereleases=True), "run `nox -s lock`"
    assert found[name][0].marker is None or requirement.marker is not None


def functions_of_noxfile() -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def installed(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> list[str]:
    """Return the arguments of `session.install` in a function of noxfile.py and in those that it calls."""
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "session.install":
            found.append(", ".join(map(ast.unparse, node.args)))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            found += installed(functions[node.func.id], functions)
    return found


@pytest.mark.parametrize("session", ["build", "rehearsal", "minimums", "release"])
def test_sessions_that_build_install_only_the_lock(session: str) -> None:
    functions = functions_of_noxfile()

    assert set(installed(functions[session], functions)) == {
        "'--require-hashes', '--only-binary=:all:', '-r', LOCK"
    }
    assert installed(functions["lint"], functions) != []


def test_builds_are_not_isolated() -> None:
    """An isolated build downloads the newest build backend."""
    commands = re.findall(r'"-m", "build",(.*)\)', (ROOT / "noxfile.py").read_text(encoding="utf-8"))

    assert commands
    assert [one for one in commands if '"--no-isolation"' not in one] == []


@pytest.mark.skipif(not GITHUB.exists(), reason="not a checkout")
def test_release_workflow_installs_only_the_lock() -> None:
    workflow = yaml.safe_load((GITHUB / "workflows" / "release.yml").read_text(encoding="utf-8"))
    commands = {
        name: [step["run"] for step in job["steps"] if "run" in step]
        for name, job in workflow["jobs"].items()
    }

    assert commands["build"] == [INSTALL, 'nox -s release -- "${GITHUB_REF_NAME#v}" --only build']
    assert [one for one in commands["test"] if "pip install" in one] == [INSTALL]
    assert commands["upload"] == []


@pytest.mark.skipif(not GITHUB.exists(), reason="not a checkout")
def test_dependabot_updates_the_lock_except_for_tools_that_are_pinned_in_pyproject() -> None:
    configured = yaml.safe_load((GITHUB / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    (entry,) = (update for update in configured if update["directory"] == "/tools")

    pinned = {
        canonicalize_name(one.name) for one in members("release") if str(one.specifier).startswith("==")
    }

    assert entry["package-ecosystem"] == "pip"
    assert {canonicalize_name(one["dependency-name"]) for one in entry["ignore"]} == pinned


def test_classifiers_state_the_versions_that_the_project_supports() -> None:
    """A version is listed once the tests have passed on it, and requires-python is the lowest of them."""
    classifiers: list[Any] = SETTINGS["project"]["classifiers"]
    versions = [found[1] for one in classifiers if (found := re.fullmatch(r".* :: (3\.\d+)", one))]

    assert SETTINGS["project"]["requires-python"] == f">={versions[0]}"
    assert versions == sorted(versions, key=lambda one: int(one.partition(".")[2]))
