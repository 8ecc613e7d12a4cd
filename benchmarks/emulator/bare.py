"""A bare uvicorn application: it reads the body and returns prepared bytes, which it reads from standard input."""

from __future__ import annotations

import socket
import sys
from typing import Any

import uvicorn


def main() -> None:
    """Serve on a free port of 127.0.0.1, and print the port."""
    content = sys.stdin.buffer.read()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]

    async def application(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            more = (await receive()).get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content, "more_body": False})

    settings: dict[str, Any] = {"log_config": None, "access_log": False, "lifespan": "off", "ws": "none",
                                "proxy_headers": False}  # fmt: skip
    config = uvicorn.Config(
        application,
        http="httptools",
        date_header=False,
        server_header=False,
        timeout_keep_alive=75,
        **settings,
    )
    # asyncio sets TCP_NODELAY only on sockets that name the protocol.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.bind(("127.0.0.1", 0))
    sock.listen()
    print(sock.getsockname()[1], flush=True)
    uvicorn.Server(config).run(sockets=[sock])


if __name__ == "__main__":
    main()
