"""Data that the emulator keeps between requests, and the object store behind presigned URLs."""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import quote

from do_inference.emulator._filler_text import seeded
from do_inference.emulator._reading import query_of
from do_inference.emulator._replies import BytesReply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference.emulator._state import World

T = TypeVar("T")
MOST = 10_000


class Drawer(Generic[T]):
    """Things by name, in the order they came; the oldest go when there are too many."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._things: OrderedDict[str, T] = OrderedDict()

    def put(self, name: str, thing: T) -> T:
        self._things[name] = thing
        while len(self._things) > self._most:
            self._things.popitem(last=False)
        return thing

    def get(self, name: str) -> T | None:
        return self._things.get(name)

    def drop(self, name: str) -> None:
        self._things.pop(name, None)

    def all(self) -> list[T]:
        return list(self._things.values())

    def __len__(self) -> int:
        return len(self._things)


class Shelf:
    """Drawers by the name of what is in them."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._drawers: dict[str, Drawer[Any]] = {}
        self._made = 0

    def drawer(self, kind: str, most: int = MOST) -> Drawer[Any]:
        return self._drawers.setdefault(kind, Drawer(most))

    def new_id(self, kind: str) -> str:
        """A name that looks like a UUID but is no version 4 one, as the service's are not."""
        self._made += 1
        text = f"{seeded(self._seed, kind, self._made).getrandbits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-11f1-{text[16:20]}-{text[20:]}"


ROOT = "/emulator-objects/"
UPLOAD_SECONDS = 900
DOWNLOAD_SECONDS = 3600
_SIGNED_TYPES = ("", "application/octet-stream", "application/x-ndjson")


class ObjectStore:
    """Serves objects by presigned URLs."""

    most = 200 * 1024 * 1024

    def __init__(self, world: World) -> None:
        self._world = world

    def serves(self, path: str) -> bool:
        return path.startswith(ROOT)

    def reply(self, scope: Mapping[str, Any], headers: Mapping[str, str], body: bytes) -> BytesReply:
        """Put or get an object, as its URL permits."""
        method, name, query = str(scope["method"]), str(scope["path"]).removeprefix(ROOT), query_of(scope)
        if "authorization" in headers or "x-api-key" in headers:
            return _xml(
                400, "InvalidArgument", "Only one auth mechanism allowed; use either the URL's or a header's."
            )
        verb = "GET" if method == "HEAD" else method
        wanted = signature(self._world, verb, name, query.get("X-Amz-Expires", ""))
        if not hmac.compare_digest(wanted.encode(), query.get("X-Amz-Signature", "").encode()):
            return _xml(403, "SignatureDoesNotMatch", "The signature does not fit the request.")
        if not query.get("X-Amz-Expires", "").isdigit() or self._world.clock.now() > float(
            query["X-Amz-Expires"]
        ):
            return _xml(403, "AccessDenied", "Request has expired")
        if method == "PUT" and headers.get("content-type", "").partition(";")[0] not in _SIGNED_TYPES:
            return _xml(403, "SignatureDoesNotMatch", "The content type is not the one that was signed.")
        objects = self._world.shelf.drawer("objects", most=1000)
        if method == "PUT":
            objects.put(name, body)
            return BytesReply(
                b"", "", headers={"etag": f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'}
            )
        stored = objects.get(name)
        if stored is None:
            return _xml(404, "NoSuchKey", "The specified key does not exist.")
        content = stored if isinstance(stored, bytes) else stored[0]
        kind = "application/octet-stream" if isinstance(stored, bytes) else stored[1]
        return BytesReply(content, kind)


def put(world: World, name: str, content: bytes, content_type: str = "application/octet-stream") -> None:
    """Store an object from inside."""
    world.shelf.drawer("objects", most=1000).put(name, (content, content_type))


def get(world: World, name: str) -> bytes | None:
    """An object's bytes; None where there is none."""
    stored = world.shelf.drawer("objects", most=1000).get(name)
    return stored if stored is None or isinstance(stored, bytes) else bytes(stored[0])


def presigned(world: World, method: str, name: str, seconds: float) -> tuple[str, float]:
    """A URL that permits `method` on an object for `seconds`, and the time at which it stops."""
    until = int(world.clock.now() + seconds)
    sign = signature(world, method, name, str(until))
    query = f"X-Amz-Algorithm=EMULATOR&X-Amz-Expires={until}&X-Amz-SignedHeaders=host&X-Amz-Signature={sign}"
    return f"{world.base_url}{ROOT}{quote(name)}?{query}", float(until)


def signature(world: World, method: str, name: str, until: str) -> str:
    secret = f"emulator {world.options.seed}".encode()
    return hmac.new(secret, f"{method}\n{name}\n{until}".encode(), hashlib.sha256).hexdigest()


def _xml(status: int, code: str, message: str) -> BytesReply:
    text = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return BytesReply(text.encode(), "application/xml", status)
