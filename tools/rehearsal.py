"""Tests what was built as users get it: `python -m tools.rehearsal PYTHON DIST FOLDER`.

Installs the wheel into a clean environment of PYTHON, unpacks the sdist, and runs its tests against the wheel: the
packages' own folders are taken out of the sdist's copy of the path, so that only what is installed can be imported.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path


def rehearse(interpreter: str, dist: Path, folder: Path) -> int:
    """Exit code of the tests."""
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    source = next(folder.iterdir())
    clean = folder / "clean"
    subprocess.run([interpreter, "-m", "venv", str(clean)], check=True)
    python = str(clean / "bin" / "python")
    pip = [python, "-m", "pip", "install", "-q"]
    subprocess.run([*pip, f"{next(dist.glob('*.whl'))}[all]"], check=True)
    # What users get is installed by now: the environment for the SBOM. The tests' own tools go beside it.
    tested = folder / "tested"
    subprocess.run([interpreter, "-m", "venv", str(tested)], check=True)
    python = str(tested / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", "-U", "pip"], check=True)
    settings = source / "pyproject.toml"
    assert "test" in tomllib.loads(settings.read_text(encoding="utf-8"))["dependency-groups"]
    wanted = [f"{next(dist.glob('*.whl'))}[all]", "--group", f"{settings}:test"]
    subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
    where = "import do_inference, do_inference_generated as g; print(do_inference.__file__, g.__file__)"
    places = subprocess.run(
        [python, "-I", "-c", where], check=True, capture_output=True, text=True
    ).stdout.split()
    if any(str(tested) not in place for place in places):
        raise SystemExit(f"not the wheel: {places}")
    run = [python, "-m", "pytest", "-q", "-o", "pythonpath=.", "-m", "not peers", "-p", "no:cacheprovider"]
    return subprocess.run(run, cwd=source, check=False).returncode


if __name__ == "__main__":
    sys.exit(rehearse(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
