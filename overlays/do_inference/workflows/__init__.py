"""What takes more than one call: jobs and videos that answer later, batches, and files at foreign URLs.

Every function takes a client first. With a `Client` it returns its result; with an `AsyncClient` it returns a
coroutine of it, to be awaited. What waits takes the options of `WaitOptions`: `deadline`, `on_progress`, `polling`,
`cancel`.
"""

from __future__ import annotations

from . import jobs as jobs
from . import videos as videos
from .batch_output import BatchOutcome as BatchOutcome
from .batch_output import BatchResult as BatchResult
from .batch_pages import iterate_batches as iterate_batches
from .batch_plans import BatchFiles as BatchFiles
from .batches import batch_results as batch_results
from .batches import download_results as download_results
from .batches import read_results as read_results
from .batches import run_batch as run_batch
from .batches import start_batch as start_batch
from .batches import wait_batch as wait_batch
from .downloads import Downloaded as Downloaded
from .downloads import download as download
from .errors import BatchInputError as BatchInputError
from .errors import BatchLineError as BatchLineError
from .errors import DownloadTooLargeError as DownloadTooLargeError
from .errors import JobCancelledError as JobCancelledError
from .errors import JobError as JobError
from .errors import JobExpiredError as JobExpiredError
from .errors import JobFailedError as JobFailedError
from .errors import ResultsNotReadyError as ResultsNotReadyError
from .errors import WaitCancelledError as WaitCancelledError
from .errors import WaitTimeoutError as WaitTimeoutError
from .options import FetchOptions as FetchOptions
from .options import WaitOptions as WaitOptions
from .polling import Polling as Polling
