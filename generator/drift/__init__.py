"""Upstream drift: what an upstream OpenAPI document contains that the description does not, or defines differently.

- `products` selects the operations about inference, `comparison` matches and compares them, `schemas` their schemas.
- `differences` are what these find, with `summaries` of what only upstream has; `coverage` counts the rest.
- `record` reads and writes `departures.yaml`, which consists of `facts`; `departures` sorts the differences by it.
- `report` presents the rest, `draft` writes YAML for what is missing, and `__main__` is the command line.
"""
