"""Removes secrets from what a server sent: it may repeat what it received, in bodies and in header fields."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NoReturn
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .header_fields import FieldList

_REDACTED: Final = b"[key]"
_SHORTEST: Final = 8
"""Characters. Shorter texts occur everywhere, so that replacing them would destroy what is around them."""
_SENSITIVE_WORDS: Final = (b"auth", b"cookie", b"key", b"secret", b"signature", b"token", b"password")


class Secrets:
    """The secrets that one request carries. No `repr` or `vars()` shows them, and they are never pickled."""

    __slots__ = ("_forms",)

    def __init__(self, forms: Iterable[bytes] = ()) -> None:
        # A closure rather than an attribute: what lists the attributes of an object does not find it.
        held = tuple(dict.fromkeys(forms))
        self._forms: Callable[[], tuple[bytes, ...]] = lambda: held

    def clean(self, text: bytes) -> bytes:
        """`text` without the secrets."""
        for form in self._forms():
            if form in text:
                text = text.replace(form, _REDACTED)
        return text

    def clean_fields(self, fields: FieldList) -> FieldList:
        """Header fields without the secrets in their values."""
        values = b"\n".join([value for _, value in fields])
        if not any(form in values for form in self._forms()):
            return fields
        return [(name, self.clean(value)) for name, value in fields]

    def __repr__(self) -> str:
        return "Secrets(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets are never pickled")


def forms_of(secret: str) -> tuple[bytes, ...]:
    """A secret as servers may repeat it: plain, percent-encoded, as JSON text and in Base64."""
    if len(secret) < _SHORTEST:
        return ()
    raw = secret.encode("utf-8", "surrogatepass")
    encoded = b64encode(raw[: len(raw) // 3 * 3])  # The last group depends on what follows the secret.
    percent = quote(raw, safe="").encode()
    return tuple(dict.fromkeys((raw, percent, json.dumps(secret)[1:-1].encode(), encoded)))


def forms_of_fields(fields: FieldList) -> list[bytes]:
    """The forms of the secrets among header fields that a caller added, recognized by the names of the fields."""
    found: list[bytes] = []
    for name, value in fields:
        if _is_sensitive(name):
            scheme, _, rest = value.decode("latin-1").partition(" ")
            found += forms_of(rest.strip() or scheme)
    return found


@lru_cache(maxsize=256)
def _is_sensitive(name: bytes) -> bool:
    """Whether a header field of this name holds a secret. Each request asks for the same few names."""
    lowered = name.lower()
    return any(word in lowered for word in _SENSITIVE_WORDS)


def forms_of_query(query: bytes) -> list[bytes]:
    """The forms of the values in the query of a presigned URL."""
    found: list[bytes] = []
    for pair in query.decode("ascii", "replace").split("&"):
        value = pair.partition("=")[2]
        if len(value) >= 2 * _SHORTEST:
            found += (value.encode(), *forms_of(unquote(value)))
    return found
