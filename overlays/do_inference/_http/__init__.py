"""Makes calls over HTTP: builds requests, paces and sends them, retries failed attempts, and hands on the responses.

`async_executor` is the entry; `executor` is generated from it. A call passes through `request`, `call`, `pacing` and
the transport, and its response through `_response`.
"""
