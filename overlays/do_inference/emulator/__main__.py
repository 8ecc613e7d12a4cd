"""`python -m do_inference.emulator`."""

from __future__ import annotations

import sys

from do_inference.emulator._command import main

sys.exit(main())
