"""A package index on loopback, to rehearse an upload with; and the upload, to that one or to any other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pypiserver


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name it is called with
        """Say nothing of requests."""


@contextmanager
def index() -> Iterator[str]:
    """The address of an index that is empty, takes any upload, and knows no other index."""
    with TemporaryDirectory() as folder:
        application = pypiserver.app(
            roots=[Path(folder)], authenticate=[], password_file=".", disable_fallback=True
        )
        with make_server("127.0.0.1", 0, application, _Server, _Quiet) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/"
            server.shutdown()


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
