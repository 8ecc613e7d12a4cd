"""A program for the type checkers, which is not executed. Only the lines marked `# E:` have errors."""

from __future__ import annotations

from typing import assert_type

from do_inference import AsyncClient, BinaryContent, Client, models
from do_inference.workflows import (
    BatchFiles,
    BatchLineError,
    BatchOutcome,
    DownloadedFile,
    Polling,
    batch_results,
    download,
    download_results,
    jobs,
    read_results,
    run_batch,
    start_batch,
    videos,
    wait_batch,
)


def told(batch: models.Batch) -> None:
    print(batch.batch_id, batch.status)


def synchronous(client: Client) -> None:
    job = jobs.run(client, model_id="m", input={"prompt": "x"}, deadline=3, polling=Polling(initial=1))
    assert_type(job, models.AsyncInvocation)
    assert_type(jobs.wait(client, "r", on_progress=lambda job: print(job.request_id)), models.AsyncInvocation)
    assert_type(videos.create_and_wait(client, model="m", prompt="x"), BinaryContent)
    assert_type(videos.wait(client, "v"), models.Video)
    assert_type(download(client, "u", "p"), DownloadedFile)


def batches(client: Client) -> None:
    chats = run_batch(client, [("a", {"model": "m"})], endpoint="/v1/chat/completions")
    assert_type(chats, BatchOutcome[models.ChatCompletion])
    assert_type(chats["a"], models.ChatCompletion)
    assert_type(chats.failed, dict[str, BatchLineError])
    responses = run_batch(client, "x.jsonl", endpoint="/v1/responses", metadata={"a": "b"})
    assert_type(responses["a"], models.Response)
    assert_type(run_batch(client, "x.jsonl", provider="anthropic", on_progress=told)["a"], models.Message)
    assert_type(run_batch(client, "x.jsonl")["a"], models.ChatCompletion | models.Response | models.Message)
    assert_type(start_batch(client, [{"custom_id": "a", "body": {"x": 1}}]), models.Batch)
    assert_type(wait_batch(client, "b", deadline=3), models.Batch)
    assert_type(batch_results(client, "b", endpoint="/v1/messages")["a"], models.Message)
    assert_type(download_results(client, "b", "."), BatchFiles)
    for result in read_results("x.jsonl", endpoint="/v1/responses"):
        assert_type(result.result(), models.Response)


async def asynchronous(client: AsyncClient) -> None:
    assert_type(await jobs.run(client, model_id="m", input={"prompt": "x"}), models.AsyncInvocation)
    chats = await run_batch(client, [("a", {"x": 1})], endpoint="/v1/chat/completions")
    assert_type(chats, BatchOutcome[models.ChatCompletion])
    assert_type(await videos.content(client, "v"), BinaryContent)
    assert_type(await batch_results(client, "b", endpoint="/v1/responses"), BatchOutcome[models.Response])
    assert_type(await download(client, "u", "p"), DownloadedFile)


def wrong(client: Client) -> None:
    jobs.wait(client, "r", dedline=3)  # E: a typing mistake
    run_batch(client, 7, endpoint="/v1/chat/completions")  # E: no requests
    jobs.run(client, model_id="m", input={"prompt": 3})  # E: no text
