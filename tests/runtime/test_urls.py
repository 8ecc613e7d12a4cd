"""URLs are parsed without httpx if it would change nothing in them."""

from __future__ import annotations

import string

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from do_inference._transport import exceptions
from do_inference._transport.urls import URL, parse_url

PLAIN = [
    "https://inference.do-ai.run/v1/chat/completions",
    "http://127.0.0.1:8080/v1/models",
    "http://localhost:1/a/b.c/~d?limit=10&after=x_1,y",
    "https://a-b.example:8443/prefix/v1/models?",
    "https://h/",
    "https://h/?a=b?c",
]
OTHERS = [
    "https://h",
    "https://h:443/",
    "http://h:80/",
    "http://h:080/",
    "http://h:/",
    "http://[::1]:8080/v1",
    "https://user:secret@h/",
    "https://H/",
    "https://straße.example/",
    "https://xn--strae-oqa.example/",
    "https://h/a%20b",
    "https://h/a b",
    "https://h/a/../b",
    "https://h/.",
    "https://h/a?b=ü",
    "https://h/#part",
]
ATTRIBUTES = ("scheme", "raw_scheme", "host", "raw_host", "port", "netloc", "path", "query", "raw_path")


def assert_equal_to_httpx(text: str) -> None:
    ours, theirs = parse_url(text), httpx.URL(text)
    for name in ATTRIBUTES:
        assert getattr(ours, name) == getattr(theirs, name)
    assert str(ours) == str(theirs)


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_url_is_parsed_without_httpx(text: str) -> None:
    assert isinstance(parse_url(text), URL)
    assert_equal_to_httpx(text)


@pytest.mark.parametrize("text", OTHERS)
def test_a_url_that_has_to_be_normalized_is_parsed_by_httpx(text: str) -> None:
    assert isinstance(parse_url(text), httpx.URL)


@pytest.mark.parametrize(
    "text", ["https://300.1.1.1/", "ftp:/h", "https:///a", "/v1/models", "https://h:99999/"]
)
def test_any_other_text_means_the_same_as_for_httpx(text: str) -> None:
    try:
        expected = str(httpx.URL(text))
    except httpx.InvalidURL:
        with pytest.raises(httpx.InvalidURL):
            parse_url(text)
    else:
        assert str(parse_url(text)) == expected


@given(
    host=st.text(string.ascii_lowercase + string.digits + "-.", min_size=1, max_size=6),
    port=st.sampled_from(["", ":1", ":443", ":80", ":8080"]),
    target=st.text(string.printable, max_size=8),
)
def test_all_urls_have_the_parts_that_httpx_finds(host: str, port: str, target: str) -> None:
    text = f"https://{host}{port}/{target}"
    try:
        httpx.URL(text)
    except httpx.InvalidURL:
        with pytest.raises(httpx.InvalidURL):
            parse_url(text)
    else:
        assert_equal_to_httpx(text)


def test_every_exception_of_the_native_transport_has_the_name_and_the_bases_of_one_of_httpx() -> None:
    kinds = [kind for kind in vars(exceptions).values() if isinstance(kind, type)]

    assert exceptions.ReadTimeout in kinds
    for kind in kinds:
        of_httpx = {base.__name__ for base in getattr(httpx, kind.__name__).__mro__}
        assert {base.__name__ for base in kind.__mro__} <= of_httpx
