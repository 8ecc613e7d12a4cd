"""Redaction of secrets in responses. Servers may repeat parts of a request in bodies and headers."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NoReturn
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .header_fields import FieldList

_REDACTED: Final = b"[key]"
_SHORTEST: Final = 8
"""Characters. Shorter texts also occur by chance, and replacing them would corrupt other content."""
_SENSITIVE_WORDS: Final = (b"auth", b"cookie", b"key", b"secret", b"signature", b"token", b"password")


class Secrets:
    """The secrets of one request, which do not appear in `repr` and `vars()` and cannot be pickled."""

    __slots__ = ("_forms",)

    def __init__(self, forms: Iterable[bytes] = ()) -> None:
        # A closure instead of an attribute, so that tools that list the attributes of an object do not show the
        # secrets.
        held = tuple(dict.fromkeys(forms))
        self._forms: Callable[[], tuple[bytes, ...]] = lambda: held

    def including(self, forms: Sequence[bytes]) -> Secrets:
        """Return these secrets together with others: this object without others."""
        return Secrets((*forms, *self._forms())) if forms else self

    def clean(self, text: bytes) -> bytes:
        """Return `text` with the secrets replaced by `[key]`."""
        for form in self._forms():
            if form in text:
                text = text.replace(form, _REDACTED)
        return text

    def clean_fields(self, fields: FieldList) -> FieldList:
        """Return header fields with the secrets in their values replaced by `[key]`."""
        values = b"\n".join([value for _, value in fields])
        for form in self._forms():
            if form in values:
                return [(name, self.clean(value)) for name, value in fields]
        return fields

    def __repr__(self) -> str:
        return "Secrets(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets cannot be pickled")


def forms_of(secret: str) -> tuple[bytes, ...]:
    """Return the encodings in which servers may repeat a secret: plain, percent-encoded, JSON and Base64."""
    if len(secret) < _SHORTEST:
        return ()
    raw = secret.encode("utf-8", "surrogatepass")
    encoded = b64encode(raw[: len(raw) // 3 * 3])  # The last group depends on the bytes after the secret.
    percent = quote(raw, safe="").encode()
    return tuple(dict.fromkeys((raw, percent, _in_json(secret), encoded)))


def _in_json(secret: str) -> bytes:
    if secret.isascii() and secret.isprintable() and '"' not in secret and "\\" not in secret:
        return secret.encode()
    import json  # Imported here for start-up time: keys have no such characters.

    return json.dumps(secret)[1:-1].encode()


def forms_of_fields(fields: FieldList) -> list[bytes]:
    """Return the encodings of the secrets in header fields. The names of the fields show which values are secret."""
    found: list[bytes] = []
    for name, value in fields:
        if _is_sensitive(name):
            scheme, _, rest = value.decode("latin-1").partition(" ")
            found += forms_of(rest.strip() or scheme)
    return found


@lru_cache(maxsize=256)
def _is_sensitive(name: bytes) -> bool:
    """Return whether a header field of this name contains a secret. Cached, because requests use the same names."""
    lowered = name.lower()
    return any(word in lowered for word in _SENSITIVE_WORDS)


def forms_of_query(query: bytes) -> list[bytes]:
    """Return the encodings of the values in the query of a presigned URL."""
    found: list[bytes] = []
    for pair in query.decode("ascii", "replace").split("&"):
        value = pair.partition("=")[2]
        if len(value) >= 2 * _SHORTEST:
            found += (value.encode(), *forms_of(unquote(value)))
    return found
