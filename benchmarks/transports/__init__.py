"""The cost of HTTP libraries and parsers. RESULTS.md has the results."""
