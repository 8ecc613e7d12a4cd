"""Hosts with a private certificate authority, such as private dedicated inference endpoints."""

from __future__ import annotations

import base64
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from do_inference import (
    AgentClient,
    APIConnectionError,
    APIStatusError,
    AsyncAgentClient,
    AsyncClient,
    Client,
    ConfigurationError,
)
from do_inference.cli import main
from do_inference.workflows import download

from .loopback import CHAT, Loopback, events, reply

if TYPE_CHECKING:
    from .conftest import Driver

AUTHORITY = Path(__file__).parent / "private_authority.pem"
HOST = Path(__file__).parent / "private_host.pem"
PEM = AUTHORITY.read_text()[AUTHORITY.read_text().index("-----BEGIN") :]
OTHER = (Path(__file__).parent / "loopback.pem").read_text()
PRIVATE = OTHER[OTHER.index("-----BEGIN PRIVATE KEY-----") : OTHER.index("-----END PRIVATE KEY-----")] + (
    "-----END PRIVATE KEY-----\n"
)
PRIVATE_TEXT = "".join(PRIVATE.splitlines()[1:-1])


@pytest.fixture
def dedicated() -> Iterator[Loopback]:
    """A server with a certificate from a private authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HOST)
    server = Loopback([reply()], tls=context)
    yield server
    server.close()


FORMS: dict[str, Callable[[], Any]] = {
    "path": lambda: AUTHORITY,
    "path as text": lambda: str(AUTHORITY),
    "PEM as text": lambda: PEM,
    "PEM as bytes": PEM.encode,
    "PEM with escaped line breaks": lambda: PEM.replace("\n", "\\n"),
    "PEM with escaped line breaks of Windows": lambda: PEM.replace("\n", "\\r\\n"),
    "PEM with line breaks of Windows": lambda: PEM.replace("\n", "\r\n"),
    "PEM on one line": lambda: PEM.replace("\n", " "),
    "PEM with indented lines": lambda: PEM.replace("\n", "\n    "),
    "PEM after a byte order mark and a comment": lambda: f"\ufeff# Főtanúsítvány\n{PEM}",
    "several certificates": lambda: OTHER + PEM,
    "PEM in Base64": lambda: base64.b64encode(PEM.encode()).decode(),
    "PEM in lines of Base64": lambda: base64.encodebytes(PEM.encode()),
    "DER": lambda: ssl.PEM_cert_to_DER_cert(PEM),
    "context": lambda: ssl.create_default_context(cafile=AUTHORITY),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_private_authority_is_trusted_in_every_form(driver: Driver, dedicated: Loopback, form: str) -> None:
    assert driver.chat(dedicated.url, verify=FORMS[form]()).id == "c1"


def test_streams_agents_and_copies_trust_a_private_authority(driver: Driver, dedicated: Loopback) -> None:
    dedicated.respond_with(events("a", "b"))
    assert "".join(driver.read_stream(dedicated.url, verify=PEM)) == "ab"

    dedicated.respond_with(reply(CHAT))
    call = {"messages": [{"role": "user", "content": "hi"}]}
    answered = driver.run(
        lambda client: client.chat.completions.create(**call), agent=True, endpoint=dedicated.url, verify=PEM
    )
    assert answered.id == "c1"

    dedicated.respond_with(reply({"object": "list", "data": []}))
    copied = driver.run(
        lambda client: client.with_options(base_url=dedicated.url, api_key="do_dedicated_1").models.list(),
        verify=PEM,
    )
    assert copied.data == []
    assert dedicated.requests[-1].headers["authorization"] == "Bearer do_dedicated_1"


def test_a_base64_file_is_read_and_accepted_by_the_command_line(
    dedicated: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cert"
    file.write_bytes(base64.b64encode(PEM.encode()))
    monkeypatch.setenv("MODEL_ACCESS_KEY", "di_1")
    dedicated.respond_with(reply({"object": "list", "data": []}))

    status = main(["models.list", "--base-url", f"{dedicated.url}/v1", "--ca-file", str(file), "--json"])

    assert status == 0
    assert '"data":[]' in capsys.readouterr().out.replace(" ", "")


@pytest.mark.parametrize("file", ["", "/nonexistent.pem"])
def test_the_command_line_rejects_a_file_without_a_certificate(
    file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODEL_ACCESS_KEY", "di_1")

    assert main(["models.list", "--base-url", "https://127.0.0.1:1", "--ca-file", file]) == 3
    assert "--ca-file FILE" in capsys.readouterr().err


def test_an_unknown_authority_is_rejected_with_advice(driver: Driver, dedicated: Loopback) -> None:
    with pytest.raises(APIConnectionError, match=r"verify=.*SSL_CERT_FILE"):
        driver.chat(dedicated.url)
    assert dedicated.requests == []


def test_a_certificate_of_another_authority_is_rejected(driver: Driver, dedicated: Loopback) -> None:
    with pytest.raises(APIConnectionError, match=r"CERTIFICATE_VERIFY_FAILED.*verify="):
        driver.chat(dedicated.url, verify=Path(__file__).parent / "loopback.pem")


def test_a_wrong_host_name_gets_no_advice_about_authorities(
    driver: Driver, dedicated: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **options: look_up("127.0.0.1", *args, **options)
    )
    with pytest.raises(APIConnectionError, match=r"CERTIFICATE_VERIFY_FAILED.*mismatch") as caught:
        driver.chat(f"https://other.example:{dedicated.port}", verify=PEM)
    assert "verify=" not in str(caught.value)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize(
    ("verify", "words"),
    [
        (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), "is for servers"),
        (False, "verify=False would send the key"),
        ("/nonexistent.pem", "'/nonexistent.pem' is not an existing file"),
        (Path(__file__).parent / "conftest.py", "does not contain a certificate"),
        ("-----BEGIN CERTIFICATE-----\nnot Base64\n-----END CERTIFICATE-----", "cannot be read"),
        ("", "path is empty"),
        (b"", "path is empty"),
        (Path(), "path is empty"),
        (PEM[:-30], "found PEM data, but no complete certificate"),
        (PEM + PEM[:-30], "found PEM data, but no complete certificate"),
        ("x" * 5000, "cannot be read"),
        ("a\0b", "cannot be read"),
    ],
)
def test_verify_without_certificates_is_rejected_at_construction(kind: Any, verify: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        kind(api_key="k", verify=verify)


@pytest.mark.parametrize(
    "text",
    [
        PRIVATE,
        PRIVATE.encode(),
        base64.b64encode(PRIVATE.encode()),
        base64.b64decode(PRIVATE_TEXT),
        PRIVATE_TEXT,
        PRIVATE_TEXT[:100],
        "sk-do-v1-0123456789",
    ],
)
@pytest.mark.parametrize("in_a_file", [True, False])
def test_a_private_key_in_verify_is_rejected_and_not_shown(
    text: str | bytes, in_a_file: bool, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_bytes(text.encode() if isinstance(text, str) else text)

    with pytest.raises(ConfigurationError, match="certificate") as caught:
        Client(api_key="k", verify=file if in_a_file else text)

    assert PRIVATE_TEXT[:20] not in str(caught.value)
    assert "0123456789" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("name", ["ca.crt", "ca.PEM"])
def test_a_directory_of_certificates_is_trusted(
    driver: Driver, dedicated: Loopback, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text(PEM)
    (tmp_path / "tls.key").write_text(PRIVATE)
    assert driver.chat(dedicated.url, verify=tmp_path).id == "c1"


def test_a_directory_without_certificates_is_rejected_at_construction(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(PRIVATE)
    with pytest.raises(ConfigurationError, match="does not contain certificates"):
        Client(api_key="k", verify=tmp_path)


def test_verify_of_a_wrong_type_or_with_a_given_transport_is_rejected() -> None:
    with pytest.raises(TypeError, match="verify must be the path of"):
        Client(api_key="k", verify=3)  # type: ignore[arg-type]
    with (
        httpx.Client() as sender,
        pytest.raises(ConfigurationError, match="create the http_client with verify"),
    ):
        Client(api_key="k", http_client=sender, verify=PEM)
    with pytest.raises(ConfigurationError, match="create the transport with verify"):
        AgentClient(api_key="k", endpoint="h.example", transport=httpx.MockTransport(print), verify=PEM)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="create the transport with verify"):
        AsyncAgentClient(
            api_key="k",
            endpoint="h.example",
            transport=httpx.MockTransport(print),  # type: ignore[arg-type]
            verify=PEM,
        )


def test_an_insecure_context_is_logged(
    driver: Driver, dedicated: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    context = ssl.create_default_context()
    context.check_hostname = False
    with caplog.at_level(logging.WARNING, logger="do_inference"):
        Client(api_key="k", verify=context).close()
        assert "does not check host names" in caplog.text
        context.verify_mode = ssl.CERT_NONE
        assert driver.chat(dedicated.url, verify=context).id == "c1"
    assert "does not check certificates" in caplog.text


def test_the_token_of_an_endpoint_is_only_sent_to_its_host(
    driver: Driver, dedicated: Loopback, other: Loopback, tmp_path: Path
) -> None:
    dedicated.respond_with(reply("", 307, headers={"Location": f"{other.url}/v1/chat/completions"}))
    with pytest.raises(APIStatusError, match="another origin"):
        driver.chat(dedicated.url, verify=PEM, api_key="do_dedicated_1")
    assert other.requests == []

    other.respond_with(reply(b"lines", content_type=None))
    driver.run(
        lambda client: download(client, f"{other.url}/results?sig=1", tmp_path / "f"),
        base_url=dedicated.url,
        verify=PEM,
        api_key="do_dedicated_1",
        default_headers={"X-Own": "1"},
    )
    assert (tmp_path / "f").read_bytes() == b"lines"
    assert not {"authorization", "x-own"} & set(other.requests[0].headers)


def test_fields_of_the_engine_are_sent_from_extra_body(driver: Driver, dedicated: Loopback) -> None:
    driver.chat(
        f"https://localhost:{dedicated.port}/v1",
        verify=PEM,
        call={"extra_body": {"ignore_eos": True, "guided_choice": ["a", "b"]}},
    )

    assert dedicated.requests[0].path == "/v1/chat/completions"
    assert dedicated.requests[0].json["ignore_eos"] is True
    assert dedicated.requests[0].json["guided_choice"] == ["a", "b"]
