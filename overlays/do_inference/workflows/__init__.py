"""Workflows that need more than one request: asynchronous jobs, videos, batches and downloads.

The first parameter of every function is a client. With a `Client` the function returns its result; with an
`AsyncClient` it returns a coroutine, which must be awaited. Functions that wait have the options in `WaitOptions`:
`deadline`, `on_progress`, `polling`, `cancel`.
"""

from __future__ import annotations

from . import jobs as jobs
from . import videos as videos
from ._batch_output import BatchOutcome as BatchOutcome
from ._batch_output import BatchResult as BatchResult
from ._batch_plans import BatchFiles as BatchFiles
from ._batches import batch_results as batch_results
from ._batches import download_results as download_results
from ._batches import read_results as read_results
from ._batches import run_batch as run_batch
from ._batches import start_batch as start_batch
from ._batches import wait_batch as wait_batch
from ._downloads import DownloadedFile as DownloadedFile
from ._downloads import download as download
from ._errors import BatchInputError as BatchInputError
from ._errors import BatchLineError as BatchLineError
from ._errors import DownloadTooLargeError as DownloadTooLargeError
from ._errors import JobCancelledError as JobCancelledError
from ._errors import JobError as JobError
from ._errors import JobExpiredError as JobExpiredError
from ._errors import JobFailedError as JobFailedError
from ._errors import ResultsNotReadyError as ResultsNotReadyError
from ._errors import WaitCancelledError as WaitCancelledError
from ._errors import WaitTimeoutError as WaitTimeoutError
from ._polling import FetchOptions as FetchOptions
from ._polling import Polling as Polling
from ._polling import WaitOptions as WaitOptions
