# Generated from openapi/ by generator/. Do not edit.
"""The generated part of the client. Applications import `do_inference`, which uses it."""
