"""The clients under measurement, each made the way its own documentation makes it.

Imports are part of what is measured.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final


def ours(port: int) -> Any:
    from do_inference import Client

    return Client(api_key="k", base_url=f"http://127.0.0.1:{port}")


def gradient(port: int) -> Any:
    from gradient import Gradient

    return Gradient(access_token="k", model_access_key="k", inference_endpoint=f"http://127.0.0.1:{port}")


def openai(port: int) -> Any:
    from openai import OpenAI

    return OpenAI(api_key="k", base_url=f"http://127.0.0.1:{port}/v1")


def pydo(port: int) -> Any:
    from azure.core.credentials import AzureKeyCredential
    from azure.core.pipeline.policies import AzureKeyCredentialPolicy
    from pydo import Client

    # Its own policy refuses to send a token over plain HTTP.
    policy = AzureKeyCredentialPolicy(AzureKeyCredential("k"), "Authorization", prefix="Bearer")
    return Client(token="k", inference_endpoint=f"http://127.0.0.1:{port}", authentication_policy=policy)


def httpx(port: int) -> Any:
    import httpx

    return httpx.Client(base_url=f"http://127.0.0.1:{port}")


SUBJECTS: Final[dict[str, Callable[[int], Any]]] = {
    "do-inference": ours,
    "httpx": httpx,
    "gradient": gradient,
    "openai": openai,
    "pydo": pydo,
}
