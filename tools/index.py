"""A package index on loopback for rehearsals, and the upload to an index: `python -m tools.index DIST URL`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

SERVER = Path(__file__).with_name("index_server.py")


@contextmanager
def index() -> Iterator[str]:
    """Run an empty index that accepts any upload and does not fall back to another index. Yields its URL."""
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen([sys.executable, str(SERVER), folder], stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        try:
            url = server.stdout.readline().strip()
            if not url:
                raise SystemExit("the package index did not start")
            yield url
        finally:
            server.terminate()


def upload(dist: Path, url: str) -> None:
    """Upload all distributions. twine reads the credentials; an index on loopback needs none."""
    environment = dict(os.environ)
    if urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1"):
        environment = {"TWINE_USERNAME": "nobody", "TWINE_PASSWORD": "nothing", **environment}
    twine = [sys.executable, "-m", "twine", "upload", "--non-interactive", "--disable-progress-bar"]
    files = sorted(map(str, dist.iterdir()))
    subprocess.run([*twine, "--repository-url", url, *files], check=True, env=environment)


if __name__ == "__main__":
    upload(Path(sys.argv[1]), sys.argv[2])
