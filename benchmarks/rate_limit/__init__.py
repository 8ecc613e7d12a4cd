"""Simulation of rate-limit strategies in virtual time. `python -m benchmarks.rate_limit` prints the table."""
