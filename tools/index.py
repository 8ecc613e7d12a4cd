"""A package index on loopback, to rehearse an upload with; and the upload: `python -m tools.index DIST URL`."""

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
    """The address of an index that is empty, takes any upload, and knows no other index."""
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen([sys.executable, str(SERVER), folder], stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        try:
            address = server.stdout.readline().strip()
            if not address:
                raise SystemExit("the package index did not start")
            yield address
        finally:
            server.terminate()


def upload(dist: Path, address: str) -> None:
    """Upload all that was built. Credentials are twine's business, save on loopback, where there are none."""
    environment = dict(os.environ)
    if urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1"):
        environment = {"TWINE_USERNAME": "nobody", "TWINE_PASSWORD": "nothing", **environment}
    twine = [sys.executable, "-m", "twine", "upload", "--non-interactive", "--disable-progress-bar"]
    files = sorted(map(str, dist.iterdir()))
    subprocess.run([*twine, "--repository-url", address, *files], check=True, env=environment)


if __name__ == "__main__":
    upload(Path(sys.argv[1]), sys.argv[2])
