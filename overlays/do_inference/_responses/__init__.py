"""The meaning of a response: its metadata, the errors that its body reports, and whether a JSON body is a result.

`_http` and `streams` both build on this package. It imports neither.
"""
