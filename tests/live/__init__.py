"""A small, cheap probe of the live service: every operation once, each answer against the description."""
