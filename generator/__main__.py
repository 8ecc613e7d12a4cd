"""The command line of the generator: `python -m generator [generate|check|lint]`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from generator.build import build
from generator.changes.report import impact
from generator.compare import compare
from generator.lint import lint
from generator.openapi.bundle import bundle
from generator.openapi.normalize import normalize
from generator.openapi.problems import DescriptionError, report
from generator.parse import parse
from generator.provenance import provenance
from generator.render import format_files, json_text, render

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = "do_inference_generated/description.json"
T = TypeVar("T")


def generate(description: Path, output: Path, say: Callable[[str], None] = print) -> None:
    """Generate the client into `output` and delete all other files there.

    Raises:
        DescriptionError: The description breaks a rule or cannot be expressed. Nothing is written.
    """

    def step(name: str, work: Callable[[], T], summary: Callable[[T], str]) -> T:
        started = time.perf_counter()
        result = work()
        say(f"{name:<10} {summary(result)} ({1000 * (time.perf_counter() - started):.0f} ms)")
        return result

    bundled = step("bundle", lambda: bundle(description), lambda b: f"{len(b.files)} files")
    problems = step("lint", lambda: lint(bundled), lambda found: f"{len(found)} problems")
    if problems:
        raise DescriptionError(problems)
    normal = step("normalize", lambda: normalize(bundled.document), lambda n: f"{len(n['paths'])} paths")
    parsed = step(
        "parse",
        lambda: parse(normal, bundled.place),
        lambda p: f"{len(p.models)} objects, {len(p.endpoints)} operations",
    )
    client = step(
        "rewrite", lambda: build(bundled, parsed), lambda c: f"{len(c.objects) + len(c.unions)} types"
    )
    files = step("render", lambda: render(client, bundled.document), lambda f: f"{len(f)} files")
    files["provenance.json"] = json_text(provenance(description, bundled.files, client.methods))
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "generated_client"
        for path, text in files.items():
            (fresh / path).parent.mkdir(parents=True, exist_ok=True)
            (fresh / path).write_text(text, encoding="utf-8", newline="\n")
        step("format", lambda: format_files(fresh), lambda _: "formatted")
        step("write", lambda: _replace(fresh, output), lambda changed: f"{changed} files changed in {output}")


def _replace(fresh: Path, output: Path) -> int:
    """Make `output` equal to `fresh` and return the number of changed files. Equal files are not written."""
    output.mkdir(parents=True, exist_ok=True)
    differences = compare(fresh, output)
    for path, what in differences:
        target = output / path
        if what == "stray":
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(fresh / path, target)
    for folder in sorted((p for p in output.rglob("*") if p.is_dir()), reverse=True):
        if folder.name != "__pycache__" and not any(folder.iterdir()):
            folder.rmdir()
    return len(differences)


def check(description: Path, output: Path) -> int:
    """Compare `output` with a newly generated client. Print the differences and return 1 if there are any."""
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "generated_client"
        generate(description, fresh, say=lambda _: None)
        differences = compare(fresh, output)
        effects = impact(output / BUNDLED, fresh / BUNDLED) if differences else []
    for path, what in differences:
        print(f"{what:<8} {output.name}/{path}")
    if differences:
        print("\n".join(effects))
        print(f"{len(differences)} files differ from the output of the generator; run `nox -s generate`")
        return 1
    print(f"{output.name}/ is up to date")
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m generator", description=__doc__)
    parser.add_argument("command", nargs="?", choices=["generate", "check", "lint"], default="generate")
    parser.add_argument("--description", type=Path, default=ROOT / "openapi" / "openapi.yaml")
    parser.add_argument("--output", type=Path, default=ROOT / "generated_client")
    given = parser.parse_args(arguments)
    try:
        if given.command == "check":
            return check(given.description, given.output)
        if given.command == "lint":
            problems = lint(bundle(given.description))
            print(report(problems) or "the description follows every rule")
            return 1 if problems else 0
        generate(given.description, given.output)
    except DescriptionError as error:
        print(error, file=sys.stderr)
        print(f"{len(error.problems)} problems in the description; nothing was written", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
