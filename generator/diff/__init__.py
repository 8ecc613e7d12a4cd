"""The comparison of two OpenAPI documents: what the release report and the drift report share.

- `pair`: two nodes at the same place of two documents, with the direction, and functions that compare values.
- `findings`: what a comparison finds, each finding once.
- `report`: a report as text, Markdown and JSON.

`generator.changes` compares two versions of the description for users, `generator.drift` compares the description with
an upstream document for maintainers. `generator.openapi` reads the documents and their schemas for both.
"""
