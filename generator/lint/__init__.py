"""The project's rules for the description, in addition to those of OpenAPI.

Each rule exists because the generated client, its documentation or the emulator depends on what it requires.
"""

from generator.lint.document import lint

__all__ = ["lint"]
