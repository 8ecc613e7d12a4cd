"""The cost of streams. RESULTS.md has the results."""
