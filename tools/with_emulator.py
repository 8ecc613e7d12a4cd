"""Runs a program with the emulator instead of the service: `python with_emulator.py PROGRAM`."""

import os
import runpy
import sys

from do_inference.emulator import Emulator

with Emulator() as emulator:
    os.environ["MODEL_ACCESS_KEY"] = emulator.api_key
    os.environ["GRADIENT_INFERENCE_ENDPOINT"] = emulator.base_url
    os.environ["AGENT_ACCESS_KEY"] = emulator.agent_key
    os.environ["AGENT_ENDPOINT"] = emulator.agent_url
    runpy.run_path(sys.argv[1], run_name="__main__")
