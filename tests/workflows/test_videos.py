"""Videos, from the prompt to the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from do_inference import Client, DecodingError, InternalServerError, NotFoundError
from do_inference.emulator import Emulator
from do_inference.workflows import JobFailedError, WaitTimeoutError, videos
from tests.runtime.loopback import Loopback, reply

from .conftest import Driver

ASKED: dict[str, Any] = {"model": "wan2-2-t2v-a14b", "prompt": "rain"}
FILM = reply(b"\x00\x00\x00\x18ftypmp42", content_type="video/mp4")
MISSING = reply({"message": "not there"}, 404)


def video(status: str, **fields: Any) -> Any:
    return reply({"id": "video_x", "object": "video", "status": status, **fields})


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


def test_video_is_generated_and_its_file_returned(driver: Driver, emulator: Emulator) -> None:
    seen: list[str] = []
    film = driver.run(
        lambda c: videos.create_and_wait(
            c, **ASKED, size="320x240", on_progress=lambda v: seen.append(v.status), **driver.waiting
        ),
        emulator.base_url,
        api_key=emulator.api_key,
    )
    assert film.content_type == "video/mp4"
    assert b"ftyp" in film.content[:16]
    assert seen == ["queued", "in_progress", "completed"]


def test_failed_video_raises_with_the_video(driver: Driver, emulator: Emulator) -> None:
    with pytest.raises(JobFailedError, match="could not be made") as caught:
        driver.run(
            lambda c: videos.create_and_wait(c, model="wan2-2-t2v-a14b", prompt="[fail]", **driver.waiting),
            emulator.base_url,
            api_key=emulator.api_key,
        )
    assert caught.value.job.id.startswith("video_")


def test_started_video_can_be_waited_for_by_its_id(driver: Driver, server: Loopback) -> None:
    server.respond_with(video("in_progress"), video("completed"))
    assert driver.run(lambda c: videos.wait(c, "video_x", **driver.waiting), server.url).id == "video_x"
    assert {request.path for request in server.requests} == {"/v1/videos/video_x"}


def test_missing_file_is_requested_again(driver: Driver, server: Loopback) -> None:
    server.respond_with(
        MISSING,
        reply({"message": "oops"}, 500),
        reply({"status": "processing"}),
        reply("<html>bad gateway</html>", content_type="text/html"),
        reply(b"", content_type="video/mp4"),
        FILM,
    )
    film = driver.run(lambda c: videos.content(c, "video_x", **driver.waiting), server.url)
    assert film.content.startswith(b"\x00\x00\x00\x18ftyp")
    assert len(driver.clock.slept) == 5
    assert sum(driver.clock.slept) < 40


def test_file_that_stays_missing_raises(driver: Driver, server: Loopback) -> None:
    server.respond_with(MISSING)
    with pytest.raises(NotFoundError):
        driver.run(lambda c: videos.content(c, "video_x", **driver.waiting), server.url)
    assert len(server.requests) == 6


def test_responses_without_a_video_are_not_returned(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({"status": "processing"}))
    with pytest.raises(DecodingError, match="application/json, expected video/mp4"):
        driver.run(lambda c: videos.content(c, "video_x", **driver.waiting), server.url)


def test_one_deadline_applies_to_generation_and_download(driver: Driver, server: Loopback) -> None:
    server.respond_with(video("queued"), video("completed"), MISSING)
    with pytest.raises(WaitTimeoutError, match="its last status was completed") as caught:
        driver.run(lambda c: videos.create_and_wait(c, **ASKED, deadline=9, **driver.waiting), server.url)
    assert caught.value.job.id == "video_x"
    assert sum(driver.clock.slept) < 9


def test_permanent_error_is_not_retried(driver: Driver, server: Loopback) -> None:
    from do_inference import PermissionDeniedError

    server.respond_with(reply({"message": "not yours"}, 403))
    with pytest.raises(PermissionDeniedError):
        driver.run(lambda c: videos.content(c, "video_x", **driver.waiting), server.url)
    assert len(server.requests) == 1


def test_video_that_is_processing_is_waited_for(driver: Driver, server: Loopback) -> None:
    seen: list[str] = []
    server.respond_with(
        reply({"id": "job_x", "status": "processing"}),
        reply({"id": "job_x", "status": "processing"}),
        video("completed", output=None, x_request_id="r-1"),
        FILM,
    )
    film = driver.run(
        lambda c: videos.create_and_wait(
            c, **ASKED, on_progress=lambda v: seen.append(v.status), **driver.waiting
        ),
        server.url,
    )
    assert film.content.startswith(b"\x00\x00\x00\x18ftyp")
    assert seen == ["processing", "processing", "completed"]
    assert [request.path for request in server.requests[1:]] == [
        "/v1/videos/job_x",
        "/v1/videos/job_x",
        "/v1/videos/job_x/content",
    ]


def test_file_is_fetched_from_the_output_url_without_the_key(driver: Driver, server: Loopback) -> None:
    done = video("completed", output={"url": f"{server.url}/elsewhere/film.mp4?signature=x"})
    server.respond_with(video("queued"), done, reply({"message": "oops"}, 500), FILM)
    film = driver.run(lambda c: videos.create_and_wait(c, **ASKED, **driver.waiting), server.url)

    assert film.content.startswith(b"\x00\x00\x00\x18ftyp")
    last = server.requests[-1]
    assert last.path == "/elsewhere/film.mp4?signature=x"
    assert "authorization" not in {name.lower() for name in last.headers}
    assert "secret" not in str(last.headers)


@pytest.mark.parametrize(
    "output", [None, {}, {"url": None}, {"url": "film.mp4"}, {"url": "http://example.com/x"}]
)
def test_service_error_is_raised_without_a_valid_output_url(
    driver: Driver, server: Loopback, output: object
) -> None:
    server.respond_with(video("completed", output=output), reply({"message": "oops"}, 500))
    with pytest.raises(InternalServerError, match="oops"):
        driver.run(lambda c: videos.create_and_wait(c, **ASKED, **driver.waiting), server.url)
    assert len(server.requests) == 7


def test_service_and_output_url_are_both_retried(driver: Driver, server: Loopback) -> None:
    oops = reply({"message": "oops"}, 500)
    server.respond_with(
        video("completed", output={"url": f"{server.url}/film.mp4"}), oops, MISSING, oops, FILM
    )
    film = driver.run(lambda c: videos.create_and_wait(c, **ASKED, **driver.waiting), server.url)
    assert film.content.startswith(b"\x00\x00\x00\x18ftyp")


def test_emulator_has_videos_that_are_processing_and_have_a_url(emulator: Emulator) -> None:
    headers = {"x-emulator-fault": "T58, T59"}
    client = Client(api_key=emulator.api_key, base_url=emulator.base_url, default_headers=headers)
    with client:
        made = client.videos.create(**ASKED, size="64x64")
        assert made.to_dict() == {"id": made.id, "status": "processing"}
        assert videos.wait(client, made.id).status == "completed"
        done = client.videos.retrieve(made.id)
        assert done.output is not None
        assert done.output.url is not None
        assert done.output.url not in repr(done)
        response = httpx.get(done.output.url, trust_env=False)
        assert response.content == client.videos.content(made.id).content
