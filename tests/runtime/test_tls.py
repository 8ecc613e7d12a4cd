"""Connections over TLS."""

from __future__ import annotations

import gc
import socket
import ssl
import time
import warnings
from typing import TYPE_CHECKING

import pytest

from do_inference import APIConnectionError, ConfigurationError, DeadlineError
from do_inference._tls import shared_context, untrusting_context

from .conftest import FakeClock
from .loopback import STREAM_HEAD, Loopback, chunk, event, events, hang, trickle

if TYPE_CHECKING:
    from .conftest import Driver


@pytest.mark.usefixtures("trusted")
def test_calls_and_streams_work_over_tls(driver: Driver, secured: Loopback) -> None:
    assert driver.chat(secured.url).id == "c1"
    assert driver.chat(secured.url, call={"deadline": 30.0}).id == "c1"
    secured.respond_with(events("a", "b"))
    assert "".join(driver.read_stream(secured.url)) == "ab"


@pytest.mark.parametrize("file", ["/nonexistent.pem", __file__])
def test_the_error_for_unreadable_certificates_contains_their_path(
    driver: Driver, secured: Loopback, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", file)
    shared_context.cache_clear()

    with pytest.raises(ConfigurationError, match=f"SSL_CERT_FILE={file}"):
        driver.chat(secured.url)

    monkeypatch.undo()
    shared_context.cache_clear()
    assert secured.requests == []


def test_an_untrusted_certificate_is_rejected_immediately(driver: Driver, secured: Loopback) -> None:
    clock = FakeClock()

    with pytest.raises(APIConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
        driver.chat(secured.url, clock=clock)
    assert clock.slept == []
    assert secured.requests == []


@pytest.mark.usefixtures("trusted")
def test_deadlines_apply_over_tls(driver: Driver, secured: Loopback) -> None:
    began = time.monotonic()
    secured.respond_with(hang(secured))
    with pytest.raises(DeadlineError):
        driver.chat(secured.url, call={"deadline": 0.1})
    secured.respond_with(trickle(secured, STREAM_HEAD + b"\r\n", chunk(event("a"))))
    with pytest.raises(DeadlineError):
        driver.read_stream(secured.url, call={"deadline": 0.1})

    assert time.monotonic() - began < 20.0


@pytest.mark.usefixtures("trusted")
def test_a_deadline_during_the_handshake_leaves_no_socket_open(driver: Driver) -> None:
    gc.collect()  # collect the objects of other tests first
    with socket.create_server(("127.0.0.1", 0)) as mute, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(DeadlineError):
            driver.chat(f"https://127.0.0.1:{mute.getsockname()[1]}", call={"deadline": 0.1})
        gc.collect()

    assert [str(one.message) for one in warned] == []


def test_certificates_are_loaded_once_for_all_clients(
    monkeypatch: pytest.MonkeyPatch, driver: Driver
) -> None:
    made: list[ssl.SSLContext] = []

    def create(**options: object) -> ssl.SSLContext:
        made.append(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        return made[-1]

    monkeypatch.setattr(ssl, "create_default_context", create)
    shared_context.cache_clear()
    for _ in range(3):
        driver.run(lambda client: client._executor.pool.transport("https") and None)

    assert len(made) == 1
    shared_context.cache_clear()


def test_pools_for_plain_http_load_no_certificates() -> None:
    context = untrusting_context()

    assert context.get_ca_certs() == []
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
