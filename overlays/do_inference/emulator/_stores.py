"""Data that the emulator keeps between requests, and the object store behind presigned URLs."""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.parse import quote

from do_inference.emulator._filler_text import seeded
from do_inference.emulator._replies import BytesReply
from do_inference.emulator._request_parsing import query_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference.emulator._state import EmulatorState

T = TypeVar("T")

DEFAULT_CAPACITY: Final = 10_000
_CAPACITIES: Final[Mapping[str, int]] = {"objects": 1000, "responses": 1000}
"""Stores with large values hold fewer of them."""

OBJECTS_PATH: Final = "/emulator-objects/"
UPLOAD_SECONDS: Final = 900
"""How long a presigned upload URL is valid."""
DOWNLOAD_SECONDS: Final = 3600
"""How long a presigned download URL is valid."""
_SIGNED_TYPES: Final = ("", "application/octet-stream", "application/x-ndjson")


class BoundedStore(Generic[T]):
    """Values by name, in the order of their insertion. A full store drops its oldest value, so memory stays bounded."""

    def __init__(self, capacity: int = DEFAULT_CAPACITY) -> None:
        self._capacity = capacity
        self._values: OrderedDict[str, T] = OrderedDict()

    def put(self, name: str, value: T) -> T:
        """Store a value and return it."""
        self._values[name] = value
        while len(self._values) > self._capacity:
            self._values.popitem(last=False)
        return value

    def get(self, name: str) -> T | None:
        """Return the value with this name, or None."""
        return self._values.get(name)

    def values(self) -> list[T]:
        """Return all values, oldest first."""
        return list(self._values.values())


class Stores:
    """The bounded stores of one emulator, by name. A store is created when it is first used."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._stores: dict[str, BoundedStore[Any]] = {}
        self._id_count = 0

    def __getitem__(self, name: str) -> BoundedStore[Any]:
        if name not in self._stores:
            self._stores[name] = BoundedStore(_CAPACITIES.get(name, DEFAULT_CAPACITY))
        return self._stores[name]

    def new_id(self, purpose: str) -> str:
        """Return an id in the form of a UUID.

        It is not a version 4 UUID, and neither are the ids of the service: clients must not require one.
        """
        self._id_count += 1
        text = f"{seeded(self._seed, purpose, self._id_count).getrandbits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-11f1-{text[16:20]}-{text[20:]}"


class ObjectStore:
    """The HTTP side of the object store: uploads and downloads through presigned URLs."""

    max_bytes = 200 * 1024 * 1024
    """The largest upload."""

    def __init__(self, state: EmulatorState) -> None:
        self._state = state

    def serves(self, path: str) -> bool:
        """Return whether the path belongs to the object store."""
        return path.startswith(OBJECTS_PATH)

    def reply(self, scope: Mapping[str, Any], headers: Mapping[str, str], body: bytes) -> BytesReply:
        """Store or return an object, if the request's URL permits it.

        Like S3, the store rejects a request with both a signature and an API key: clients must not send their key to
        the host of a presigned URL.
        """
        method, name, query = (
            str(scope["method"]),
            str(scope["path"]).removeprefix(OBJECTS_PATH),
            query_of(scope),
        )
        if "authorization" in headers or "x-api-key" in headers:
            return _xml_error(
                400, "InvalidArgument", "Only one auth mechanism allowed; use either the URL's or a header's."
            )
        expires = query.get("X-Amz-Expires", "")
        # A URL for GET permits HEAD too.
        expected = _signature(self._state, "GET" if method == "HEAD" else method, name, expires)
        if not hmac.compare_digest(expected.encode(), query.get("X-Amz-Signature", "").encode()):
            return _xml_error(403, "SignatureDoesNotMatch", "The signature does not match the request.")
        if not expires.isdigit() or self._state.clock.now() > float(expires):
            return _xml_error(403, "AccessDenied", "Request has expired")
        if method == "PUT" and headers.get("content-type", "").partition(";")[0] not in _SIGNED_TYPES:
            return _xml_error(
                403, "SignatureDoesNotMatch", "The content type differs from the one that was signed."
            )
        objects = self._state.stores["objects"]
        if method == "PUT":
            objects.put(name, (body, "application/octet-stream"))
            etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
            return BytesReply(b"", "", headers={"etag": f'"{etag}"'})
        stored = objects.get(name)
        if stored is None:
            return _xml_error(404, "NoSuchKey", "The specified key does not exist.")
        return BytesReply(*stored)


def put_object(
    state: EmulatorState, name: str, content: bytes, content_type: str = "application/octet-stream"
) -> None:
    """Store an object without a request."""
    state.stores["objects"].put(name, (content, content_type))


def get_object(state: EmulatorState, name: str) -> bytes | None:
    """Return the bytes of an object, or None if it does not exist."""
    stored = state.stores["objects"].get(name)
    return None if stored is None else bytes(stored[0])


def presigned_url(state: EmulatorState, method: str, name: str, seconds: float) -> tuple[str, float]:
    """Return a URL that permits `method` on an object for `seconds`, and the time at which it expires."""
    expires = int(state.clock.now() + seconds)
    signature = _signature(state, method, name, str(expires))
    query = f"X-Amz-Algorithm=EMULATOR&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host&X-Amz-Signature={signature}"
    return f"{state.base_url}{OBJECTS_PATH}{quote(name)}?{query}", float(expires)


def _signature(state: EmulatorState, method: str, name: str, expires: str) -> str:
    secret = f"emulator {state.options.seed}".encode()
    return hmac.new(secret, f"{method}\n{name}\n{expires}".encode(), hashlib.sha256).hexdigest()


def _xml_error(status: int, code: str, message: str) -> BytesReply:
    text = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return BytesReply(text.encode(), "application/xml", status)
