"""Upstream drift: what an upstream OpenAPI document contains that the description does not, or defines differently.

- `comparison` matches operations and compares them, `schemas` compares their schemas.
- `differences` are what they find; `departures` sorts them by what `departures.yaml` records.
- `report` presents the rest, `draft` writes YAML for what is missing, and `__main__` is the command line.
"""
