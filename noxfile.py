"""What maintainers run. `nox -l` lists it; CONTRIBUTING.md says when each is for."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "virtualenv"
nox.options.error_on_external_run = True
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "typing", "tests", "diff", "build", "smoke"]

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml("pyproject.toml")
CURRENT = f"{sys.version_info.major}.{sys.version_info.minor}"
# In CI one job is one interpreter; elsewhere every supported one that is present.
PYTHONS = [CURRENT] if os.environ.get("CI") else nox.project.python_versions(PROJECT)
# Each needs versions of its own; `streams` are servers that the tests set up themselves.
PEERS = ["anthropic", "litellm", "openai", "pydo", "schemathesis", "streams"]


def group(name: str) -> list[str]:
    return list(nox.project.dependency_groups(PROJECT, name))


def outside(session: nox.Session) -> None:
    """Let tests make their temporary files outside of this tree, whose settings would reach into them."""
    session.env["TMPDIR"] = tempfile.gettempdir()


def floors() -> list[str]:
    """The lowest version that pyproject.toml allows of each dependency, as constraints."""
    stated = [*PROJECT["project"]["dependencies"]]
    stated += [
        d
        for name, extra in PROJECT["project"]["optional-dependencies"].items()
        if name != "all"
        for d in extra
    ]
    return [requirement.split(",")[0].replace(">=", "==") for requirement in stated]


def wheel(session: nox.Session) -> Path:
    """Build this tree in a folder of the session's own, and give back the wheel."""
    out = Path(session.create_tmp()).resolve() / "dist"
    shutil.rmtree(out, ignore_errors=True)
    session.install(*group("build"))
    session.run("python", "-m", "build", "--outdir", str(out), str(ROOT), silent=True)
    return next(out.glob("*.whl"))


def build_twice(session: nox.Session, out: Path) -> None:
    """Build into `out`, compare with a second build byte by byte, and check what was built."""
    again = Path(session.create_tmp()).resolve() / "again"
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
    # One point goes for an author's mail address, which the maintainers do not have.
    session.run("pyroma", "--min=8", *(str(file) for file in files if file.suffix == ".gz"))


@nox.session(python=CURRENT, default=False)
def main(session: nox.Session) -> None:
    """The main job: regenerate the client from the description, then make calls with it; needs no key."""
    session.install(*group("generate"), "-e.[emulator]")
    session.run("python", "-m", "generator")
    session.run("python", "examples/main_job.py", *session.posargs)


@nox.session(python=CURRENT, default=False)
def generate(session: nox.Session) -> None:
    """Write generated_client/ afresh from openapi/."""
    session.install(*group("generate"))
    session.run("python", "-m", "generator", *session.posargs)


@nox.session(python=CURRENT)
def diff(session: nox.Session) -> None:
    """Render the client elsewhere and compare: finds edited, stale, missing and stray files."""
    session.install(*group("generate"))
    session.run("python", "-m", "generator", "check", *session.posargs)


@nox.session(python=CURRENT)
def lint(session: nox.Session) -> None:
    """Lint code, formatting, the direction of imports, and the description."""
    session.install(*group("lint"), *group("generate"), "-e.[all]")
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")
    session.run("lint-imports")
    session.run("zizmor", "--offline", "--quiet", "--persona", "pedantic", ".github/workflows")
    session.run("python", "-m", "generator", "lint")


@nox.session(python=CURRENT)
def typing(session: nox.Session) -> None:
    """Check types with mypy and pyright, strictly."""
    session.install(*group("typing"), *group("generate"), *group("test"), "-e.[all]")
    session.run("mypy", *session.posargs)
    session.run("pyright", *session.posargs)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests on every supported Python that is present (in CI on the running one)."""
    session.install(*group("test"), "-e.[all]")
    outside(session)
    session.run("pytest", "-m", "not peers", *session.posargs)


@nox.session(python=CURRENT, default=False)
def minimums(session: nox.Session) -> None:
    """Run the tests with the lowest versions of all dependencies that pyproject.toml allows."""
    constraints = Path(session.create_tmp()).resolve() / "floors.txt"
    constraints.write_text("\n".join(floors()) + "\n", encoding="utf-8")
    # Apart from the generator, which has pins of its own that need newer ones.
    session.install(
        "hypothesis", "pytest", "pytest-timeout", "trio", "PyYAML", "-e.[all]", "-c", str(constraints)
    )
    outside(session)
    session.run(
        "pytest", "-m", "not peers", "--ignore=tests/generator", "--ignore=tests/typing", *session.posargs
    )


@nox.session(python=CURRENT, default=False)
@nox.parametrize("peer", [nox.param(peer, id=peer) for peer in PEERS])
def peers(session: nox.Session, peer: str) -> None:
    """Run software of other projects, each in an environment of its own, against the emulator and the streams."""
    folder = f"tests/emulator/peers/test_{peer}.py" if peer != "streams" else "tests/streams/peers"
    session.install("pytest", "pytest-timeout", "trio", "-e.[all]", *([peer] if peer != "streams" else []))
    outside(session)
    session.run("pytest", "-m", "peers", folder, *session.posargs)


@nox.session(python=CURRENT, default=False)
def bench(session: nox.Session) -> None:
    """Measure against other clients in one run, and print ratios; see benchmarks/README.md."""
    beside = Path(session.create_tmp()).resolve() / "peers"
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
def live(session: nox.Session) -> None:
    """Probe the real service where a key is in the environment, cheaply; without one, the emulator."""
    session.install(*group("test"), "-e.[all]")
    outside(session)
    session.run("python", "-m", "tests.live", *session.posargs)


@nox.session(python=CURRENT)
def build(session: nox.Session) -> None:
    """Build sdist and wheel twice, compare the bytes, and check metadata and contents."""
    session.install(*group("build"))
    build_twice(session, Path(session.create_tmp()).resolve() / "dist")


@nox.session(python=PYTHONS)
def smoke(session: nox.Session) -> None:
    """Install the wheel in a clean environment and run a first program with it, outside the tree."""
    file = wheel(session)
    clean = Path(session.create_tmp()).resolve() / "clean"
    shutil.rmtree(clean, ignore_errors=True)
    session.run("python", "-m", "venv", str(clean))
    python = str(clean / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    session.run(python, "-m", "pip", "install", "-q", f"{file}[emulator]", external=True)
    program = shutil.copy(ROOT / "examples" / "first_program.py", clean)
    with session.chdir(clean):
        session.run(python, "-I", program, external=True)
        session.run(python, "-I", "-m", "do_inference.cli", "--help", external=True, silent=True)


@nox.session(python=CURRENT, default=False)
def release(session: nox.Session) -> None:
    """Rehearse a release: `nox -s release -- VERSION [--upload URL]`; only with --upload does anything leave."""
    version, _, address = " ".join(session.posargs).partition(" --upload ")
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    session.install(*group("changes"), *group("build"), *group("release"))
    session.run("python", "-m", "tools.release", version)
    session.run("python", "-m", "generator.changes", "--no-python", "--at-least", version)
    build_twice(session, dist)
    clean = Path(session.create_tmp()).resolve()
    outside(session)
    for python in PYTHONS:
        found = shutil.which(f"python{python}") if python != CURRENT else sys.executable
        if (
            found
            and session.run(found, "-c", "", external=True, silent=True, success_codes=range(256)) is not None
        ):
            session.run("python", "-m", "tools.rehearsal", found, str(dist), str(clean / python))
    (ROOT / "build").mkdir(exist_ok=True)
    environment = clean / CURRENT / "clean"
    session.run(
        "cyclonedx-py", "environment", str(environment), "-o", "build/sbom.json", "--output-reproducible"
    )
    if address:
        session.run("twine", "upload", "--repository-url", address, *map(str, sorted(dist.iterdir())))
