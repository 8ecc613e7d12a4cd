"""Header fields, validated and encoded as pairs of bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

FieldList: TypeAlias = "list[tuple[bytes, bytes]]"

_BODY_FIELDS: Final = frozenset({b"content-length", b"transfer-encoding", b"trailer", b"expect"})
_ADDRESS_FIELDS: Final = frozenset({b"host"})
_CONNECTION_FIELDS: Final = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"te", b"upgrade", b"http2-settings", b"close"}
)
_PROXY_PREFIX: Final = b"proxy-"
_TOKEN: Final = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def encode_fields(fields: Mapping[str, object]) -> FieldList:
    """Return the encoded header fields. Raises `TypeError` or `ValueError` for invalid ones."""
    return [(_name(name), _value(name, value)) for name, value in fields.items()]


def override(base: FieldList, extra: FieldList) -> FieldList:
    """Return the fields of `base` and `extra`. Fields of `extra` replace those of the same name."""
    if not extra:
        return base
    replaced = {name.lower() for name, _ in extra}
    return [field for field in base if field[0].lower() not in replaced] + extra


def authorization(fields: FieldList) -> str:
    """Return the value of the `Authorization` header; empty if there is none."""
    return next((value.decode("latin-1") for name, value in fields if name.lower() == b"authorization"), "")


def has_authorization(fields: FieldList) -> bool:
    """Return whether there is an `Authorization` header."""
    return any(name.lower() == b"authorization" for name, _ in fields)


def _name(name: str) -> bytes:
    if not isinstance(name, str):
        raise TypeError(f"header names must be strings, not {type(name).__name__}")
    raw = name.encode("latin-1", "replace")
    if not raw or not _TOKEN.issuperset(raw):
        raise ValueError(f"{name!r} is not a valid header name")
    reason = _forbidden_reason(raw.lower())
    if reason:
        raise ValueError(f"the header {name} {reason}")
    return raw


def _forbidden_reason(name: bytes) -> str:
    """Return why callers cannot set a header that the client manages; empty if they can."""
    if name in _BODY_FIELDS:
        return "is derived from the body; omit it"
    if name in _ADDRESS_FIELDS:
        return "is derived from the URL; change the base_url or endpoint of the client instead"
    if name in _CONNECTION_FIELDS:
        return "concerns the connection, which the client manages; omit it"
    if name.startswith(_PROXY_PREFIX):
        return "concerns the proxy; put the user name and password into the URL of the proxy instead"
    return ""


def _value(name: str, value: object) -> bytes:
    # Error messages do not contain the value, because it may be a secret.
    text = ("true" if value else "false") if isinstance(value, bool) else value
    if isinstance(text, int | float):
        text = str(text)
    if not isinstance(text, str):
        raise TypeError(f"the value of header {name} must be a string, not {type(value).__name__}")
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        raise ValueError(
            f"the value of header {name} contains characters outside Latin-1, which headers cannot contain"
        ) from None
    if b"\n" in raw or b"\r" in raw or b"\0" in raw:
        raise ValueError(f"the value of header {name} contains a line break or a null character")
    return raw.strip(b" \t")
