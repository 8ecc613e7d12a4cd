"""Builds the request of a call from an operation, its arguments and its options."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from do_inference_generated._interface import NOT_GIVEN, RequestOptions

from .._json.codec import Document, write
from .._settings.endpoint import is_loopback
from .._settings.header_fields import FieldList, encode_fields, has_authorization, override
from .._transport.urls import parse_url
from .._version import __version__
from ..errors import ConfigurationError
from .bodies import UploadBody
from .call import Call
from .parameters import serialize, serialize_all
from .redirects import Hop, outside_url

if TYPE_CHECKING:
    from do_inference_generated._interface import Arguments, Operation

    from .._clock import Clock
    from .._settings.config import Settings
    from .._transport.async_pools import AsyncPool
    from .._transport.pools import Pool
    from .._transport.urls import AnyURL
    from .pacing import Pacing
    from .token_estimate import Estimate

_OPTIONS: Final = frozenset(RequestOptions.__annotations__)
_TURNED_OFF_BY_NONE: Final = frozenset({"timeout", "deadline", "idle_timeout", "event_timeout", "max_wait"})
_USER_AGENT: Final = f"do-inference/{__version__} Python/{sys.version_info[0]}.{sys.version_info[1]}".encode()
_ACCEPT: Final = {
    "stream": b"text/event-stream, application/json",
    "json": b"application/json",
    "any": b"*/*",
}


_TEXT_OR_JSON: Final[FieldList] = [(b"Accept", b"text/plain, application/json;q=0.5")]


class RequestBuilder:
    """Builds the calls of one client. Caches what is equal in all calls of an operation."""

    __slots__ = ("_heads", "_own_key", "_pacing", "_pool", "_urls", "settings")

    def __init__(self, settings: Settings, pool: Pool | AsyncPool, pacing: Pacing) -> None:
        self.settings = settings
        self._pool = pool
        self._pacing = pacing
        self._urls: dict[str, AnyURL] = {}
        self._heads: dict[tuple[str, bool], FieldList] = {}
        self._own_key = has_authorization(settings.default_headers)

    def build(
        self,
        clock: Clock,
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: Mapping[str, Any],
        *,
        streaming: bool,
    ) -> Call:
        """Return the call, ready to be sent. Raises `TypeError` or `ValueError` for arguments that cannot be sent."""
        if options:
            options = _checked(operation, arguments, options)
        url = self._url(operation, arguments, options)
        fields = _fields(operation, arguments, options, streaming=streaming)
        document = _body(operation, arguments, options, fields)
        body = document.content if isinstance(document, Document) else document
        headers, secured = self._headers(operation, arguments, options, body, url, streaming=streaming)
        start = Hop(operation.method, url, headers, secured, foreign=operation.absolute_url is not None)
        as_text = _asks_for_text(operation, arguments.body, options.get("extra_body"))
        if as_text:
            headers = override(headers, _TEXT_OR_JSON)
            start = start._replace(headers=headers)
        call = Call(self.settings, self._pool, clock, operation, start, body, options, streaming=streaming)
        call.as_text = as_text
        if fields is not None and arguments.body is not NOT_GIVEN:
            call.model = _model_of(arguments.body)
            if not self._pacing.off:
                call.reserve(self._pacing.tokens, self._estimate(operation, fields, document))
        return call

    def _estimate(
        self,
        operation: Operation[Any, Any],
        fields: Mapping[str, Any],
        document: Document | UploadBody | None,
    ) -> Estimate:
        """Return how many tokens the call may cost."""
        plain = document if isinstance(document, Document) else None
        return self._pacing.tokens.estimate(
            fields,
            sum(map(len, _strings(fields))) if plain is None else len(plain.content),
            model=_model_of(fields),
            generates=operation.stream is not None,  # Only models stream their results.
            files=operation.files,
            plain=plain,
        )

    def _url(
        self, operation: Operation[Any, Any], arguments: Arguments, options: Mapping[str, Any]
    ) -> AnyURL:
        if operation.absolute_url is not None:
            if options.get("extra_query"):
                raise TypeError(
                    f"extra_query cannot be added to {operation.absolute_url}, which is signed as it is"
                )
            return self._absolute(str(arguments.path[operation.absolute_url]), operation.absolute_url)
        query = _query(arguments.query, options.get("extra_query"))
        if not query and not arguments.path:
            url = self._urls.get(operation.path)
            if url is None:
                url = self._urls[operation.path] = parse_url(self.settings.endpoint.url + operation.path)
            return url
        path = _fill(operation.path, arguments.path)
        return parse_url(f"{self.settings.endpoint.url}{path}{'?' if query else ''}{query}")

    def _absolute(self, text: str, name: str) -> AnyURL:
        try:
            url = outside_url(text)
        except ValueError:
            raise ValueError(f"{name} must be an absolute URL that begins with https://") from None
        if url.scheme == "http" and not self.settings.allow_http and not is_loopback(url.host):
            raise ConfigurationError(
                f"{name} is plain http to {url.host}; pass allow_http=True to the client"
            )
        return url

    def _headers(
        self,
        operation: Operation[Any, Any],
        arguments: Arguments,
        options: Mapping[str, Any],
        body: bytes | UploadBody | None,
        url: AnyURL,
        *,
        streaming: bool,
    ) -> tuple[FieldList, bool]:
        headers = self._head(operation, url, streaming=streaming)
        if isinstance(body, UploadBody):
            headers = override(headers, body.headers)
        elif body is not None or operation.method in ("POST", "PUT", "PATCH"):
            headers = [*headers, (b"Content-Length", b"%d" % len(body or b""))]
            if operation.body is None and body:  # The whole body comes from extra_body.
                headers.append((b"Content-Type", b"application/json"))
        given = _texts(arguments.headers)
        extra = options.get("extra_headers")
        if extra:
            given = {**given, **extra}
        # An Authorization field of the caller replaces the key of the client.
        secured = operation.secured and not self._own_key
        if not given:
            return headers, secured
        fields = encode_fields(given)
        return override(headers, fields), secured and not has_authorization(fields)

    def _head(self, operation: Operation[Any, Any], url: AnyURL, *, streaming: bool) -> FieldList:
        """Return the header fields that are equal in all calls of an operation."""
        if operation.absolute_url is not None:
            return _anonymous_head(operation, url)
        key = (operation.id, streaming)
        head = self._heads.get(key)
        if head is None:
            head = _anonymous_head(operation, url, streaming=streaming)
            if operation.body == "json":
                head.append((b"Content-Type", b"application/json"))
            elif operation.body == "binary":
                head.append((b"Content-Type", b"application/octet-stream"))
            head = self._heads[key] = override(head, self.settings.default_headers)
        return head


def _asks_for_text(operation: Operation[Any, Any], body: object, extra: Mapping[str, object] | None) -> bool:
    """Return whether the value of a field makes the response plain text instead of JSON."""
    if operation.plain_text is None:
        return False
    name, values = operation.plain_text
    fields = {**(body if isinstance(body, Mapping) else {}), **(extra or {})}
    return any(text in values for text in serialize_all(name, fields.get(name)))


def number_of_results(body: object) -> int:
    """Return how many results a request asks for: its field `n`, or else 1."""
    asked = body.get("n") if isinstance(body, Mapping) else None
    return asked if type(asked) is int and asked > 0 else 1


def _anonymous_head(operation: Operation[Any, Any], url: AnyURL, *, streaming: bool = False) -> FieldList:
    kind = "stream" if streaming else "json" if operation.result is not None else "any"
    # A compressor holds events back until it has enough of them, and media do not become smaller.
    encoding = b"gzip, deflate" if kind == "json" else b"identity"
    return [
        (b"Host", url.netloc),
        (b"Accept", _ACCEPT[kind]),
        (b"Accept-Encoding", encoding),
        (b"User-Agent", _USER_AGENT),
    ]


def _fields(
    operation: Operation[Any, Any], arguments: Arguments, options: Mapping[str, Any], *, streaming: bool
) -> dict[str, Any] | None:
    """Return the fields of a body with the names of its parts; None for other bodies and for none."""
    body = arguments.body
    extra = options.get("extra_body")
    if operation.body == "binary" or (operation.body is None and not extra):
        return None
    if body is NOT_GIVEN:
        fields = {}
    elif isinstance(body, Mapping):
        fields = {name: value for name, value in body.items() if value is not NOT_GIVEN}
    else:
        return None
    if streaming and operation.result is not None:
        fields["stream"] = True
    if extra:
        fields.update(extra)
    return fields


def _body(
    operation: Operation[Any, Any],
    arguments: Arguments,
    options: Mapping[str, Any],
    fields: dict[str, Any] | None,
) -> Document | UploadBody | None:
    if operation.body == "multipart" and fields is not None:
        from .uploads import form_upload  # For start-up time: most requests are JSON.

        return form_upload(fields, operation.files)
    if fields is not None:
        return write(fields)
    if operation.body == "binary":
        if options.get("extra_body"):
            raise TypeError(f"{operation.name}() sends a file: extra_body cannot be added to it")
        from .uploads import file_upload

        return None if arguments.body is NOT_GIVEN else file_upload(arguments.body)
    return None if operation.body is None else write(arguments.body)


def _query(query: Mapping[str, object], extra: Mapping[str, object] | None) -> str:
    if not query and not extra:
        return ""
    fields = {**query, **(extra or {})}
    pairs = [
        (serialize("the name of a query parameter", name), text)
        for name, value in fields.items()
        for text in serialize_all(str(name), value)
    ]
    return urlencode(pairs, quote_via=quote)


def _texts(fields: Mapping[str, object]) -> dict[str, str]:
    """Return header fields as text; the items of a list are joined by commas."""
    texts = {name: serialize_all(name, value) for name, value in fields.items() if value is not NOT_GIVEN}
    return {name: ",".join(parts) for name, parts in texts.items() if parts}


def _fill(template: str, values: Mapping[str, object]) -> str:
    path = template
    for name, value in values.items():
        texts = serialize_all(name, value)
        if ",".join(texts).strip() in ("", ".", ".."):
            raise ValueError(f"{name} must not be empty, . or ..: it is a part of the path {template}")
        path = path.replace(f"{{{name}}}", ",".join(quote(text, safe="") for text in texts))
    return path


def _checked(
    operation: Operation[Any, Any], arguments: Arguments, options: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the options without those that are None and mean "not set"."""
    if not _OPTIONS.issuperset(options):
        _complain(operation, arguments, options)
    for name in ("extra_headers", "extra_query", "extra_body"):
        extra = options.get(name)
        if extra is not None and not isinstance(extra, Mapping):
            raise TypeError(f"{name} must be a mapping of names to values, not {type(extra).__name__}")
    return {
        name: value for name, value in options.items() if value is not None or name in _TURNED_OFF_BY_NONE
    }


def _complain(operation: Operation[Any, Any], arguments: Arguments, options: Mapping[str, Any]) -> None:
    from difflib import get_close_matches

    unknown = next(name for name in options if name not in _OPTIONS)
    if unknown == "stream" and operation.stream is not None:
        raise TypeError(
            "with_raw_response has no streams; ask for one without it: a stream has status and headers in `.response`"
        )
    fields = arguments.body if isinstance(arguments.body, Mapping) else {}
    known = {*arguments.path, *arguments.query, *fields, *_OPTIONS}
    near = get_close_matches(unknown, sorted(known), n=1, cutoff=0.6)
    hint = (
        f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(sorted(known - _OPTIONS)) or 'none'}"
    )
    way = "; a field that is not known here can be sent in extra_body" if operation.body == "json" else ""
    raise TypeError(f"{operation.name}() got an unexpected keyword argument {unknown!r}; {hint}{way}")


def _strings(fields: Mapping[str, Any]) -> list[str]:
    return [value for value in fields.values() if isinstance(value, str)]


def _model_of(fields: Mapping[str, Any]) -> str | None:
    model = fields.get("model") or fields.get("model_id")
    return model if isinstance(model, str) else None
