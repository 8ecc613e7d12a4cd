"""What changed for users between two versions of the description and of the package.

- Versions: `sources` reads them. `__main__` compares two on all levels, `touched` their descriptions alone.
- The description, `canonical` in form: `walk` goes through its operations, of which `access` compares servers and keys,
  `requests` what is sent and `answers` what comes back, with their `results` and the bodies (`media`) of both.
- Its `schemas`: `objects`, `unions` and `one_of_many` are their parts, `notes` what these share, `shapes` the kinds of
  values. `keywords` judges all else, one keyword at a time.
- The Python: `surface` compares what `exports` finds to be public, with what griffe has `overlooked`; `consumers` are
  type-checked, `code` tells of fixes behind an equal surface, and `project` of what is installed.
- What comes of it: each change is an `entry` under the names that `naming` gives, gathered in `findings`. `levels`
  joins description and Python, `report` tells it, and `version` says which one follows.
"""
