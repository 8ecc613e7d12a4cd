"""A cheap probe of the live service: it calls every operation once and compares the responses with the description."""
