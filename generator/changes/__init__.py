"""The release report: what changed for users between two versions of the description and of the package.

- `sources` reads the versions. `__main__` compares two of them; it is the command line.
- The description: `document` compares operations and components of two documents in their `canonical` form,
  `messages` requests and responses, `schemas` and `unions` their schemas, `keywords` one keyword at a time. Each
  `change` has the names that `naming` returns.
- The Python packages: `surface` compares the public names, including what griffe does not report (`griffe_gaps`);
  `code` type-checks consumer files and compares code, `project` compares the metadata.
- `report` joins both levels and presents them; `version` determines the version that follows.
"""
