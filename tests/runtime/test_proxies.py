"""Proxies and certificates from the environment."""

from __future__ import annotations

import base64
import shutil
import socket
import ssl
import subprocess
import threading
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from do_inference import APIConnectionError, Client, ConfigurationError, DeadlineError
from do_inference._tls import shared_context
from do_inference._transport.proxies import NoProxyRules, Proxies, parse_proxy

from .loopback import CHAT, Loopback, Request, events, hang, reply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Driver

CERTIFICATE = Path(__file__).with_name("loopback.pem")
PROXIED = Path(__file__).with_name("proxied.pem")


@pytest.mark.parametrize(
    ("no_proxy", "direct", "proxied"),
    [
        (
            "example.com",
            ["example.com", "a.example.com", "EXAMPLE.com", "example.com."],
            ["notexample.com", "com"],
        ),
        (".example.com", ["a.example.com", "a.b.example.com"], ["example.com"]),
        ("*.example.com", ["a.example.com"], ["example.com"]),
        ("example.com:8080", ["example.com:8080", "a.example.com:8080"], ["example.com", "example.com:80"]),
        ("*.example.com:8080", ["a.example.com:8080"], ["a.example.com:443"]),
        (" A.com ,\tb.com\n", ["a.com", "b.com"], ["c.com"]),
        ("a.com\nb.com", ["a.com", "b.com"], []),
        ("*", ["anything.example", "192.0.2.1", "2001:db8::1"], []),
        ("x,*", ["anything.example"], []),
        (
            "192.0.2.1",
            ["192.0.2.1", "192.0.2.1:8080", "::ffff:192.0.2.1"],
            ["192.0.2.2", "192.0.2.1.example"],
        ),
        ("192.0.2.1:443", ["192.0.2.1:443"], ["192.0.2.1:80"]),
        ("192.0.2.0/24", ["192.0.2.9", "192.0.2.255:1"], ["192.0.3.1", "example.com"]),
        ("10.1.2.3/8", ["10.9.9.9"], ["11.0.0.1"]),
        ("[2001:db8::1]", ["2001:db8::1"], ["2001:db8::2"]),
        ("2001:db8::1", ["2001:db8::1", "2001:DB8:0::1"], ["2001:db8::2"]),
        ("[2001:db8::1]:443", ["[2001:db8::1]:443"], ["[2001:db8::1]:80"]),
        ("2001:db8::/32", ["2001:db8:1::1"], ["2001:db9::1"]),
        ("::1/128, [::1], ::1", [], ["2001:db8::1", "example.com"]),
        ("fe80::1%eth0", ["fe80::1", "fe80::1%eth1"], ["fe80::2"]),
        ("straße.example", ["xn--strae-oqa.example"], ["strasse.example"]),
        ("*example.com", [], ["example.com", "a.example.com", "anexample.com"]),
        (f"example.com:{'8' * 5000}, example.com:٨٠", [], ["example.com"]),
        (
            ",, ,:80,[],[x],a b/33,10.0.0.0/99,http://x,-ü.example,example.com:port,",
            [],
            ["example.com", "10.0.0.1"],
        ),
        ("", [], ["example.com"]),
    ],
)
def test_no_proxy_follows_the_rules_of_go(no_proxy: str, direct: list[str], proxied: list[str]) -> None:
    rules = NoProxyRules(no_proxy)

    def matches(place: str) -> bool:
        host, colon, port = place.rpartition(":")
        has_port = colon and (place.startswith("[") or place.count(":") == 1)
        return rules.match(host if has_port else place, int(port) if has_port else 443)

    assert {place: matches(place) for place in direct} == dict.fromkeys(direct, True)
    assert {place: matches(place) for place in proxied} == dict.fromkeys(proxied, False)


def test_localhost_is_never_accessed_through_a_proxy() -> None:
    proxies = Proxies({"ALL_PROXY": "http://proxy:1"})

    for host in ("localhost", "localhost.", "127.9.9.9", "::1", "[::1]", "::ffff:127.0.0.1", "a.localhost"):
        assert proxies.of("http", host, 80) is None
    assert proxies.of("http", "localhost.example", 80) is not None


def test_each_scheme_has_a_variable_and_upper_case_takes_precedence() -> None:
    named = {"HTTP_PROXY": "a", "http_proxy": "x", "https_proxy": "b", "HTTPS_PROXY": "", "ALL_PROXY": "c"}

    def host(environment: dict[str, str], scheme: str) -> tuple[str, str] | None:
        proxy = Proxies(environment).of(scheme, "example.com", 443)
        return None if proxy is None else (proxy.host, proxy.source)

    assert host(named, "http") == ("a", "HTTP_PROXY")
    assert host(named, "https") == ("b", "https_proxy")
    assert host({"all_proxy": "c"}, "https") == ("c", "all_proxy")
    assert host({"HTTP_PROXY": "a"}, "https") is None
    assert host({"HTTP_PROXY": "a", "REQUEST_METHOD": "GET"}, "http") is None
    assert host({"no_proxy": "x", "NO_PROXY": "example.com", "HTTP_PROXY": "a"}, "http") is None
    assert not Proxies({"NO_PROXY": "x", "HTTP_PROXY": " "})


@pytest.mark.parametrize(
    ("text", "scheme", "place", "user", "password"),
    [
        ("http://proxy:3128", "http", "proxy:3128", None, ""),
        ("proxy:3128", "http", "proxy:3128", None, ""),
        ("proxy", "http", "proxy:80", None, ""),
        (" https://Proxy/\n", "https", "proxy:443", None, ""),
        ("socks5h://proxy", "socks5h", "proxy:1080", None, ""),
        ("http://user:p%23%2F%3F%40w@proxy:1", "http", "proxy:1", "user", "p#/?@w"),
        ("http://user:p@w@proxy:1", "http", "proxy:1", "user", "p@w"),
        ("http://user@[2001:db8::1]:1", "http", "[2001:db8::1]:1", "user", ""),
        ("http://straße.example:1", "http", "xn--strae-oqa.example:1", None, ""),
    ],
)
def test_proxy_urls_are_parsed(text: str, scheme: str, place: str, user: str | None, password: str) -> None:
    proxy = parse_proxy("HTTP_PROXY", text)

    assert (proxy.scheme, proxy.place, proxy.user, proxy.password) == (scheme, place, user, password)
    assert (password or "nothing") not in repr(proxy)


@pytest.mark.parametrize(
    "text",
    [
        "http://user:hu#sh@proxy:1",
        "http://user:1#hush@proxy:1",
        "http://user:hu/sh@proxy:1",
        "http://user:1/hush@proxy:1",
        "http://user:hu?sh@proxy:1",
        "http://user:1?hush@proxy:1",
        "hush#@proxy:1",
        "user:hush",
        "http://user:hush@",
        "http://user:hush@proxy:99999",
        "http://user:hush@pro xy:1",
        "ftp://user:hush@proxy:1",
        "http://user:hush@xn--a:1",
        "http://user:hush@proxy:0",
        "http:/hush:1",
    ],
)
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_the_error_for_a_malformed_proxy_names_its_variable_but_not_its_value(
    driver: Driver, monkeypatch: pytest.MonkeyPatch, variable: str, text: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv(variable, text)

    with pytest.raises(ConfigurationError, match=f"the proxy in {variable} cannot be used") as caught:
        driver.chat("https://inference.example")

    assert "hu" not in str(caught.value)
    assert "HTTP_PROXY" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_malformed_proxy_that_is_not_needed_is_ignored(
    driver: Driver, server: Loopback, other: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "ftp://nonsense")
    monkeypatch.setenv("NO_PROXY", "\n[::1],::1/128,[,")
    assert driver.chat(server.url).id == "c1"

    monkeypatch.setenv("HTTP_PROXY", other.url)
    assert driver.chat("http://inference.example", allow_http=True).id == "c1"
    assert other.requests[0].path == "http://inference.example/v1/chat/completions"


def test_user_and_password_are_sent_to_the_proxy_and_the_key_to_the_server(
    driver: Driver, other: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", other.url.replace("//", "//user:p%23w@"))
    driver.chat("http://inference.example", allow_http=True)

    expected = "Basic " + base64.b64encode(b"user:p#w").decode()
    assert other.requests[0].headers["proxy-authorization"] == expected


def test_the_error_for_an_unreachable_proxy_names_it_without_its_password(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:hush@127.0.0.1:{port}")

    with pytest.raises(
        APIConnectionError, match=f"through the proxy 127.0.0.1:{port}, set in HTTPS_PROXY"
    ) as caught:
        driver.chat("https://inference.example", max_retries=0)

    assert "hush" not in str(caught.value)


def test_a_proxy_that_rejects_the_connection_is_a_connection_error(
    driver: Driver, other: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.respond_with(reply("", 407))
    monkeypatch.setenv("HTTPS_PROXY", other.url)

    with pytest.raises(APIConnectionError, match=r"407.*HTTPS_PROXY"):
        driver.chat("https://inference.example", max_retries=0)


def test_socks_without_socksio_raises_an_error_with_advice(
    monkeypatch: pytest.MonkeyPatch, driver: Driver
) -> None:
    try:
        import socksio  # type: ignore[import-not-found]  # noqa: F401
    except ImportError:
        pass
    else:
        pytest.skip("socksio is installed")
    monkeypatch.setenv("ALL_PROXY", "socks5://user:hush@127.0.0.1:9")

    with pytest.raises(ConfigurationError, match=r"the proxy in ALL_PROXY .* socksio"):
        driver.chat("https://inference.example")


def tunnel(target: Loopback) -> Any:
    """Return a handler that tunnels CONNECT requests to `target`."""

    def copy(source: socket.socket, sink: socket.socket) -> None:
        try:
            while piece := source.recv(65536):
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def handle(request: Request, sock: socket.socket) -> bool:
        assert request.method == "CONNECT"
        with socket.create_connection(("127.0.0.1", target.port)) as onward:
            sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=copy, args=(onward, sock), daemon=True)
            back.start()
            copy(sock, onward)
            back.join(5)
        return False

    return handle


@pytest.fixture
def secured() -> Iterator[Loopback]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PROXIED)
    server = Loopback([reply()], tls=context)
    yield server
    server.close()


@pytest.fixture
def fresh_certificates() -> Iterator[None]:
    shared_context.cache_clear()
    yield
    shared_context.cache_clear()


@pytest.mark.usefixtures("fresh_certificates")
def test_calls_and_streams_are_tunnelled_with_the_idna_2008_name(
    driver: Driver, other: Loopback, secured: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.respond_with(tunnel(secured))
    monkeypatch.setenv("https_proxy", other.url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(PROXIED))

    assert driver.chat("https://straße.example").id == "c1"
    secured.respond_with(events("a", "b"))
    assert "".join(driver.read_stream("https://straße.example")) == "ab"

    assert other.requests[0].path == "xn--strae-oqa.example:443"
    assert "authorization" not in other.requests[0].headers
    assert secured.requests[0].headers["host"] == "xn--strae-oqa.example"


def test_a_deadline_applies_while_a_proxy_does_not_respond(
    driver: Driver, other: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.respond_with(hang(other))
    monkeypatch.setenv("HTTPS_PROXY", other.url)
    with pytest.raises(DeadlineError):
        driver.chat("https://inference.example", call={"deadline": 0.05})


# Certificates


@pytest.fixture
def local() -> Iterator[Loopback]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server = Loopback([reply()], tls=context)
    yield server
    server.close()


VARIABLES = ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"]


def _directory(folder: Path) -> Path:
    """Create a directory in OpenSSL's format: file names are hashes of the subjects."""
    _, begin, rest = CERTIFICATE.read_text().partition("-----BEGIN CERT")
    der = ssl.PEM_cert_to_DER_cert(begin + rest)
    (folder / "cert.der").write_bytes(der)
    command = ["openssl", "x509", "-inform", "DER", "-in", str(folder / "cert.der"), "-noout", "-hash"]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    (folder / f"{name}.0").write_text(ssl.DER_cert_to_PEM_cert(der))
    return folder


@pytest.mark.usefixtures("fresh_certificates")
@pytest.mark.parametrize("variable", VARIABLES)
def test_each_certificate_variable_is_used(
    driver: Driver, local: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    if variable == "SSL_CERT_DIR":
        if shutil.which("openssl") is None:
            pytest.skip("no openssl to hash a certificate with")
        monkeypatch.setenv(variable, str(_directory(tmp_path)))
    else:
        monkeypatch.setenv(variable, str(CERTIFICATE))

    assert driver.chat(local.url, max_retries=0).id == CHAT["id"]


@pytest.mark.usefixtures("fresh_certificates")
@pytest.mark.parametrize(("first", "second"), [*pairwise(VARIABLES)])
def test_only_the_first_certificate_variable_is_used(
    driver: Driver, local: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: str, second: str
) -> None:
    monkeypatch.setenv(first, str(tmp_path if first == "SSL_CERT_DIR" else PROXIED))
    monkeypatch.setenv(second, str(CERTIFICATE))

    with pytest.raises(APIConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
        driver.chat(local.url, max_retries=0)


@pytest.mark.usefixtures("fresh_certificates")
@pytest.mark.parametrize("variable", VARIABLES)
@pytest.mark.parametrize("place", ["/nonexistent.pem", __file__])
def test_the_error_for_unreadable_certificates_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, place: str
) -> None:
    monkeypatch.setenv(variable, place)

    with Client(api_key="k") as client, pytest.raises(ConfigurationError) as caught:
        client.models.list()

    assert f"({variable}={place})" in str(caught.value)
    assert not any(other in str(caught.value) for other in VARIABLES if other != variable)
