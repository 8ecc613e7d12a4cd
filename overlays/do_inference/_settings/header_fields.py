"""Header fields as they are sent: pairs of bytes, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

FieldList: TypeAlias = "list[tuple[bytes, bytes]]"

_OF_THE_BODY: Final = frozenset({b"content-length", b"transfer-encoding", b"trailer", b"expect"})
_OF_THE_ADDRESS: Final = frozenset({b"host"})
_OF_THE_CONNECTION: Final = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"te", b"upgrade", b"http2-settings", b"close"}
)
_OF_PROXIES: Final = b"proxy-"
_TOKEN: Final = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def encode_fields(fields: Mapping[str, object]) -> FieldList:
    """Header fields in bytes. Raises `TypeError` or `ValueError` for what is no header."""
    return [(_name(name), _value(name, value)) for name, value in fields.items()]


def override(base: FieldList, extra: FieldList) -> FieldList:
    """`base` with the fields of `extra`, which replace those of the same name."""
    if not extra:
        return base
    replaced = {name.lower() for name, _ in extra}
    return [field for field in base if field[0].lower() not in replaced] + extra


def authorization(fields: FieldList) -> str:
    """The value of the header Authorization; empty without one."""
    return next((value.decode("latin-1") for name, value in fields if name.lower() == b"authorization"), "")


def has_authorization(fields: FieldList) -> bool:
    """Whether there is a header Authorization."""
    return any(name.lower() == b"authorization" for name, _ in fields)


def _name(name: str) -> bytes:
    if not isinstance(name, str):
        raise TypeError(f"header names must be strings, not {type(name).__name__}")
    raw = name.encode("latin-1", "replace")
    if not raw or not _TOKEN.issuperset(raw):
        raise ValueError(f"{name!r} is not a header name")
    reason = _reason_against(raw.lower())
    if reason:
        raise ValueError(f"the header {name} {reason}")
    return raw


def _reason_against(name: bytes) -> str:
    """Why a caller may not set a header field that frames or routes the message; empty if it may be set."""
    if name in _OF_THE_BODY:
        return "follows from the body; leave it out"
    if name in _OF_THE_ADDRESS:
        return "follows from the address; pass another base_url or endpoint to the client instead"
    if name in _OF_THE_CONNECTION:
        return "belongs to the connection, which the client manages; leave it out"
    if name.startswith(_OF_PROXIES):
        return "belongs to the proxy; put user name and password into the proxy's URL instead"
    return ""


def _value(name: str, value: object) -> bytes:
    # The value may be a secret and is not repeated in complaints.
    text = ("true" if value else "false") if isinstance(value, bool) else value
    if isinstance(text, int | float):
        text = str(text)
    if not isinstance(text, str):
        raise TypeError(f"the value of header {name} must be a string, not {type(value).__name__}")
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        raise ValueError(f"the value of header {name} holds characters that headers cannot carry") from None
    if b"\n" in raw or b"\r" in raw or b"\0" in raw:
        raise ValueError(f"the value of header {name} holds a line break or a null character")
    return raw.strip(b" \t")
