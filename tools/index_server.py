"""Serves an empty package index on loopback until it is terminated: `python index_server.py FOLDER`. Prints its URL.

It accepts each file once, without credentials, and does not fall back to another index.
"""

from __future__ import annotations

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, cast
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pypiserver

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


class Server(ThreadingMixIn, WSGIServer):
    """Serves requests in threads, because pip keeps connections open."""

    daemon_threads = True


class QuietRequestHandler(WSGIRequestHandler):
    """Handles requests without logging them."""

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of the base class
        """Ignore the message."""


if __name__ == "__main__":
    packages = Path(sys.argv[1])
    application = pypiserver.app(roots=[packages], authenticate=[], password_file=".", disable_fallback=True)
    with make_server(
        "127.0.0.1", 0, cast("WSGIApplication", application), Server, QuietRequestHandler
    ) as server:
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()
